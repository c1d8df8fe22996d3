"""Whole texts through normalize(): the cases of tests/cases, and what must hold for any text at all."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.rejection import ItemRejected, RejectReason
from processors.explain import describe, reasons
from processors.normalize import normalize, replay, undo
from processors.orthography.marks import SPACING_RULES
from processors.orthography.rules import REPAIRS
from processors.orthography.sources import own_lines

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
CASES = [
    case
    for name in ("half_space.json", "letters.json")
    for case in json.loads((ROOT / "tests" / "cases" / name).read_text(encoding="utf-8"))
]
HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"

# Everything that a rule looks at, so that generated texts fall where rules meet.
_PIECES = st.sampled_from(
    [
        *"ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيكىةآأإئؤءۀےھہۀ ًّـ،؛؟.:!?,;«»()\"'-/%0۱٢ ABz\n\t\r<>&¬",
        *(
            HALF_SPACE,
            "\u200d",
            "\u200e",
            "\u200f",
            "\u00a0",
            "\u00ad",
            "\ufeff",
            "\u200b",
            "\u2003",
            "\u2028",
            "\x9d",
            "\x00",
        ),
        *(
            "می",
            "نمی",
            "ها",
            "های",
            "هایی",
            "تر",
            "ترین",
            "ام",
            "ای",
            "اند",
            "بی",
            "کتاب",
            "خانه",
            "رود",
            "کرده",
            "گفته",
        ),
        *(
            "میکند",
            "رسانهها",
            "رئیسجمهور",
            "سلام",
            "إن",
            "في",
            "چې",
            "ښاغلي",
            "ﻻ",
            "ﻲ",
            "<p>",
            "</p>",
            "&amp;",
            "&lt;",
            "&zwnj;",
        ),
        *("Ø³Ù„Ø§Ù…", "ط³ظ„ط§ظ…", "\ufffd", "  ", " " + HALF_SPACE, HALF_SPACE + HALF_SPACE, "<b>", "&amp;lt;"),
    ]
)
TEXTS = st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=60)


def _normalized(text: str) -> str | None:
    try:
        return normalize(text).text
    except ItemRejected:
        return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_text_is_repaired_as_the_case_says(case: dict[str, str]) -> None:
    assert case["fixed"] == normalize(case["original"]).text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_repaired_case_is_left_as_it_is(case: dict[str, str]) -> None:
    assert normalize(case["fixed"]).repairs == ()


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("گفتهئها")
@example("گفته\u200cئ\u200cها")
def test_any_text_is_repaired_once_and_told_exactly(text: str) -> None:
    """One property test for all that must hold of any text: the texts cost more to make than to repair."""
    if _normalized(text) is None:
        return
    normalized = normalize(text)

    assert normalized.text == replay(text, normalized.repairs)
    assert text == undo(normalized.text, normalized.repairs)
    assert normalized.text == _normalized(normalized.text)
    last = 0
    for repair in normalized.repairs:
        assert repair.to == normalized.text[repair.start : repair.end]
        assert repair.from_ != repair.to
        assert repair.start >= last
        assert describe(repair)
        last = repair.end


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ټډړښځڅڼېۍږي كدپو", max_size=40), st.sampled_from(["ps", "ar", "en", "ur"]))
def test_letters_of_text_declared_foreign_are_kept(text: str, language: str) -> None:
    letters = [char for char in normalize(text, language).text if unicodedata.category(char) == "Lo"]

    assert [char for char in text if unicodedata.category(char) == "Lo"] == letters


def test_protected_names_are_left_alone() -> None:
    text = "اولیها به كابل رفتند و اولیها آمدند"

    assert normalize(text, protect=[(0, 6)]).text.split() == [
        "اولیها",
        "به",
        "کابل",
        "رفتند",
        "و",
        "اولی\u200cها",
        "آمدند",
    ]


@pytest.mark.parametrize(
    ("text", "span", "repaired"),
    [
        ("كتاب&amp;كتاب", (0, 7), "كتاب&کتاب"),
        ("كتاب<p>كتاب", (5, 8), "کتاب\n\nكتاب"),
        ("كتاب\u200c\u200c\u200c كتاب", (5, 6), "کتاب کتاب"),
        ("كتاب", (0, 90), "كتاب"),
    ],
)
def test_protected_span_may_begin_or_end_in_what_is_repaired(text: str, span: tuple[int, int], repaired: str) -> None:
    found = normalize(text, "fa", protect=[span])

    assert found.text == repaired
    assert replay(text, found.repairs) == repaired


def test_spans_given_in_any_order_protect() -> None:
    text = "كتاب  و كابل و كاغذ"

    repaired = normalize(text, protect=[(15, 19), (0, 4)]).text

    assert repaired == "كتاب و کابل و كاغذ"


@pytest.mark.parametrize(
    "text",
    [
        "سلام \ufffd\ufffd\ufffd دنیا",
        "??????? ???? ???????? ?? ???",
        "دولت در نشست خبری گفت".encode().decode("mac-roman", "ignore"),
        "دولت در نشست خبری گفت".encode("utf-16-le").decode("latin-1"),
        "گفتگو و گفت و گفتار و گفتمان و گفتند".encode().decode("cp1252", "ignore"),
    ],
    ids=["replacement characters", "question marks", "Mac Roman", "UTF-16 in bytes", "UTF-8 with bytes dropped"],
)
def test_text_lost_in_decoding_is_rejected(text: str) -> None:
    with pytest.raises(ItemRejected) as refused:
        normalize(text)

    assert refused.value.reason is RejectReason.ENCODING


def test_a_few_question_marks_are_no_reason_to_reject() -> None:
    assert normalize("چرا؟ کی?? کجا???").text.startswith("چرا؟")


def test_every_rule_that_can_name_a_repair_has_its_reason() -> None:
    endings = {row.split("\t")[2] for row in own_lines("affixes.tsv")}
    names = endings | {rule.name for rule in SPACING_RULES} | {rule.name for rule in REPAIRS}

    assert names <= reasons().keys()


def _story() -> str:
    path = ROOT.parent / "shared" / "articles" / "dari-story.txt"
    if not path.exists():
        pytest.skip("../shared/articles/dari-story.txt is not here: put the shared folder beside the repository")
    return path.read_text(encoding="utf-8")


def test_no_word_of_the_dari_story_stays_glued() -> None:
    glued = [case for case in CASES if case["label"].startswith("glued in the story")]
    words = normalize(_story()).text

    assert len(glued) == 22
    assert [case["fixed"] for case in glued if case["fixed"] not in words or case["original"] in words] == []


def test_right_text_comes_back_byte_for_byte() -> None:
    right = normalize(_story()).text

    assert right == normalize(right).text
    assert normalize(right).repairs == ()


@pytest.mark.parametrize("name", ["fars.jsonl", "voa-dari.jsonl"])
def test_news_is_repaired_once_and_told_exactly(name: str) -> None:
    path = CORPUS / "news" / name
    if not path.exists():
        pytest.skip(f"{path.name} is not here: put the shared folder beside the repository")
    for line in path.read_text(encoding="utf-8").splitlines()[:60]:
        body = json.loads(line)["body"]
        normalized = normalize(body)
        assert normalized.text == replay(body, normalized.repairs)
        assert body == undo(normalized.text, normalized.repairs)
        assert normalized.text == normalize(normalized.text).text
