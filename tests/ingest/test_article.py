"""The Article record: what is derived, what is refused, and why."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.article import Article, Status, article_from_mapping
from ingest.rejection import ItemRejected, Origin, Rejection, RejectReason, reject

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def article(**fields: Any) -> Article:
    return article_from_mapping(fields, received_at=NOW, source="desk")


def test_a_title_alone_is_enough_and_the_rest_is_derived_or_null() -> None:
    made = article(title="خبر فوری")

    assert (made.source, made.received_at, made.status, made.version) == ("desk", NOW, Status.USABLE, 1)
    assert (made.body, made.published_at, made.url, made.authors) == (None, None, None, ())


def test_the_record_survives_the_wire_unchanged() -> None:
    made = article(title="خبر", body="متن", version="2026-11-24T07:00:00Z", authors="الف", urgency=2, status="withheld")

    assert Article.from_bytes(made.to_bytes()) == made


def test_the_wire_form_keeps_persian_letters_and_the_contracts_names() -> None:
    contract = list(json.loads(article(title="خبر").to_bytes()))[:15]

    assert contract == [
        *("id", "source", "received_at", "title", "body", "published_at", "url", "language", "version", "status"),
        *("urgency", "embargoed_until", "authors", "subjects", "raw"),
    ]
    assert "خبر" in article(title="خبر").to_bytes().decode()


def test_one_story_keeps_its_id_over_redeliveries_and_another_gets_another() -> None:
    assert article(title="خبر", url="x:1").id == article(title="خبر دیگر", url="x:1").id
    assert article(title="خبر").id == article(title="خبر").id
    assert article(title="خبر").id != article(title="خبری دیگر").id


def test_versions_order_by_counter_or_by_moment() -> None:
    first, second = (
        article(title="a", version="2026-11-24T07:00:00Z"),
        article(title="a", version="2026-11-24T07:00:01Z"),
    )

    assert article(title="a", version=3).version_number == 3
    assert second.version_number - first.version_number == 1000


def test_a_naive_time_on_the_wire_is_utc() -> None:
    assert article(title="a", published_at="2026-11-24T07:00:00").published_at == datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "reason", "told"),
    [
        ({"title": " \u200c "}, RejectReason.EMPTY, "neither title nor body"),
        ({}, RejectReason.EMPTY, "neither title nor body"),
        ({"title": "a", "urgency": 12}, RejectReason.INVALID, "urgency"),
        ({"title": "a", "published_at": "yesterday"}, RejectReason.INVALID, "published_at"),
        ({"title": "a", "status": "gone"}, RejectReason.INVALID, "status"),
        ({"title": ["a"]}, RejectReason.INVALID, "title"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_its_field(record: dict[str, Any], reason: str, told: str) -> None:
    with pytest.raises(ItemRejected) as refused:
        article(**record)

    assert refused.value.reason == reason
    assert told in refused.value.error


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"id": 1}'])
def test_bytes_that_are_no_article_are_rejected_and_never_raise_otherwise(data: bytes) -> None:
    with pytest.raises(ItemRejected) as refused:
        Article.from_bytes(data)

    assert refused.value.reason in {RejectReason.MALFORMED, RejectReason.INVALID}


@pytest.mark.parametrize("original", [b"\xff\x00 not text", "متن".encode(), b""])
def test_a_dead_letter_gives_back_the_original_bytes(original: bytes) -> None:
    letter = reject(ItemRejected(RejectReason.MALFORMED, "why"), original, Origin(stage="ingest"), NOW)

    assert Rejection.from_bytes(letter.to_bytes()).original_bytes == original


def test_a_dead_letter_has_one_id_for_one_failure() -> None:
    failure, origin = ItemRejected(RejectReason.MALFORMED, "why"), Origin(stage="ingest", place="a:1")

    assert reject(failure, b"x", origin, NOW).id == reject(failure, b"x", origin, NOW).id
    assert reject(failure, b"x", origin, NOW).id != reject(failure, b"x", Origin(stage="ingest", place="a:2"), NOW).id
