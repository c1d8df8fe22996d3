"""What the index is told of the times that a story talks about."""

from datetime import UTC, datetime

import pytest

from index.document import build_document
from processors.tag_dates import tag_dates
from processors.tagged_article import Original, TaggedArticle

PUBLISHED = datetime.fromisoformat("2025-10-22T12:00:00+04:30")


def about(text: str) -> list[dict[str, str]]:
    article = TaggedArticle(
        id="a",
        source="s",
        body=text,
        received_at=PUBLISHED,
        published_at=PUBLISHED,
        original=Original(body=text),
        dates=tag_dates(text, PUBLISHED),
        story_id="a",
    )
    found: list[dict[str, str]] = build_document(article, datetime.now(UTC), lambda _name: None).get("about", [])
    return found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("۲۱ تا ۲۲ اکتوبر در کابل بود.", "2025-10-21", "2025-10-22"),
        ("ساعت ۳ بامداد امروز زلزله شد.", "2025-10-22T03:00", "2025-10-22T03:00"),
        ("ساعت ۲۳ دیروز به وقت گرینویچ آغاز شد.", "2025-10-21T23:00", "2025-10-21T23:00"),
    ],
)
def test_a_time_counts_among_the_days_of_the_place_it_is_told_of(text: str, first: str, last: str) -> None:
    assert about(text) == [{"gte": first, "lte": last}]


@pytest.mark.parametrize("text", ["در آیندهٔ نزدیک می\u200cآید.", "در سال ۵۵۰ قبل از میلاد بود.", "۳۱ مهر ۱۴۰۴ نیامد."])
def test_what_is_no_time_on_the_axis_is_not_searched_by_time(text: str) -> None:
    assert about(text) == []


def test_one_interval_counts_once() -> None:
    assert about("دیروز آمد و روز گذشته رفت.") == [{"gte": "2025-10-21", "lte": "2025-10-21"}]
