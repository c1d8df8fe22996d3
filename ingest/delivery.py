"""From sources to Kafka: send every item, settle each lot once Kafka has confirmed it, count exactly."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Protocol

from ingest.article import ARTICLES_TOPIC, Article
from ingest.reader import KafkaUnreachable
from ingest.received import Lot, Received, Refused, Settlement
from ingest.rejection import REJECTED_TOPIC, ItemRejected, RejectReason

MAX_ARTICLE = 1_000_000
"""Bytes of an Article as JSON. A long story has 50,000; tagged, with its original beside it, it grows threefold."""

MAX_LETTER, KEPT_ORIGINAL = 4_000_000, 100_000
"""Bytes of a dead letter as JSON, and how much of the original one keeps that would be larger."""

KEPT_REASONS = 20
"""How many reasons of refusal one settlement repeats; all of them are in news.rejected."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way to Kafka; a `value` of None removes its key from a compacted topic."""

    topic: str
    key: bytes
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


type Report = Callable[[str | None], None]
"""Called once for each message, from any thread: with None when Kafka has it, else with what went wrong."""


class Outlet(Protocol):
    """Where messages go: Kafka (`ingest.producer.ArticleProducer`), or a list in a test."""

    def send(self, message: Outgoing, report: Report) -> None:
        """Take one message; waits while too much is on its way. Raises KafkaUnreachable when waiting is vain."""

    def drain(self) -> None:
        """Wait until every message taken so far is reported. Raises KafkaUnreachable when waiting is vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What came of ingesting: items read; articles and dead letters that Kafka confirmed; items it did not take.

    `failed` also counts each source that could not be opened; `problems` says the first of them in words.
    """

    read: int = 0
    sent: int = 0
    rejected: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What has become of the items of one lot, or of all, so far."""

    read: int = 0
    sent: int = 0
    rejected: int = 0
    failed: int = 0
    reasons: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, item: Received, problem: str | None, place: str) -> None:
        if problem is not None:
            self.fail(f"{place}: {problem}")
        elif isinstance(item, Refused):
            self.rejected += 1
            self.reasons[KEPT_REASONS:] = []
            self.reasons.append(f"{item.place}: {item.failure}")
        else:
            self.sent += 1

    def fail(self, problem: str, items: int = 1) -> None:
        self.failed += items
        self.problems[KEPT_REASONS:] = []
        self.problems.append(problem)

    @property
    def on_the_way(self) -> int:
        return self.read - self.sent - self.rejected - self.failed

    def counts(self) -> Counts:
        return Counts(
            read=self.read, sent=self.sent, rejected=self.rejected, failed=self.failed, problems=tuple(self.problems)
        )


@dataclass(slots=True)
class _Open:
    """A lot that is not settled yet. `complete` once its last item was read."""

    lot: Lot
    tally: _Tally = field(default_factory=_Tally)
    complete: bool = False

    def settlement(self) -> Settlement:
        tally = self.tally
        lost = tally.failed + tally.on_the_way + (not self.complete)
        return Settlement(
            delivered=tally.sent, refused=tally.rejected, failed=lost, reasons=tuple(tally.reasons or tally.problems)
        )


def ingest(
    lots: Iterable[Lot],
    outlet: Outlet,
    *,
    progress: Callable[[Counts], None] | None = None,
    observe: Callable[[Received, str | None], None] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Counts:
    """Send all items of all lots; settle each lot after Kafka has confirmed (or failed) its last item.

    Never raises for what a source holds or for Kafka's absence: both are in the counts. When Kafka does not answer
    any more, reading stops; lots that are not safe are settled as such, so that their sources keep them.

    Args:
        lots: what the sources offer, consumed lazily.
        outlet: where to.
        progress: told the running counts after each item, in this thread.
        observe: told of each item when Kafka has it (None) or not (why), in any thread.
        clock: the time of dead letters.
    """
    return _Run(outlet, progress or (lambda _: None), observe or (lambda *_: None), clock).through(lots)


class _Run:
    def __init__(
        self,
        outlet: Outlet,
        progress: Callable[[Counts], None],
        observe: Callable[[Received, str | None], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._outlet, self._progress, self._observe, self._clock = outlet, progress, observe, clock
        self._lock = threading.Lock()  # reports come from Kafka's thread
        self._open: deque[_Open] = deque()
        self._total = _Tally()

    def through(self, lots: Iterable[Lot]) -> Counts:
        try:
            for lot in lots:
                self._send_lot(lot)
                self._settle_finished()
            self._outlet.drain()
        except KafkaUnreachable as error:
            with self._lock:
                self._total.fail(str(error), items=self._total.on_the_way)
        self._settle(len(self._open))
        return self._total.counts()

    def _send_lot(self, lot: Lot) -> None:
        opened = _Open(lot)
        self._open.append(opened)
        items = iter(lot.items)
        while True:
            try:
                item = next(items, None)
            except OSError as error:
                self._fail(opened, f"{lot.place}: cannot be read: {error.strerror or error}")
                break
            if item is None:
                break
            self._send(item, opened)
        opened.complete = True

    def _send(self, item: Received, opened: _Open) -> None:
        item, message = outgoing(item, self._clock())

        def report(problem: str | None) -> None:
            with self._lock:
                for tally in (opened.tally, self._total):
                    tally.add(item, problem, opened.lot.place)
            self._observe(item, problem)

        with self._lock:
            opened.tally.read += 1
            self._total.read += 1
        self._outlet.send(message, report)
        self._progress(self._total.counts())

    def _fail(self, opened: _Open, problem: str) -> None:
        with self._lock:
            for tally in (opened.tally, self._total):
                tally.read += 1
                tally.fail(problem)

    def _settle_finished(self) -> None:
        with self._lock:
            finished = len(list(takewhile(lambda it: not it.tally.on_the_way, self._open)))
        self._settle(finished)

    def _settle(self, number: int) -> None:
        for _ in range(number):
            opened = self._open.popleft()
            with self._lock:
                settlement = opened.settlement()
            try:
                opened.lot.settle(settlement)
            except OSError as error:
                self._fail(opened, f"{opened.lot.place}: delivered, but not marked as done: {error}")


def outgoing(item: Received, at: datetime) -> tuple[Received, Outgoing]:
    """Encode an item for its topic; an article too large for Kafka becomes a refused item."""
    if isinstance(item, Article):
        value = item.to_bytes()
        if len(value) <= MAX_ARTICLE:
            return item, Outgoing(ARTICLES_TOPIC, item.id.encode(), value)
        problem = f"article {item.id} has {len(value):,} bytes; {MAX_ARTICLE:,} are allowed"
        failure = ItemRejected(RejectReason.TOO_LARGE, problem)
        item = Refused(failure=failure, original=value[:MAX_ARTICLE], place=item.id, source=item.source)
    letter = item.dead_letter(at)
    if len(letter.to_bytes()) > MAX_LETTER:
        letter = replace(item, original=item.original[:KEPT_ORIGINAL]).dead_letter(at)
    return item, Outgoing(REJECTED_TOPIC, letter.id.encode(), letter.to_bytes())
