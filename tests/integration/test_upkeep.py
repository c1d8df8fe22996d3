"""Rebuilding an index under load, and letting go of old months: searches never miss what they found before."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from index import upkeep
from index.elastic import Elastic, connected
from index.templates import NEWS_ALIAS
from index.writer import Writer
from processors.downstream import DownstreamUnavailable
from processors.tagged_article import Original, TaggedArticle

MONTH = datetime(2019, 5, 6, tzinfo=UTC)
INDEX = "news-2019.05"


def take(name: str, version: int = 1, title: str = "آتش\u200cبس") -> TaggedArticle:
    return TaggedArticle(
        id=name,
        source="upkeep",
        version=version,
        title=title,
        received_at=MONTH,
        published_at=MONTH,
        original=Original(title=title),
        story_id=name,
    )


@pytest.fixture
async def elastic(engines: Any) -> AsyncIterator[Elastic]:
    async with connected(engines.elasticsearch) as connection:
        await connection.install()
        await forget(connection)
        yield connection
        await forget(connection)


async def forget(connection: Elastic) -> None:
    """Drop the month of these tests, whatever another test left of it."""
    for index in await connection.month_indices():
        if index.endswith("2019.05"):
            await connection.drop(index)


async def count(elastic: Elastic) -> int:
    ours = {"term": {"source": "upkeep"}}
    answer = await elastic.client.count(
        index=NEWS_ALIAS, query={"bool": {"must": {"match": {"title": "آتشبس"}}, "filter": ours}}
    )
    return int(answer["count"])


async def write(writer: Writer, article: TaggedArticle) -> None:
    """Write as the stage does: again and again while Elasticsearch puts it off."""
    while True:
        try:
            await writer.write([article])
        except DownstreamUnavailable:
            await asyncio.sleep(0.05)
        else:
            return


async def test_an_index_is_rebuilt_while_articles_come_in_and_readers_search(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    await writer.write([take(f"old-{number}") for number in range(300)])
    await elastic.refresh()
    rebuilding = asyncio.create_task(upkeep.rebuild(elastic, INDEX))
    written, seen = 0, []
    while not rebuilding.done():
        await write(writer, take(f"new-{written}"))
        await write(writer, take(f"old-{written}", version=2))
        written += 1
        seen.append(await count(elastic))
    await elastic.refresh()

    assert rebuilding.result() == "news.r2-2019.05"
    assert await elastic.month_indices() != ()
    assert INDEX not in await elastic.month_indices()
    assert min(seen) >= 300
    assert seen == sorted(seen)
    assert await count(elastic) == 300 + written


async def test_what_was_removed_while_the_index_was_copied_does_not_come_back(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    await writer.write([take(f"gone-{number}") for number in range(5)])
    await elastic.refresh()
    index = next(name for name in await elastic.month_indices() if name.endswith("2019.05"))
    copied = {f"gone-{number}": 1 for number in range(5)} | {"removed-meanwhile": 1}
    await elastic.create("news.r9-2019.05", upkeep.news_settings(), upkeep.mappings(upkeep.article_fields()))
    await upkeep._catch_up(elastic, index, "news.r9-2019.05", copied, datetime(2019, 1, 1, tzinfo=UTC))
    await elastic.swap(index, "news.r9-2019.05")

    answer = await elastic.client.search(index=NEWS_ALIAS, query={"term": {"source": "upkeep"}}, size=50)
    assert {hit["_id"] for hit in answer["hits"]["hits"]} == {f"gone-{number}" for number in range(5)}


async def test_writing_goes_on_after_a_month_was_let_go(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    await writer.write([take("first")])
    for index in upkeep.outdated(await elastic.month_indices(), datetime(2019, 8, 1, tzinfo=UTC).date(), 30):
        await elastic.drop(index)
    await writer.write([take("first", version=2), take("second")])
    await elastic.refresh()

    assert await count(elastic) == 2
