"""What tag_dates promises about any text: spans, the story of the issue, zones, and spellings that mean the same."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from processors.tag_dates import tag_dates

PUBLISHED = datetime.fromisoformat("2025-10-22T12:00:00+03:30")
STORY = Path(__file__).parents[4] / "shared/articles/dari-story.txt"
LATE = datetime.fromisoformat("2025-10-22T22:00:00+00:00")


@pytest.mark.skipif(not STORY.exists(), reason="../shared/articles is not beside this repository")
def test_the_dari_story_has_its_five_dates_and_nothing_else() -> None:
    text = STORY.read_text(encoding="utf-8")
    assert [(m.text, m.kind, m.from_, m.to) for m in tag_dates(text, PUBLISHED)] == [
        ("چند روز آینده", "period", "2025-10-23", "2025-10-29"),
        ("۲۱ تا ۲۲ اکتوبر", "range", "2025-10-21", "2025-10-22"),
        ("آیندهٔ نزدیک", "vague", None, None),
        ("۲۱ اکتوبر", "day", "2025-10-21", "2025-10-21"),
        ("آیندهٔ نزدیک", "vague", None, None),
    ]


def test_spans_are_code_points_of_the_text_as_given() -> None:
    text = "😀 نشستِ روز سه\u200cشنبه،\n۲۱ اکتوبر"
    assert [(m.start, m.end, text[m.start : m.end]) for m in tag_dates(text, PUBLISHED)] == [
        (8, 19, "روز سه\u200cشنبه"),
        (21, 30, "۲۱ اکتوبر"),
    ]


def test_a_line_end_parts_two_mentions() -> None:
    assert [m.text for m in tag_dates("شنبه\n۲۱ اکتبر", PUBLISHED)] == ["شنبه", "۲۱ اکتبر"]


@pytest.mark.parametrize(
    "spelling",
    [
        "روز سه\u200cشنبه ۲۸ اکتبر هفتهٔ آینده",
        "روز سهشنبه 28 اکتبر هفتهی آینده",
        "روز سه شنبه ٢٨ اکتوبر هفته\u200cی آینده",
        "روز سه\u200cشنبه ۲۸اکتبر هفتۀ آينده",
    ],
)
def test_spellings_of_one_text_give_the_same_days(spelling: str) -> None:
    assert [(m.from_, m.to) for m in tag_dates(spelling, PUBLISHED)] == [
        ("2025-10-28", "2025-10-28"),
        ("2025-10-25", "2025-10-31"),
    ]


@pytest.mark.parametrize(
    ("zone", "today"),
    [(None, "2025-10-22"), ("Asia/Tehran", "2025-10-23"), (ZoneInfo("America/New_York"), "2025-10-22")],
)
def test_today_is_the_local_day_of_the_source(zone: ZoneInfo | str | None, today: str) -> None:
    assert [m.from_ for m in tag_dates("امروز", LATE, zone)] == [today]


def test_a_publication_time_without_a_zone_is_utc() -> None:
    assert [m.from_ for m in tag_dates("ساعت ۱۰", LATE.replace(tzinfo=None))] == ["2025-10-22T10:00+00:00"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "hello world", "ـــ", "\u200c"])
def test_a_text_without_dates_gives_none(text: str) -> None:
    assert tag_dates(text, PUBLISHED) == ()


def test_a_conflict_says_in_words_what_contradicts_what() -> None:
    (mention,) = tag_dates("روز سه\u200cشنبه ۲۳ اکتبر ۲۰۲۵", PUBLISHED)
    assert mention.conflict == "2025-10-23 is a Thursday, not a Tuesday"
