"""The one safe way to run a stage on Faust: batches in, work made safe downstream, only then the offsets.

    topic ─► noack_take(n, within) ─► handle(batch) ─► all sends confirmed ─► ack in offset order ─► commit

Faust's faults that this module meets (numbers are issues of faust-streaming; tests/integration proves each):

- an exception in an agent acknowledges its message, and `take` acknowledges in `finally`. Here `noack_take` is used,
  acknowledgement is the last step, and an exception that is not expected ends the process, so that a supervisor
  restarts it at the last committed offset (#175, #315, #523).
- a gap in the acknowledged offsets is committed over (#606): one batch at a time, in order, concurrency 1.
- decoding errors in typed topics lose messages: topics are raw bytes, and the record's own module decodes.
- an agent that dies silently, a commit that never advances: the watchdog ends the process (#640).
- exactly_once duplicates after a kill (measured): at least once, with idempotent writes downstream.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faust
import structlog
from aiokafka.errors import KafkaError

from processors.downstream import DownstreamUnavailable, backoff
from processors.watchdog import BROKEN, Watchdog

MAX_MESSAGE_BYTES = 8_000_000
"""Largest record on any topic, as ingest.topics makes them: a tagged article carries its text twice and more."""

_LOGGING_STAYS = {"version": 1, "disable_existing_loggers": False}
"""Faust would set up its own colours, and takes every handler away; the process's own are given back to it."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """How one worker consumes. `batch_size` is in messages, every other number in seconds."""

    kafka: str
    state_dir: Path
    batch_size: int = 200
    batch_age: float = 0.02
    commit_every: float = 1.0
    session_timeout: float = 10.0
    stall_timeout: float = 60.0
    stop_timeout: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message as Kafka gave it. `timestamp` is in seconds since 1970."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: Mapping[str, bytes] = field(default_factory=dict)
    timestamp: float = 0.0

    @property
    def place(self) -> str:
        """topic/partition/offset, for logs and dead letters."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to send. `partition` None leaves the choice to the key's hash; `value` None is a tombstone."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Mapping[str, bytes] = field(default_factory=dict)
    partition: int | None = None


Handler = Callable[[Sequence[Incoming]], Awaitable[Sequence[Outgoing]]]
"""Does the work of one batch and returns what to send. Whatever it wrote by itself is safe when it returns.

It raises DownstreamUnavailable to be given the same batch again; whatever else it raises ends the process.
"""


def build_app(stage: str, settings: StageSettings) -> faust.App:
    """Build the Faust app of one stage, with the settings that the delivery promise rests on."""
    datadir = settings.state_dir / "faust" / stage
    datadir.mkdir(parents=True, exist_ok=True)
    return faust.App(
        f"peyk-{stage}",
        broker=[f"kafka://{server}" for server in settings.kafka.split(",")],
        datadir=str(datadir),
        store="memory://",
        value_serializer="raw",
        key_serializer="raw",
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=True,
        broker_commit_interval=settings.commit_every,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 4,
        broker_max_poll_records=settings.batch_size,
        stream_buffer_maxsize=settings.batch_size * 2,
        producer_acks=-1,
        producer_max_request_size=MAX_MESSAGE_BYTES,
        consumer_max_fetch_size=MAX_MESSAGE_BYTES,
        # Topics are made once, with their retention, by ingest.topics; a worker that invents one hides a mistake.
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
        logging_config=_LOGGING_STAYS,
        loghandlers=[*logging.root.handlers],
    )


def consume(app: faust.App, topic: str, handle: Handler, settings: StageSettings) -> None:
    """Register the agent that feeds `handle` with batches of `topic` and commits only what is safe."""
    source = app.topic(topic, key_type=bytes, value_type=bytes)
    watchdog = Watchdog(settings.stall_timeout, settings.stop_timeout)

    async def agent(stream: Any) -> None:  # Faust types noack_take as yielding values; it yields events
        async for events in stream.noack_take(settings.batch_size, within=settings.batch_age):
            try:
                await _process(app, events, handle, watchdog)
            except asyncio.CancelledError:
                raise
            except BaseException:  # noqa: BLE001 - Faust acknowledges what an agent that raised left: exit first
                _log.critical("stage broken", stage=app.conf.id, place=_incoming(events[0]).place, exc_info=True)
                os._exit(BROKEN)

    async def beat() -> None:
        watchdog.start()
        while True:
            watchdog.alive(waiting=_messages_wait(app, topic), stopping=app.should_stop)
            await asyncio.sleep(0.5)

    app.agent(source, name=f"{app.conf.id}.{topic}", concurrency=1)(agent)
    app.task()(beat)


async def _process(
    app: faust.App,
    events: Sequence[faust.EventT[bytes]],
    handle: Handler,
    watchdog: Watchdog,
) -> None:
    batch = tuple(_incoming(event) for event in events)
    for delay in backoff():
        try:
            await send_all(app, await handle(batch))
            break
        except DownstreamUnavailable as reason:
            watchdog.progressed()
            _log.warning("downstream unavailable", stage=app.conf.id, reason=str(reason), retry_in=round(delay, 1))
        if app.should_stop:
            return  # not acknowledged: the batch is read again at the next start
        await asyncio.sleep(delay)
    for event in events:
        event.ack()
    watchdog.progressed()


async def send_all(app: faust.App, messages: Sequence[Outgoing]) -> None:
    """Send every message, and return when Kafka has confirmed all of them.

    Raises:
        DownstreamUnavailable: Kafka did not confirm one of them; all may be sent again.
    """
    if not messages:
        return
    producer = await app.maybe_start_producer()
    try:
        # Faust's own Topic.send would await one linger a message: collect the futures, await them once.
        sent = [await producer.send(m.topic, m.key, m.value, m.partition, None, dict(m.headers)) for m in messages]
        await asyncio.gather(*sent)
    except (faust.exceptions.ProducerSendError, KafkaError, OSError) as error:
        raise DownstreamUnavailable(f"Kafka: {error!r}") from error


def _incoming(event: faust.EventT[bytes]) -> Incoming:
    message = event.message
    return Incoming(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value or b"",
        headers=dict(message.headers or ()),
        timestamp=message.timestamp,
    )


def _messages_wait(app: faust.App, topic: str) -> bool:
    # Faust keeps no public count of what is read and not yet committed; this set is what wait_empty looks at.
    return app.started and any(message.topic == topic for message in tuple(app.consumer.unacked))


def run_app(app: faust.App) -> None:
    """Run the worker of `app` in this process until SIGTERM or SIGINT; ends the process."""
    worker = faust.Worker(app, quiet=True, loglevel="ERROR", redirect_stdouts=False)
    worker.spinner = None  # it would write terminal codes among the outcome lines
    worker.execute_from_commandline()
