"""The producer: acks=all, idempotent, compressed, keyed by article id; what is on its way is bounded in bytes."""

import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from ingest.delivery import Outgoing, Report
from ingest.reader import KafkaUnreachable
from ingest.topics import MAX_MESSAGE

MAX_IN_FLIGHT = 16_000_000
"""Bytes sent and not yet confirmed. 16 MB is a second's work: more would only be memory."""

_CONNECT_SECONDS = 10
_MARGIN_SECONDS = 15


class ArticleProducer:
    """Sends messages to Kafka and reports each once Kafka has it. May be shared by threads; close it in the end.

    Args:
        kafka: bootstrap servers, host:port[,host:port].
        delivery_seconds: how long Kafka may be away before a message counts as not delivered.

    Raises:
        KafkaUnreachable: no broker answers within ten seconds.
    """

    def __init__(self, kafka: str, *, delivery_seconds: float = 120, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._kafka = kafka
        self._patience = delivery_seconds + _MARGIN_SECONDS
        self._room = _Room(max_in_flight)
        self._lost: KafkaError | None = None
        try:
            self._producer = KafkaProducer(
                bootstrap_servers=kafka.split(","),
                client_id="peyk-ingest",
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                linger_ms=20,
                batch_size=131_072,
                max_request_size=MAX_MESSAGE,
                delivery_timeout_ms=int(delivery_seconds * 1000),
                request_timeout_ms=int(min(30, delivery_seconds / 2) * 1000),
                max_block_ms=_CONNECT_SECONDS * 1000,
                bootstrap_timeout_ms=_CONNECT_SECONDS * 1000,
                allow_auto_create_topics=False,
            )
        except KafkaError as error:
            raise self._unreachable(error) from error

    def send(self, message: Outgoing, report: Report) -> None:
        """Take one message; waits while too much is on its way.

        Raises:
            KafkaUnreachable: Kafka did not take an earlier message in time, or has no such topic.
        """
        size = len(message.value or b"") + len(message.key)
        if self._lost:
            raise self._unreachable(self._lost)
        if not self._room.take(size, self._patience):
            raise self._unreachable(KafkaTimeoutError("nothing was confirmed any more"))
        try:
            future = self._producer.send(
                message.topic, value=message.value, key=message.key, headers=list(message.headers)
            )
        except MessageSizeTooLargeError as error:
            self._room.give(size)
            report(str(error))
            return
        except KafkaError as error:
            self._room.give(size)
            raise self._no_place(message.topic, error) from error
        future.add_callback(lambda _: self._done(size, report, None))
        future.add_errback(lambda error: self._done(size, report, error))

    def drain(self) -> None:
        """Wait until every message taken so far is reported.

        Raises:
            KafkaUnreachable: Kafka did not confirm them in time.
        """
        try:
            self._producer.flush(timeout=self._patience)
        except KafkaError as error:
            raise self._unreachable(error) from error
        # flush returns when the batches are done, which is a moment before the last report ran.
        if not self._room.empty(_MARGIN_SECONDS):
            raise self._unreachable(KafkaTimeoutError("not everything was confirmed"))

    def close(self) -> None:
        """Send what is left, within ten seconds, and disconnect; what Kafka does not take is reported as such."""
        with suppress(KafkaError):
            self._producer.close(timeout=0 if self._lost else _CONNECT_SECONDS)
            return
        # kafka-python gives up at its own flush and leaves its thread running; there is no public way to end it.
        sender = self._producer._sender  # noqa: SLF001
        sender.force_close()
        sender.join(_CONNECT_SECONDS)
        with suppress(KafkaError):
            self._producer.close(timeout=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _done(self, size: int, report: Report, error: KafkaError | None) -> None:
        if error is not None and not isinstance(error, MessageSizeTooLargeError):
            self._lost = error
        report(None if error is None else f"Kafka did not take it: {error}")
        self._room.give(size)

    def _no_place(self, topic: str, error: KafkaError) -> KafkaUnreachable:
        return KafkaUnreachable(f"Kafka at {self._kafka} gives no place for {topic} ({error}): does the topic exist?")

    def _unreachable(self, error: KafkaError) -> KafkaUnreachable:
        return KafkaUnreachable(
            f"Kafka does not answer at {self._kafka} ({error}): is it running (`peyk engines status`),"
            " is PEYK_KAFKA right?"
        )


class _Room:
    """Bytes that may be on their way at once; waiting for room is what slows a source down to Kafka's pace."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._used = 0
        self._changed = threading.Condition()

    def take(self, size: int, seconds: float) -> bool:
        with self._changed:
            # A message larger than everything goes when it is alone.
            if not self._changed.wait_for(lambda: not self._used or self._used + size <= self._capacity, seconds):
                return False
            self._used += size
            return True

    def give(self, size: int) -> None:
        with self._changed:
            self._used -= size
            self._changed.notify_all()

    def empty(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._used, seconds)
