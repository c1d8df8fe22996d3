"""Rebuilding an index under load, and letting go of old months: searches never miss what they found before."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from index import upkeep
from index.elastic import Elastic, Update, connected
from index.templates import ALERTS_INDEX, ATTEMPTS_INDEX, NEWS_ALIAS, REJECTED_INDEX, TAKES_INDEX
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
        await write(writer, take(f"old-{written % 300}", version=2 + written // 300))
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


async def test_a_writer_that_looked_before_the_swap_brings_no_old_index_back(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    await writer.write([take("first")])
    await elastic.refresh()
    bulk, swapped = elastic.bulk, []

    async def late(writes: Any) -> Any:
        if writes and not swapped:
            swapped.append(await upkeep.rebuild(elastic, INDEX))
        return await bulk(writes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elastic, "bulk", lambda writes: late(writes) if not swapped and _ours(writes) else bulk(writes))
        await write(writer, take("first", version=2))
    await elastic.refresh()

    assert [name for name in await elastic.month_indices() if name.endswith("2019.05")] == ["news.r2-2019.05"]
    assert await count(elastic) == 1


def _ours(writes: Any) -> bool:
    return any(getattr(each, "index", "") == INDEX for each in writes)


async def test_a_rebuild_that_was_killed_with_writers_put_off_is_told_and_ended_by_the_next(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    await writer.write([take(f"old-{number}") for number in range(20)])
    await elastic.refresh()
    await elastic.create("news.r2-2019.05", upkeep.news_settings(), upkeep.mappings(upkeep.article_fields()))
    await elastic.block_writes(INDEX)
    assert INDEX in await elastic.blocked_months()
    waiting = asyncio.create_task(write(writer, take("new")))

    await upkeep.rebuild(elastic, INDEX)
    await asyncio.wait_for(waiting, 30)
    await elastic.refresh()

    assert await count(elastic) == 21
    assert not [name for name in await elastic.blocked_months() if name.endswith("2019.05")]


async def test_two_rebuilds_of_one_month_lose_nothing(elastic: Elastic) -> None:
    await Writer(elastic, lambda _id: None).write([take(f"old-{number}") for number in range(700)])
    await elastic.refresh()
    both = await asyncio.gather(*(upkeep.rebuild(elastic, INDEX) for _ in range(2)), return_exceptions=True)
    await elastic.refresh()
    with pytest.raises(upkeep.NotRebuilt):
        await upkeep.rebuild(elastic, "news-2019.04")

    assert await count(elastic) == 700, both


async def test_what_the_history_has_of_a_month_that_is_let_go_goes_too(elastic: Elastic) -> None:
    writer = Writer(elastic, lambda _id: None)
    for version in (1, 2, 3):
        await write(writer, take("often", version=version, title=f"آتش\u200cبس {version}"))
    await elastic.refresh()
    history = {"term": {"source": "upkeep"}}
    before = await elastic.count(TAKES_INDEX, history)
    kept_days = (datetime.now(UTC).date() - datetime(2019, 7, 15, tzinfo=UTC).date()).days
    gone = await upkeep.let_go(elastic, upkeep.Keeping(days=kept_days))
    await elastic.refresh()

    assert before >= 2
    assert gone[INDEX] == 1
    assert gone[TAKES_INDEX] >= before
    assert await elastic.count(TAKES_INDEX, history) == 0


_MOMENTS = {ALERTS_INDEX: "matched_at", ATTEMPTS_INDEX: "at", REJECTED_INDEX: "rejected_at"}
_AGES = (0, 80, 300)
"""Days."""


async def _copied(elastic: Elastic, prefix: str) -> None:
    """Copy one alert, attempt and dead letter of each age."""
    now = datetime.now(UTC)
    writes = [
        Update(
            index=index, id=f"{prefix}-{days}", fields={"id": prefix, moment: (now - timedelta(days=days)).isoformat()}
        )
        for index, moment in _MOMENTS.items()
        for days in _AGES
    ]
    assert not [answer.error for answer in await elastic.bulk(writes) if answer.error]
    await elastic.refresh()


@pytest.mark.parametrize(
    ("days", "kafka_days", "kept"),
    [(1000, 30, (3, 3, 3)), (200, 30, (2, 2, 2)), (40, 30, (1, 1, 2)), (1, 100, (2, 2, 2))],
)
async def test_copies_of_alerts_and_dead_letters_go_when_they_are_old_and_kafka_has_them_no_longer(
    elastic: Elastic, prefix: str, days: int, kafka_days: int, kept: tuple[int, ...]
) -> None:
    await _copied(elastic, prefix)
    keeping = upkeep.Keeping(days=days, kafka_days=kafka_days)
    announced = await upkeep.what_goes(elastic, keeping)
    gone = await upkeep.let_go(elastic, keeping)
    await elastic.refresh()

    assert announced == gone
    assert not set(await upkeep.what_goes(elastic, keeping)) & set(_MOMENTS)
    assert tuple([await elastic.count(index, {"term": {"id": prefix}}) for index in _MOMENTS]) == kept
    # They are no whole records: a page that shows what was rejected or sent could not read them.
    copies = [{"delete": {"_index": index, "_id": f"{prefix}-{age}"}} for index in _MOMENTS for age in _AGES]
    await elastic.client.bulk(operations=copies, refresh=True)
