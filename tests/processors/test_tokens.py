import itertools
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.orthography.collisions import COLLISIONS, JOINED_ANYWAY, NEVER
from processors.orthography.stems import stem
from processors.orthography.tokens import LONGEST_WORD, tokenize, words

CASES = Path(__file__).parents[1] / "cases"
SINGLE_MEANING = {"compound", "compound-unseen", "affix", "letters", "digits", "ezafe"}


def spelling_cases() -> list[dict[str, object]]:
    cases = json.loads((CASES / "variants.json").read_text(encoding="utf-8"))
    return [case for case in cases if case["kind"] in SINGLE_MEANING]


def terms(text: str) -> set[str]:
    return {token.term for token in tokenize(text)}


def whole(text: str) -> set[str]:
    """Give the terms that stand for the text as a whole."""
    tokens = tokenize(text)
    return {token.term for token in tokens if token.position == 0 and token.end == max(t.end for t in tokens)}


@pytest.mark.parametrize("case", spelling_cases(), ids=lambda case: case["label"])
def test_all_spellings_of_a_word_have_a_term_in_common(case: dict[str, list[str]]) -> None:
    common = set.intersection(*(whole(spelling) for spelling in case["spellings"] if len(words(spelling)) <= 3))
    assert common


def test_no_word_with_an_ending_stands_in_a_rule_about_joining() -> None:
    # Elasticsearch has told its ending apart before it reads those rules.
    spelled = {word for pair in (*COLLISIONS, *JOINED_ANYWAY) for word in pair} | set(NEVER)
    assert not {word for word in spelled if stem(word) != word}


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("می رود", ["میرود"]),
        ("نمی\u200cخواسته\u200cاند", ["نمیخواسته\u2060اند"]),
        ("۲۲ می دیدار", ["22", "می", "دیدار"]),
        ("ماه می سال", ["ماه", "می", "سال"]),
        ("کتاب ها را", ["کتاب\u2060ها", "را"]),
        ("دیدگاه\u200cهای\u200cشان", ["دیدگاه\u2060های\u2060شان"]),
        ("آن ها", ["انها"]),
        ("بزرگ تر", ["بزرگتر"]),
        ("زنده\u200cگی", ["زندگی"]),
        ("آتش\u200cبس", ["اتش", "بس"]),
        ("آتش", ["اتش"]),
        ("خانه آش", ["خانه", "اش"]),
        ("خانه اش", ["خانه\u2060اش"]),
        ("در شأن او", ["در", "شان", "او"]),
        ("تنها رها", ["تنها", "رها"]),
    ],
)
def test_affixes_join_their_word_and_nothing_else_does(text: str, spelled: list[str]) -> None:
    assert [word.spelled for word in words(text)] == spelled


@pytest.mark.parametrize(
    ("text", "there", "absent"),
    [
        ("آتش\u200cبس\u200cهای", {"اتشبس", "اتش", "بس"}, {"اتشسوزی"}),
        ("آتش بسی", {"اتشبسی"}, set()),
        ("کتابهایشان", {"کتاب"}, set()),
        ("تنهایی", {"تنهایی"}, {"تن"}),
        ("کردستان", {"کردستان"}, {"کرد"}),
        ("ما در این", {"ما", "در", "این"}, {"مادر", "دراین"}),
        ("این که", {"این", "که", "اینکه"}, set()),
        ("گفت که در", {"گفت", "که", "در"}, {"گفتکه", "کهدر", "گفتکهدر"}),
        ("کار از کار", {"کار", "از"}, {"کاراز", "کارازکار"}),
        ("و زیر", {"زیر"}, {"وزیر"}),
        ("اتهام ابهام", {"اتهام", "ابهام"}, {"ات", "اب", "اته", "ابه"}),
        ("روسیاش", {"روسی"}, set()),
        ("گفت و گو", {"گفتوگو"}, set()),
    ],
)
def test_terms_under_which_a_text_is_found(text: str, there: set[str], absent: set[str]) -> None:
    assert there <= terms(text)
    assert not absent & terms(text)


def test_spans_are_those_of_the_displayed_words() -> None:
    text = "«آتش\u200cبسِ» کتاب ها؛ خانه\u200cی ما"
    assert [text[word.start : word.end] for word in words(text)] == ["آتش", "بسِ", "کتاب ها", "خانه\u200cی", "ما"]
    joined = next(token for token in tokenize(text) if token.term == "اتشبس")
    assert text[joined.start : joined.end] == "آتش\u200cبسِ"


@given(st.text(st.sampled_from("آابهیمنترش \u200c\u200c  ًّ.«۱۲a\n\u2060\u2063\U00017e4f")))
def test_spans_stay_inside_the_text_and_in_order(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    # Each part of a compound that was glued (آنرا) stands where the whole does.
    spans = dict.fromkeys((word.start, word.end) for word in found)
    assert all(one_end <= start for (_, one_end), (start, _) in itertools.pairwise(spans))


def test_an_endless_word_is_read_in_pieces() -> None:
    assert max(len(word.spelled) for word in words("ا" * 1000)) == LONGEST_WORD


@pytest.mark.parametrize("piece", ["\u200c", "ه ", "می ", "ها\u200c", "ا"])
def test_no_repetition_makes_it_slow(piece: str) -> None:
    started = time.process_time()
    words(piece * 100_000)
    assert time.process_time() - started < 20  # a quadratic rule would take minutes
