"""Carries alerts to their targets: one reader of news.alerts for each target, so that a dead one holds up no other.

Each target has a consumer group of its own, peyk-delivery-NAME, whose offset is that of the oldest alert that is not
settled there. Every attempt is written to news.attempts: SENDING before, its outcome after. A process that is killed
reads on from the offset and from the attempts: what was delivered is not sent again; what was SENDING may have been
delivered, so it is sent again under the same id and marked as a possible repeat. That is all that can repeat.

    assigned ─► begin: learn the attempts, seek ─► rounds: take, send, commit ─► revoked: end what is on its way
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from alerts.alert import ALERTS_TOPIC, Alert
from alerts.delivery.attempt import ATTEMPTS_TOPIC, Attempt, Outcome
from alerts.delivery.history import History
from alerts.delivery.message import Reader, message
from alerts.delivery.queue import Parcel, Queue, Waiting
from alerts.delivery.senders import NotDelivered, Send, sender
from alerts.delivery.target import Target
from alerts.rule import Rule
from alerts.topics import MAX_FETCH, Record
from ingest.rejection import REJECTED_TOPIC, ItemRejected, Origin, RejectReason, reject
from processors.downstream import backoff

STAGE = "delivery"

AT_ONCE = 4
"""Messages on their way to one target at the same time."""

FIRST_LOOK_BACK = timedelta(hours=1)
"""A target that is new gets the alerts of the last hour, not those of a month."""

HAND_OVER = 5.0
"""Seconds that messages on their way get to arrive before another takes over: less than Kafka waits for a rebalance."""

LOST_AFTER = 6.0
"""Seconds without a round after which another may have taken over unnoticed.

Kafka's session is 10 s from the last heartbeat, which may be 3 s older than the last round.
"""

_POLL_MS = 100
_COMMIT_EVERY = timedelta(seconds=1)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Tenure:
    """The time between two rebalances, in which these partitions are one courier's own."""

    partitions: frozenset[TopicPartition]


@dataclass(slots=True)
class Courier:
    """Delivers to one target. `reader` is the newsroom: the zone of a rule which was removed is not known any more."""

    name: str
    target: Target
    rules: Mapping[str, Rule]
    history: History
    producer: AIOKafkaProducer
    reader: Reader
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _queue: Queue = field(init=False)
    _send: Send = field(init=False)
    _tenure: Tenure | None = None
    _begun: Tenure | None = None
    _seen_at: float = 0.0
    _on_the_way: set["asyncio.Task[None]"] = field(default_factory=set)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _fault: BaseException | None = None
    _committed_at: datetime | None = None

    def __post_init__(self) -> None:
        self._queue = Queue(self.name, self.target)
        self._send = sender(self.target)

    async def run(self, kafka: str) -> None:
        """Deliver until it is cancelled."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=kafka,
            group_id=f"peyk-delivery-{self.name}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MAX_FETCH,
        )
        consumer.subscribe([ALERTS_TOPIC], listener=_Rebalancing(self, consumer))
        try:
            # Inside, because a member that is cancelled while it joins must leave too, or it keeps its partitions.
            await consumer.start()
            while True:
                await self._round(consumer)
        finally:
            await self.hand_over(consumer)
            await consumer.stop()

    def take_over(self, partitions: frozenset[TopicPartition]) -> None:
        """Take note that `partitions` are this courier's: the next round begins with them."""
        self._tenure = Tenure(partitions)

    async def hand_over(self, consumer: AIOKafkaConsumer) -> None:
        """Take nothing and send nothing from now on; give what is on its way a moment to arrive, and say how far it is.

        What has not arrived by then stays SENDING in the attempts: who takes over sends it as a possible repeat.
        """
        self._tenure = self._begun = None
        if self._on_the_way:
            await asyncio.wait(self._on_the_way, timeout=HAND_OVER)
        self._stop_sending()
        # Not to commit is safe, and a Kafka that is away must not keep this process from ending.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._commit(consumer), HAND_OVER)

    async def _round(self, consumer: AIOKafkaConsumer) -> None:
        if self._fault is not None:
            raise self._fault
        tenure = self._tenure
        if tenure is None:
            await asyncio.sleep(_POLL_MS / 1000)
            return
        if not self._holds(tenure):
            await self._begin(consumer, tenure)
            return
        self._seen_at = time.monotonic()
        if self._queue.full:
            consumer.pause(*tenure.partitions & consumer.assignment())
        else:
            consumer.resume(*consumer.paused())
        found = await consumer.getmany(timeout_ms=_POLL_MS)
        if not self._holds(tenure):
            return  # read across a rebalance, and read again from where the next tenure begins
        for records in found.values():
            for record in records:
                await self._take(record)
        await self._send_due(tenure)
        if self._committed_at is None or self.clock() - self._committed_at >= _COMMIT_EVERY:
            await self._commit(consumer)

    def _holds(self, tenure: Tenure) -> bool:
        """Tell whether `tenure` has begun, is not over, and cannot have ended while this process was halted."""
        return self._begun is tenure and not self._halted()

    def _halted(self) -> bool:
        """Tell whether this process has stood still for so long that another may have taken over unnoticed."""
        return time.monotonic() - self._seen_at >= LOST_AFTER

    async def _begin(self, consumer: AIOKafkaConsumer, tenure: Tenure) -> None:
        """Forget what was queued, learn what others have delivered since, and seek to what is not settled.

        aiokafka shows new partitions to getmany() before it calls a listener, and swallows what a listener raises;
        so this is part of the courier's own rounds, and whatever it raises ends the courier.
        """
        self._begun = None
        self._stop_sending()
        self._queue.forget()
        await self.history.catch_up()
        self._queue.remember(self.history.of(self.name))
        for partition in tenure.partitions:
            offset = await self._first_offset(consumer, partition)
            if self._tenure is not tenure:
                return  # a rebalance took it away meanwhile
            consumer.seek(partition, offset)
        self._begun, self._seen_at = tenure, time.monotonic()

    async def _first_offset(self, consumer: AIOKafkaConsumer, partition: TopicPartition) -> int:
        committed: int | None = await consumer.committed(partition)
        if committed is not None:
            return committed
        since = int((self.clock() - FIRST_LOOK_BACK).timestamp() * 1000)
        found = (await consumer.offsets_for_times({partition: since}))[partition]
        end: int = (await consumer.end_offsets([partition]))[partition]
        return int(found.offset) if found else end

    def _stop_sending(self) -> None:
        for task in self._on_the_way:
            task.cancel()

    async def _take(self, record: Record) -> None:
        self._queue.passed(record.partition, record.offset)
        try:
            alert = Alert.from_bytes(record.value or b"")
        except ItemRejected as failure:
            await self._reject(failure, record.value or b"", f"{ALERTS_TOPIC}/{record.partition}/{record.offset}")
            return
        item = Waiting(alert, record.partition, record.offset, due=self.clock())
        written_at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        followed = self.history.last(self.name, alert.follows) if alert.follows else None
        self._queue.take(item, self.history.last(self.name, alert.id), written_at, followed)

    async def _send_due(self, tenure: Tenure) -> None:
        parcels, muted = self._queue.due(self.rules, self.clock())
        if muted:
            await self._record(Parcel("muted", tuple(muted)), Outcome.MUTED)
            self._queue.settle(muted)
        for parcel in parcels:
            task = asyncio.create_task(self._deliver(parcel, tenure))
            self._on_the_way.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._on_the_way.discard(task)
        if not task.cancelled():
            self._fault = self._fault or task.exception()

    async def _deliver(self, parcel: Parcel, tenure: Tenure) -> None:
        async with self._gate:
            if not self._holds(tenure):
                return
            await self._record(parcel, Outcome.SENDING)
            if self._halted():
                return  # who took over meanwhile has read the attempts, perhaps without this one
            # A rebalance that began meanwhile waits for this message; not to send it now would leave it in doubt.
            try:
                await self._send(message(parcel.alerts, self._reader(parcel), repeat=parcel.repeat))
            except NotDelivered as failure:
                await self._failed(parcel, failure)
                return
            await self._record(parcel, Outcome.DELIVERED)
            self._queue.settle(parcel.items)

    async def _failed(self, parcel: Parcel, failure: NotDelivered) -> None:
        number = max(item.number for item in parcel.items) + 1
        wait = None if failure.final else self.target.retry_after(number)
        if wait is not None:
            at = self.clock() + timedelta(seconds=wait)
            await self._record(parcel, Outcome.FAILED, error=str(failure), next_at=at)
            self._queue.retry(parcel, at)
            return
        for item in parcel.items:
            told = f"{self.name}: not delivered after {number} attempts: {failure}"
            place = f"{ALERTS_TOPIC}/{item.partition}/{item.offset} {self.name}"
            await self._reject(ItemRejected(RejectReason.DELIVERY, told), item.alert.to_bytes(), place, item.alert)
        await self._record(parcel, Outcome.GIVEN_UP, error=str(failure))
        self._queue.settle(parcel.items)

    def _reader(self, parcel: Parcel) -> Reader:
        rule = self.rules.get(parcel.alerts[0].rule_id)
        return replace(self.reader, zone=rule.time_zone) if rule else self.reader

    async def _record(
        self, parcel: Parcel, outcome: Outcome, *, error: str | None = None, next_at: datetime | None = None
    ) -> None:
        attempts = [
            Attempt(
                alert_id=item.alert.id,
                rule_id=item.alert.rule_id,
                kind=item.alert.kind,
                target=self.name,
                number=item.number + 1,
                outcome=outcome,
                at=self.clock(),
                message_id=parcel.id,
                error=error,
                next_at=next_at,
                repeat=item.repeat,
            )
            for item in parcel.items
        ]
        await self._write([(ATTEMPTS_TOPIC, attempt.key, attempt.to_bytes()) for attempt in attempts])
        self.history.note(attempts)
        if outcome is not Outcome.SENDING:
            _tell(parcel, attempts[0])

    async def _reject(self, failure: ItemRejected, original: bytes, place: str, alert: Alert | None = None) -> None:
        source = alert.source if alert else None
        article_id = alert.article_id if alert else None
        origin = Origin(stage=STAGE, place=place, topic=ALERTS_TOPIC, article_id=article_id, source=source)
        letter = reject(failure, original, origin, self.clock())
        await self._write([(REJECTED_TOPIC, letter.id.encode(), letter.to_bytes())])

    async def _write(self, messages: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Write until Kafka has confirmed all: an outcome that is not written would be sent again."""
        for delay in backoff():
            try:
                sent = [await self.producer.send(topic, value, key) for topic, key, value in messages]
                await asyncio.gather(*sent)
            except KafkaError as error:
                _log.warning("downstream unavailable", stage=STAGE, target=self.name, reason=repr(error))
                await asyncio.sleep(delay)
            else:
                return

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        self._committed_at = self.clock()
        safe = self._queue.safe_offsets()
        mine = {tp: safe[tp.partition] for tp in consumer.assignment() if tp.partition in safe}
        if mine:
            try:
                await consumer.commit(mine)
            except KafkaError as error:
                # The next commit says the same and more; what is read twice is known by its attempts.
                _log.warning("offset not committed", stage=STAGE, target=self.name, reason=repr(error))


class _Rebalancing(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka ships no types
    """Tells a courier when partitions cease to be its own and when they become so. Nothing here may fail."""

    def __init__(self, courier: Courier, consumer: AIOKafkaConsumer) -> None:
        self._courier, self._consumer = courier, consumer

    async def on_partitions_revoked(self, _revoked: set[TopicPartition]) -> None:
        """Hand over what is held; aiokafka calls this before any other can be given it."""
        await self._courier.hand_over(self._consumer)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Leave it to the courier's next round to begin with `assigned`."""
        self._courier.take_over(frozenset(assigned))


def _tell(parcel: Parcel, attempt: Attempt) -> None:
    _log.info(
        attempt.outcome.value,
        stage=STAGE,
        target=attempt.target,
        rule=parcel.alerts[0].rule_name,
        alerts=len(parcel.items),
        attempt=attempt.number,
        error=attempt.error,
    )
