"""The second half of the stage: sightings in one order, alerts to news.alerts, memory to news.alert-state.

news.sightings has one partition, so one worker decides at a time, alone and in order, however many match. It writes
the alerts, then what it must remember, and only then lets the offset be committed. Killed in between, it decides the
same again: same ids, so that the index and every delivery know the repeat. Nothing is lost, because nothing is
remembered as told before the alert is safe.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from alerts.alert import ALERTS_TOPIC
from alerts.matching import STAGE, Send, dead_letter, wait_a_moment
from alerts.memory import STATE_TOPIC, Memory
from alerts.rhythm import LEAST_SILENCE
from alerts.rule_book import RuleBook
from alerts.sighting import SIGHTINGS_TOPIC, Sighting
from alerts.telling import Place, Telling, tell, tick
from alerts.topics import Follower, Record, follow
from ingest.outcome import tell as tell_outcome
from ingest.rejection import ItemRejected
from processors.stage import Incoming, Outgoing

TICK_SECONDS = 5.0

LAGGING = timedelta(minutes=5)
"""While what is read is older than this, there is a backlog, and nobody can say that a source is silent."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Deciding:
    """Decides batches of news.sightings while it owns their partition.

    `stale` says that another worker may have decided since; memory is then read on before anything is decided.
    """

    kafka: str
    place: Place
    book: RuleBook
    send: Send
    memory: Memory = field(default_factory=Memory)
    stale: bool = True
    owner: bool = False
    _listen_from: datetime | None = None
    _lag: timedelta = LAGGING
    _state: "asyncio.Future[Follower] | None" = None
    _reading: "asyncio.Future[None] | None" = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep_memory(self) -> None:
        """Hold the reader of the state topic open. Runs until it is cancelled."""
        async with follow(self.kafka, STATE_TOPIC, self._restore) as state:
            self._reader().set_result(state)
            await asyncio.Event().wait()

    def assigned(self, topics: frozenset[str]) -> None:
        """Take note that Kafka gave this worker partitions of `topics`."""
        self.owner = SIGHTINGS_TOPIC in topics
        self.stale = True
        self._listen_from = datetime.now(UTC) + LEAST_SILENCE

    def revoked(self) -> None:
        """Take note that another worker may decide now: what is remembered here is old until it was read on."""
        self.owner, self.stale = False, True

    async def handle(self, batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        """Decide a batch, and return when its alerts and what must be remembered are safe in Kafka."""
        now = datetime.now(UTC)
        read = [_read(incoming, now) for incoming in batch]
        sightings = [item for item in read if isinstance(item, Sighting)]
        async with self._turn:
            await self._read_on()
            await self._commit(tell(self.memory, sightings, self.place))
        if sightings:
            self._lag = now - sightings[-1].arrived_at
        return tuple(item for item in read if isinstance(item, Outgoing))

    async def tick(self) -> None:
        """Decide what only time makes due; does nothing in a worker that does not own the sightings."""
        if not self.owner or self.stale or self._reading is not None:
            return
        now = datetime.now(UTC)
        listening = self._listen_from is not None and now > self._listen_from and self._lag < LAGGING
        async with self._turn:
            rules = self.book.silence_rules if listening else ()
            await self._commit(tick(self.memory, rules, now, self.place))

    async def _read_on(self) -> None:
        while self.stale or self._reading is not None:
            if self._reading is None:
                self.stale = False  # before reading: who takes over meanwhile makes it stale again
                self._reading = asyncio.ensure_future(self._catch_up())
            await wait_a_moment(self._reading, f"{len(self.memory.stories)} stories remembered, and more to come")
            self._reading = None

    async def _catch_up(self) -> None:
        state = await self._reader()
        count = await state.catch_up()
        _log.info("memory read", stage=STAGE, stories=len(self.memory.stories), messages=count)

    async def _commit(self, telling: Telling) -> None:
        await self.send([Outgoing(topic=ALERTS_TOPIC, key=a.id.encode(), value=a.to_bytes()) for a in telling.alerts])
        kept = telling.changes.messages(self.memory)
        await self.send([Outgoing(topic=STATE_TOPIC, key=key, value=value, partition=0) for key, value in kept])
        self.memory.apply(telling.changes)
        for alert in telling.alerts:
            tell_outcome(
                STAGE, f"alert:{alert.kind}", source=alert.source, article=alert.article_id, rule=alert.rule_name
            )

    def _reader(self) -> "asyncio.Future[Follower]":
        if self._state is None:
            self._state = asyncio.get_running_loop().create_future()
        return self._state

    def _restore(self, record: Record) -> None:
        self.memory.restore(record.key or b"", record.value)


def _read(incoming: Incoming, now: datetime) -> Sighting | Outgoing:
    try:
        return Sighting.from_bytes(incoming.value)
    except ItemRejected as failure:
        return dead_letter(incoming, failure, now)
