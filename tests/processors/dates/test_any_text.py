"""Any input at all: no exception, spans that hold, ends in order, and work that grows with the text and no faster."""

import sys
from datetime import UTC, datetime
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.dates.lexicon import WORDS
from processors.tag_dates import tag_dates

PUBLISHED = datetime(2025, 10, 22, 12, tzinfo=UTC)
WORD = st.one_of(
    st.sampled_from(sorted(WORDS)),
    st.integers(0, 2500).map(str),
    st.sampled_from(["۲۱", "١٤٠٤", "۲۰۲۵", "۵۷", "سه\u200cشنبه", "گفت", "خواهد", "شد", "هر"]),
)
SEPARATOR = st.sampled_from([" ", " ", " ", " ", "-", "/", "،", ", ", ":", ".", " – ", " (", ") ", "\n", "\u200c", ""])
PHRASE = st.lists(st.tuples(WORD, SEPARATOR), max_size=25).map(lambda pairs: "".join(a + b for a, b in pairs))


def holds(text: str) -> None:
    end = 0
    for mention in tag_dates(text, PUBLISHED):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert (mention.from_ is None) == (mention.to is None)
        if mention.from_ and mention.to and not mention.from_.startswith("-"):
            assert mention.from_[:10] <= mention.to[:10]
        end = mention.end


@settings(max_examples=400, deadline=None)
@given(PHRASE)
def test_any_heap_of_date_words_is_read_without_a_fault(text: str) -> None:
    holds(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_characters_are_read_without_a_fault(text: str) -> None:
    holds(text)


def calls(text: str) -> int:
    """Count the Python functions entered: a measure of work that no busy machine disturbs."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    tag_dates(text, PUBLISHED)
    sys.setprofile(step)
    try:
        tag_dates(text, PUBLISHED)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "۲۱ ",
        "۲۱ و ",
        "از ",
        "تا ",
        "روز ",
        "۲۱-",
        "۱۴۰۴/",
        "بیست و ",
        "هزار ",
        "شنبه ",
        "مهر و ",
        "۲۱، ",
        "این ",
        "ساعت ",
        "سال ",
        "به ",
        "۲۱ تا ",
        "مورخ ",
    ],
)
def test_work_grows_with_the_length_of_the_text(unit: str) -> None:
    assert calls(unit * 800) <= 4.6 * calls(unit * 200) + 2000
