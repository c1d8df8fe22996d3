"""The index writer on the real Elasticsearch: one document per story, its newest version, however it came."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from index.elastic import Elastic, IndexRefused, connected
from index.templates import NEWS_ALIAS, TAKES_INDEX
from index.writer import Fate, Writer
from processors.downstream import DownstreamUnavailable
from processors.tagged_article import Original, TaggedArticle

FULL = datetime(2024, 2, 1, 12, tzinfo=UTC)
OCTOBER, NOVEMBER = datetime(2025, 10, 31, 20, tzinfo=UTC), datetime(2025, 11, 1, 5, tzinfo=UTC)


def take(name: str, version: int, *, title: str = "خبر", published: datetime = OCTOBER, **fields: Any) -> TaggedArticle:
    made = {"source": "test", "received_at": NOVEMBER, "published_at": published, "story_id": "s", **fields}
    return TaggedArticle(id=name, version=version, title=title, original=Original(title=title), **made)


@pytest.fixture
async def elastic(engines: Any) -> AsyncIterator[Elastic]:
    async with connected(engines.elasticsearch) as connection:
        await connection.install()
        yield connection


def writer(elastic: Elastic) -> Writer:
    return Writer(elastic, lambda _id: None)


async def standing(elastic: Elastic, name: str) -> list[tuple[str, int, str]]:
    """Where documents of this id are: (index, version, title)."""
    await elastic.refresh()
    answer = await elastic.client.search(index=NEWS_ALIAS, query={"ids": {"values": [name]}})
    return [(hit["_index"], hit["_source"]["version"], hit["_source"]["title"]) for hit in answer["hits"]["hits"]]


async def test_a_redelivery_changes_nothing(elastic: Elastic, prefix: str) -> None:
    first = await writer(elastic).write([take(prefix, 1)])
    again = await writer(elastic).write([take(prefix, 1)])

    assert [each.fate for each in (*first, *again)] == [Fate.INDEXED, Fate.UNCHANGED]
    assert await standing(elastic, prefix) == [("news-2025.10", 1, "خبر")]


async def test_the_same_take_received_again_later_is_no_take_of_its_own(elastic: Elastic, prefix: str) -> None:
    for day in (1, 2):
        await writer(elastic).write([take(prefix, 1, received_at=datetime(2025, 11, day, 5, tzinfo=UTC))])
    await elastic.refresh()
    kept = await elastic.client.count(index=TAKES_INDEX, query={"term": {"id": prefix}})

    assert await standing(elastic, prefix) == [("news-2025.10", 1, "خبر")]
    assert kept["count"] == 0


async def test_the_same_version_with_other_words_replaces_them(elastic: Elastic, prefix: str) -> None:
    await writer(elastic).write([take(prefix, 1)])
    await writer(elastic).write([take(prefix, 1, title="خبر نو")])

    assert await standing(elastic, prefix) == [("news-2025.10", 1, "خبر نو")]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_the_newest_version_stands_alone_whatever_the_order_and_the_month(
    elastic: Elastic, prefix: str, order: tuple[int, ...]
) -> None:
    takes = {
        1: take(prefix, 1, title="یک"),
        2: take(prefix, 2, title="دو", published=NOVEMBER),
        3: take(prefix, 3, title="سه"),
    }
    for version in order:
        await writer(elastic).write([takes[version]])

    assert await standing(elastic, prefix) == [("news-2025.10", 3, "سه")]


async def test_takes_within_the_second_that_a_refresh_takes_are_told_apart(elastic: Elastic, prefix: str) -> None:
    one = writer(elastic)
    await one.write([take(prefix, 2, published=NOVEMBER, title="دو")])
    late = await one.write([take(prefix, 1)])

    assert late[0].fate is Fate.STALE
    assert await standing(elastic, prefix) == [("news-2025.11", 2, "دو")]


async def test_two_takes_of_one_story_in_one_batch_leave_the_newer(elastic: Elastic, prefix: str) -> None:
    outcomes = await writer(elastic).write([take(prefix, 2, title="دو"), take(prefix, 1), take(f"{prefix}b", 1)])

    assert [each.fate for each in outcomes] == [Fate.INDEXED, Fate.STALE, Fate.INDEXED]
    assert await standing(elastic, prefix) == [("news-2025.10", 2, "دو")]


async def test_a_document_that_is_refused_does_not_hold_up_its_neighbours(elastic: Elastic, prefix: str) -> None:
    impossible = take(f"{prefix}x", 1, urgency=4000)  # the field holds a byte; ingest would have refused it

    outcomes = await writer(elastic).write([take(prefix, 1), impossible])

    assert [each.fate for each in outcomes] == [Fate.INDEXED, Fate.REJECTED]
    assert "urgency" in str(outcomes[1].failure)


async def test_a_setting_that_elasticsearch_does_not_know_is_refused_in_words(elastic: Elastic, prefix: str) -> None:
    with pytest.raises(IndexRefused, match="no_such_filter"):
        async with elastic._told():
            await elastic.client.indices.create(
                index=prefix,
                settings={
                    "analysis": {
                        "analyzer": {"a": {"type": "custom", "tokenizer": "standard", "filter": ["no_such_filter"]}}
                    }
                },
            )


async def test_a_broken_publication_date_files_the_story_by_its_arrival(elastic: Elastic, prefix: str) -> None:
    await writer(elastic).write([take(prefix, 1, published=datetime(1348, 1, 1, tzinfo=UTC))])

    assert [index for index, _, _ in await standing(elastic, prefix)] == ["news-2025.11"]


@pytest.mark.parametrize("block", ["read_only_allow_delete", "write"])
async def test_a_full_disk_puts_off_the_batch_and_rejects_nothing(elastic: Elastic, prefix: str, block: str) -> None:
    await writer(elastic).write([take(f"{prefix}-before", 1, published=FULL)])
    # What Elasticsearch itself sets at its flood stage: HTTP 429 for each item, 403 on some versions.
    await elastic.client.indices.put_settings(index="news-2024.02", settings={f"index.blocks.{block}": True})
    try:
        with pytest.raises(DownstreamUnavailable, match="put off"):
            await writer(elastic).write([take(prefix, 1, published=FULL), take(f"{prefix}-other", 1)])
    finally:
        await elastic.client.indices.put_settings(index="news-2024.02", settings={f"index.blocks.{block}": None})
    again = await writer(elastic).write([take(prefix, 1, published=FULL), take(f"{prefix}-other", 1)])

    assert {each.fate for each in again} <= {Fate.INDEXED, Fate.UNCHANGED}
    assert len(await standing(elastic, prefix)) == len(await standing(elastic, f"{prefix}-other")) == 1
