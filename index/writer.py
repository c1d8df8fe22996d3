"""Writes tagged articles: one document per story id, its newest version, whatever the order and month of arrival."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from index.document import PlaceOf, build_document, content_hash, month_of
from index.elastic import TRANSIENT, Elastic, Found, Write, Written
from index.takes import take_write
from index.templates import index_of, month_in
from ingest.rejection import ItemRejected, RejectReason
from processors.downstream import DownstreamUnavailable
from processors.stories.state import Standing, gives_way, precedence
from processors.stories.state import standing as standing_of
from processors.tagged_article import TaggedArticle

BULK_BYTES = 5_000_000
BULK_COUNT = 500
"""Most of one request. Measured: beyond 200 documents of 2 kB a larger bulk is not faster."""

REMEMBERED = 20_000
"""Documents whose place is remembered: more than can be written within the second that a refresh takes."""


class Fate(StrEnum):
    """What became of an article at the index."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"  # the same version with the same words is there already: a redelivery
    HELD = "held"  # the same again, and it was held or released meanwhile, which stands
    STALE = "stale"  # a newer version is there
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one article, and why it was refused if it was."""

    article: TaggedArticle
    fate: Fate
    failure: ItemRejected | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    article: TaggedArticle
    write: Write
    size: int


class Writer:
    """Writes batches of articles to the month indices behind the alias `news`.

    A version that moves to another month removes the document from the old one, and a late old version finds the newer
    one wherever it is. All takes of one id come through one worker, in order (they share a partition); what this
    worker wrote in the last moments it remembers, and what others wrote before it is made visible once, at its start.
    Takes that are superseded, or late, go to the history.
    """

    def __init__(self, elastic: Elastic, place_of: PlaceOf) -> None:
        self._elastic = elastic
        self._place_of = place_of
        self._recent: OrderedDict[str, Found] = OrderedDict()
        self._homes: dict[str, str] = {}
        self._seen_all = False

    async def write(self, articles: Sequence[TaggedArticle], anew: Collection[str] = ()) -> tuple[Outcome, ...]:
        """Write a batch; when this returns, every outcome but REJECTED is safe in Elasticsearch.

        Articles whose id is in `anew` are written even if the same words are there: they were tagged by newer code.

        Raises:
            DownstreamUnavailable: Elasticsearch is away or asks to wait; the same batch may be written again.
        """
        newest = _newest(articles)
        # Looked up for each batch: a month may have been rebuilt into another index, or deleted.
        self._homes = {month_in(index): index for index in await self._elastic.month_indices()}
        standing = await self._standing(list(newest))
        outcomes: dict[str, Outcome] = {}
        planned: list[_Planned] = []
        for article in newest.values():
            there = standing.get(article.id, ())
            fate = _fate(article, there)
            if fate is Fate.INDEXED or (fate is Fate.UNCHANGED and article.id in anew):
                planned.append(await self._plan(article, there))
            else:
                outcomes[article.id] = Outcome(article=_as_first_received(article, fate, there), fate=fate)
        late = [article for article in articles if not _is_same_take(newest[article.id], article)]
        late += [outcome.article for outcome in outcomes.values() if outcome.fate is Fate.STALE]
        changed = [each for each in planned if each.article.id not in anew]
        await self._keep(late, [found for each in changed for found in _superseded(each, standing)])
        for chunk in _chunks(planned):
            outcomes |= await self._send(chunk)
        await self._remove_moved([each for each in planned if outcomes[each.article.id].fate is Fate.INDEXED], standing)
        return tuple(
            outcomes[article.id]
            if _is_same_take(newest[article.id], article)
            else Outcome(article=article, fate=Fate.STALE)
            for article in articles
        )

    async def _keep(self, late: Iterable[TaggedArticle], superseded: Sequence[Found]) -> None:
        # Before they are written over: a worker that is killed in between keeps them again.
        documents: list[Mapping[str, Any]] = []
        documents += (build_document(article, datetime.now(UTC), self._place_of) for article in late)
        documents += await self._elastic.documents(superseded)
        answers = await self._elastic.bulk([take_write(document) for document in documents])
        if waiting := [answer for answer in answers if _is_transient(answer)]:
            raise DownstreamUnavailable(f"Elasticsearch put off the history: {waiting[0].error}")

    async def _standing(self, ids: Sequence[str]) -> dict[str, tuple[Found, ...]]:
        if not self._seen_all:
            await self._elastic.refresh()
            self._seen_all = True
        found = {(each.id, each.index): each for each in await self._elastic.find(ids)}
        homes = set(self._homes.values())  # what is remembered may stand in an index that was rebuilt or deleted since
        remembered = [each for name in ids if (each := self._recent.get(name)) and each.index in homes]
        found |= {(each.id, each.index): each for each in remembered}
        standing: dict[str, tuple[Found, ...]] = {}
        for each in found.values():
            standing[each.id] = (*standing.get(each.id, ()), each)
        return standing

    async def _plan(self, article: TaggedArticle, there: Iterable[Found]) -> _Planned:
        index = await self._home(month_of(article))
        document = build_document(article, datetime.now(UTC), self._place_of)
        # What a note did, or the first receipt of a take, may hold against a higher number: under that it is written.
        version = max((precedence(article), *(found.version for found in there)))
        write = Write(index=index, id=article.id, version=version, document=document)
        return _Planned(article, write, len(orjson.dumps(document)))

    async def _home(self, month: str) -> str:
        if month not in self._homes:
            await self._elastic.ensure_index(index_of(month))
            self._homes[month] = index_of(month)
        return self._homes[month]

    async def _send(self, chunk: Sequence[_Planned]) -> dict[str, Outcome]:
        answers = await self._elastic.bulk([each.write for each in chunk])
        if waiting := [answer for answer in answers if _is_transient(answer)]:
            raise DownstreamUnavailable(f"Elasticsearch put off {len(waiting)} of {len(answers)}: {waiting[0].error}")
        outcomes = {}
        for planned, answer in zip(chunk, answers, strict=True):
            outcome = outcomes[planned.article.id] = _outcome(planned.article, answer)
            if outcome.fate is Fate.INDEXED:
                self._remember(planned)
        return outcomes

    def _remember(self, planned: _Planned) -> None:
        write = planned.write
        content = (write.document or {}).get("content")
        self._recent.pop(write.id, None)
        self._recent[write.id] = Found(
            index=write.index, id=write.id, version=write.version, content=content, take=standing_of(planned.article)
        )
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    async def _remove_moved(self, written: Iterable[_Planned], standing: dict[str, tuple[Found, ...]]) -> None:
        # Written first and removed second: for a moment there are two, but never none.
        moved = [
            Write(index=found.index, id=found.id, version=each.write.version, document=None)
            for each in written
            for found in standing.get(each.article.id, ())
            if found.index != each.write.index
        ]
        answers = await self._elastic.bulk(moved)
        if waiting := [answer for answer in answers if _is_transient(answer)]:
            raise DownstreamUnavailable(f"Elasticsearch put off a removal: {waiting[0].error}")


def _newest(articles: Iterable[TaggedArticle]) -> dict[str, TaggedArticle]:
    newest: dict[str, TaggedArticle] = {}
    for article in articles:
        before = newest.get(article.id)
        newest[article.id] = article if before is None else _holding(before, article)
    return newest


def _holding(old: TaggedArticle, new: TaggedArticle) -> TaggedArticle:
    if _is_same_take(old, new):
        return min(old, new, key=lambda take: take.received_at)
    same = content_hash(_as_left(standing_of(old), new)) == content_hash(old)
    return new if gives_way(standing_of(old), standing_of(new), same_words=same) else old


def _is_same_take(one: TaggedArticle, other: TaggedArticle) -> bool:
    return one is other or content_hash(one) == content_hash(other)


def _as_left(old: Standing, new: TaggedArticle) -> TaggedArticle:
    """Give `new` as the note left it that made `old`, for a comparison of what else they say."""
    return replace(new, status=old.status, noted_by=old.noted_by)


def _as_first_received(article: TaggedArticle, fate: Fate, there: Iterable[Found]) -> TaggedArticle:
    """Give a redelivered take its first receipt: what a note asks, it asked then."""
    if fate is not Fate.UNCHANGED:
        return article
    return replace(article, received_at=min(found.take.received_at for found in there))


def _superseded(planned: _Planned, standing: Mapping[str, Sequence[Found]]) -> Iterator[Found]:
    """Give what a take writes over and the history has to keep: not the same take, received once more."""
    content = (planned.write.document or {}).get("content")
    return (
        found for found in standing.get(planned.article.id, ()) if found.content is None or found.content != content
    )


def _fate(article: TaggedArticle, standing: Iterable[Found]) -> Fate:
    standing, new = tuple(standing), standing_of(article)
    for found in standing:
        old, same_words = found.take, False
        if old.version == new.version:
            if found.content == content_hash(article) and len(standing) == 1:
                # An earlier receipt of it is written: a note that came in between means this take.
                return Fate.INDEXED if new.received_at < old.received_at else Fate.UNCHANGED
            same_words = found.content == content_hash(_as_left(old, article))
        if not gives_way(old, new, same_words=same_words):
            return Fate.HELD if same_words else Fate.STALE
    return Fate.INDEXED


def _chunks(planned: Iterable[_Planned]) -> Iterator[list[_Planned]]:
    chunk: list[_Planned] = []
    size = 0
    for each in planned:
        if chunk and (size + each.size > BULK_BYTES or len(chunk) == BULK_COUNT):
            yield chunk
            chunk, size = [], 0
        chunk.append(each)
        size += each.size
    if chunk:
        yield chunk


def _is_transient(answer: Written) -> bool:
    # 404 on a write: the index is gone; 403 as flood stage answers on some versions when the disk is full.
    return answer.status in TRANSIENT or (answer.status in {403, 404} and answer.error is not None)


def _outcome(article: TaggedArticle, answer: Written) -> Outcome:
    if answer.error is None:
        return Outcome(article=article, fate=Fate.INDEXED)
    if answer.status == 409:  # noqa: PLR2004 - HTTP's Conflict
        return Outcome(article=article, fate=Fate.STALE)
    failure = ItemRejected(RejectReason.MAPPING, f"article {article.id}, HTTP {answer.status}: {answer.error}")
    return Outcome(article=article, fate=Fate.REJECTED, failure=failure)
