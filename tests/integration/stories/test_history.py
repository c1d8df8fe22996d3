"""On the real Elasticsearch: any order of takes and batches leaves one state, and all of them in the history."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from index.elastic import Elastic, connected
from index.templates import NEWS_ALIAS, TAKES_INDEX
from index.writer import Writer
from ingest.article import Status
from processors.stories.state import history
from processors.tagged_article import Original, TaggedArticle

_NOON = datetime(2025, 10, 31, 12, tzinfo=UTC)


def _take(name: str, minute: int, version: int, status: Status = Status.USABLE) -> TaggedArticle:
    text = f"متن {version} در دقیقهٔ {minute}"
    return TaggedArticle(
        id=name,
        version=version,
        status=status,
        title=text,
        source="test",
        received_at=_NOON + timedelta(minutes=minute),
        published_at=_NOON + timedelta(hours=11 * version),  # the second version is of another month
        original=Original(title=text),
        story_id="0" * 16,
    )


@pytest.fixture
async def elastic(engines: Any) -> AsyncIterator[Elastic]:
    async with connected(engines.elasticsearch) as connection:
        await connection.install()
        yield connection


async def _found(elastic: Elastic, index: str, name: str) -> list[tuple[str, str]]:
    await elastic.refresh()
    answer = await elastic.client.search(index=index, query={"term": {"id": name}}, size=50)
    return sorted((hit["_source"]["title"], hit["_source"]["status"]) for hit in answer["hits"]["hits"])


_SCENARIOS = {
    "updated twice": [(0, 1, Status.USABLE), (1, 2, Status.USABLE), (2, 3, Status.USABLE)],
    "held and released": [(0, 1, Status.USABLE), (1, 2, Status.WITHHELD), (2, 3, Status.USABLE)],
    "held": [(0, 1, Status.USABLE), (1, 2, Status.USABLE), (2, 3, Status.WITHHELD)],
    "killed in the middle": [(0, 1, Status.USABLE), (1, 2, Status.CANCELED), (2, 3, Status.USABLE)],
    "changed without a version": [(0, 1, Status.USABLE), (1, 1, Status.USABLE), (2, 1, Status.USABLE)],
}


@pytest.mark.parametrize("scenario", _SCENARIOS)
@pytest.mark.parametrize("seed", range(4))
async def test_any_order_and_any_batches_leave_one_state(
    elastic: Elastic, prefix: str, scenario: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    takes = [_take(prefix, *each) for each in _SCENARIOS[scenario]]
    arriving = [*takes, dice.choice(takes)]
    dice.shuffle(arriving)
    cut = dice.randint(0, len(arriving))
    for batch in (arriving[:cut], arriving[cut:]):
        # A new writer each time: as if another worker had taken over.
        await Writer(elastic, lambda _id: None).write(batch)

    newest = history(takes).newest
    assert await _found(elastic, NEWS_ALIAS, prefix) == [(newest.title, newest.status)]
    others = sorted((take.title, str(take.status)) for take in takes if take is not newest)
    assert set(others) <= set(await _found(elastic, TAKES_INDEX, prefix))
