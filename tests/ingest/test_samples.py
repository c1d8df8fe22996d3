"""The sample wire demonstrates what its README says, and gives exactly the counts that README promises."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.article import Article, Status
from ingest.received import Received, Refused
from ingest.rejection import RejectReason
from ingest.sources.arguments import Reading
from ingest.sources.folder import folder_lots

SAMPLES = Path(__file__).parents[2] / "samples"
HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"


@pytest.fixture(scope="module")
def items() -> list[Received]:
    reading = Reading(clock=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    return [item for lot in folder_lots(SAMPLES, reading.provenance) for item in lot.items]


@pytest.fixture
def articles(items: list[Received]) -> list[Article]:
    return [item for item in items if isinstance(item, Article)]


def test_there_are_44_items_42_articles_and_38_stories(items: list[Received], articles: list[Article]) -> None:
    assert (len(items), len(articles), len({article.id for article in articles})) == (44, 42, 38)


def test_one_empty_and_one_broken_record_are_refused_with_their_lines(items: list[Received]) -> None:
    refused = {item.failure.reason: item.place for item in items if isinstance(item, Refused)}

    assert refused == {
        RejectReason.EMPTY: f"{SAMPLES}/wire-dari.jsonl:15",
        RejectReason.MALFORMED: f"{SAMPLES}/wire-iran.jsonl:10",
    }


def test_both_standards_have_their_half(articles: list[Article]) -> None:
    languages = Counter(article.language for article in articles)

    assert languages == {"prs": 19, "fa": 18, "en": 1, None: 4}


def test_newest_versions_hold_one_kill_and_one_hold(articles: list[Article]) -> None:
    newest = {article.id: article for article in sorted(articles, key=lambda it: it.version_number)}
    statuses = Counter(article.status for article in newest.values())

    assert statuses == {Status.USABLE: 36, Status.CANCELED: 1, Status.WITHHELD: 1}


@pytest.mark.parametrize("spelling", [f"آتش{HALF_SPACE}بس", "آتش بس", "آتشبس"])
def test_each_spelling_of_ceasefire_is_there_in_both_standards(articles: list[Article], spelling: str) -> None:
    found = {article.source.split(".")[0] for article in articles if spelling in f"{article.title} {article.body}"}

    assert {"pamir", "parvaz"} <= found


def test_text_in_windows_1256_is_read_with_arabic_letters_and_half_spaces(articles: list[Article]) -> None:
    [museum] = [article for article in articles if (article.title or "").startswith("بازگشايي موزه")]

    assert f"مي{HALF_SPACE}شود" in (museum.body or "")


def test_feeds_give_paragraphs_without_markup_or_scripts(articles: list[Article]) -> None:
    [inflation] = [article for article in articles if article.id == "parvaz.example:parvaz-4050901"]

    assert inflation.body is not None
    assert inflation.body.count("\n\n") == 1
    assert "track" not in inflation.body
    assert "<" not in inflation.body
    assert f"نقطه{HALF_SPACE}به{HALF_SPACE}نقطه" in inflation.body
