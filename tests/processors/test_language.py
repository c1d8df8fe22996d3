"""The language of a text, from its words; never against what the source declares."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.language import detect_language, language_of

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "corpus" / "news"
CASES = json.loads((ROOT / "tests" / "cases" / "language.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_language_is_told_from_the_words(case: dict[str, str]) -> None:
    assert case["language"] == detect_language(case["text"])


@pytest.mark.parametrize("declared", ["ps", "fa", "prs", "uz"])
def test_declared_language_is_never_overridden(declared: str) -> None:
    assert language_of(declared, "The minister said that he was in Kabul") == declared


@pytest.mark.parametrize("declared", [None, "", "  "])
def test_language_is_detected_where_none_is_declared(declared: str | None) -> None:
    assert language_of(declared, "سرمنشی به پوهنتون رفت") == "prs"


@given(st.text(max_size=200))
def test_any_text_has_one_of_the_six_answers(text: str) -> None:
    assert detect_language(text) in {"fa", "prs", "ps", "ar", "en", "other"}


@pytest.mark.parametrize(("name", "floor"), [("voa-dari", 0.95), ("fars", 0.99)])
def test_dari_and_iranian_news_are_told_apart(name: str, floor: float) -> None:
    path = NEWS / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: put the shared folder beside the repository")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:200]]
    right = [row for row in rows if detect_language(f"{row['title']}\n{row['body']}") == row["language"]]

    assert len(right) >= floor * len(rows)
