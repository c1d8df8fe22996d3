"""Rebuilds an index whose mapping or analyzer has changed, and lets go of old months, while everything works on."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from index.elastic import BAD_REQUEST, CONFLICT, Elastic, Write
from index.mapping import article_fields, mappings
from index.templates import (
    ALERTS_INDEX,
    ATTEMPTS_INDEX,
    REJECTED_INDEX,
    TAKES_INDEX,
    month_in,
    news_settings,
    rebuilt,
)
from ingest.outcome import tell
from ingest.rejection import LETTERS_KEPT_DAYS
from processors.downstream import DownstreamUnavailable

SKEW = timedelta(minutes=10)
"""How far the clocks of workers may be apart."""


class NotRebuilt(Exception):  # noqa: N818 - it names an outcome
    """A document does not fit the new mapping, or another rebuild was in the way; the old index stays in service."""


async def rebuild(elastic: Elastic, index: str) -> str:
    """Build `index` anew beside the old one, put it behind the alias, and give its name.

    Searches see the old index until the last moment, and then the new one with all that was written meanwhile. While
    the last changes are copied, writers are put off: they try again, and find the new index.

    A rebuild that was killed leaves the old index in service, at worst with writers put off: the next one takes over.

    Raises:
        NotRebuilt: a document does not fit, or another rebuild is at work; nothing has changed.
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    new, began = rebuilt(index), datetime.now(UTC)
    serving = await elastic.month_indices()
    if index not in serving or new in serving:
        raise NotRebuilt(f"{index} was rebuilt or let go a moment ago: look at `peyk status` and name its month again")
    await elastic.create(new, news_settings(), mappings(article_fields()))
    try:
        copied = await _copy(elastic, elastic.scan(index, whole=True), new)
        await elastic.block_writes(index)
        await _catch_up(elastic, index, new, copied, began - SKEW)
        await _compare(elastic, index, new)
    except BaseException:
        await elastic.allow_writes(index)
        await elastic.drop(new)
        raise
    await elastic.swap(index, new)
    return new


async def _copy(elastic: Elastic, batches: AsyncIterator[tuple[Write, ...]], new: str) -> dict[str, int]:
    copied: dict[str, int] = {}
    async for batch in batches:
        await _write(elastic, [replace(each, index=new) for each in batch])
        copied |= {each.id: each.version for each in batch}
    return copied


async def _catch_up(elastic: Elastic, index: str, new: str, copied: Mapping[str, int], since: datetime) -> None:
    """Bring to `new` what was written to `index` or removed from it since it was copied."""
    changed = {"range": {"indexed_at": {"gte": since.isoformat()}}}
    await _copy(elastic, elastic.scan(index, whole=True, query=changed), new)
    left = dict(copied)
    async for batch in elastic.scan(index, whole=False):
        for each in batch:
            left.pop(each.id, None)
    gone = [Write(index=new, id=name, version=version, document=None) for name, version in left.items()]
    for start in range(0, len(gone), 500):
        await _write(elastic, gone[start : start + 500])


async def _compare(elastic: Elastic, index: str, new: str) -> None:
    # Two rebuilds of one month share the name of the new index: the second begins it anew under the first.
    await elastic.refresh()
    there, here = await elastic.count(index), await elastic.count(new)
    if there != here:
        raise NotRebuilt(f"{new} has {here} of the {there} documents of {index}: is another `peyk reindex` at work?")


async def _write(elastic: Elastic, writes: Sequence[Write]) -> None:
    for write, answer in zip(writes, await elastic.bulk(writes), strict=True):
        if answer.error is None or answer.status == CONFLICT:
            continue
        if answer.status == BAD_REQUEST:
            raise NotRebuilt(f"document {write.id} does not fit the new index: {answer.error}")
        raise DownstreamUnavailable(f"document {write.id}: {answer.error}")


def outdated(indices: Sequence[str], today: date, keep_days: int) -> tuple[str, ...]:
    """Name the indices whose whole month ended more than `keep_days` days before `today`.

    >>> outdated(["news-2025.10", "news-2026.11"], date(2026, 11, 24), 365)
    ('news-2025.10',)
    """
    first_kept = f"{_first_kept(today, keep_days):%Y.%m}"
    return tuple(index for index in indices if month_in(index) < first_kept)


def _first_kept(today: date, keep_days: int) -> date:
    """Give the first day of the earliest month of which a day is kept."""
    return (today - timedelta(days=keep_days)).replace(day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long things stay in Elasticsearch, in days: `days`, but what is the copy of a topic as long as Kafka has it.

    `kafka_days` is how long Kafka keeps alerts and attempts. Until then one more attempt may come, and would bring a
    copy back that says nothing else; and a dead letter can be sent again.
    """

    days: int
    kafka_days: int = 0

    def outdated(self, today: date) -> Mapping[str, Mapping[str, Any]]:
        """Give for each index that is not by month the query for what in it is let go, by whole months."""
        copied = max(self.days, self.kafka_days)
        aged = {
            TAKES_INDEX: ("dated_at", self.days),
            ALERTS_INDEX: ("matched_at", copied),
            ATTEMPTS_INDEX: ("at", copied),
            REJECTED_INDEX: ("rejected_at", max(copied, LETTERS_KEPT_DAYS)),
        }
        return {
            index: {"range": {field: {"lt": _first_kept(today, days).isoformat()}}}
            for index, (field, days) in aged.items()
        }


async def what_goes(elastic: Elastic, keeping: Keeping) -> Mapping[str, int]:
    """Count what `let_go` would delete now: documents by index, months that go as a whole among them.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    today = datetime.now(UTC).date()
    months = {
        index: await elastic.count(index) for index in outdated(await elastic.month_indices(), today, keeping.days)
    }
    others = {index: await elastic.count(index, query) for index, query in keeping.outdated(today).items()}
    return months | {index: count for index, count in others.items() if count}


async def let_go(elastic: Elastic, keeping: Keeping) -> Mapping[str, int]:
    """Delete the indices of months that ended more than `keeping.days` days ago, and what else became as old.

    Nothing is taken from Kafka: what alerts and stories remember stays, and so does who is to be told of a kill.

    Returns:
        How many documents were deleted, by index.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    going, aged = await what_goes(elastic, keeping), keeping.outdated(datetime.now(UTC).date())
    for index, count in going.items():
        if index in aged:
            await _delete(elastic, index, aged[index])
        else:
            await elastic.drop(index)
        tell("index", "let-go", index=index, documents=count)
    return going


async def _delete(elastic: Elastic, index: str, query: Mapping[str, Any]) -> None:
    async for batch in elastic.scan(index, whole=False, query=query):
        await _write(elastic, [replace(each, document=None) for each in batch])
