"""Reads the log of stories, from which a window is rebuilt and by which those of several workers stay the same."""

import asyncio
from collections.abc import Iterator, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from processors.downstream import DownstreamUnavailable
from processors.stage import MAX_MESSAGE_BYTES
from processors.stories.taken import STORIES_TOPIC, Taken
from processors.stories.window import StoryWindow

AT_ONCE = 20_000
"""Records read before the worker is told that it is still being restored: no silence of a minute, for its watchdog."""
_CHUNK = 200
_LOG = TopicPartition(STORIES_TOPIC, 0)

_log = structlog.get_logger(__name__)


class StoryLog:
    """Follows news.stories into one window. For one event loop; `kafka` is host:port[,host:port].

    Every worker reads what every worker wrote, its own records too: so a partition that moves from one worker to
    another finds the same window there.
    """

    def __init__(self, kafka: str, window: StoryWindow) -> None:
        self._kafka = kafka
        self._window = window
        self._consumer: AIOKafkaConsumer | None = None
        self._turn = asyncio.Lock()

    async def catch_up(self) -> None:
        """Read the log to its present end.

        Raises:
            DownstreamUnavailable: Kafka does not answer, or there is more to read than AT_ONCE: call again.
        """
        async with self._turn:
            try:
                await self._read_on(await self._opened())
            except (KafkaError, OSError, TimeoutError) as error:
                raise DownstreamUnavailable(f"log of stories: {error!r}") from error

    async def close(self) -> None:
        """Let go of Kafka."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _opened(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._kafka.split(","),
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
            )
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
            consumer.assign([_LOG])
            await consumer.seek_to_beginning(_LOG)
            self._consumer = consumer
        return self._consumer

    async def _read_on(self, consumer: AIOKafkaConsumer) -> None:
        # Paused between calls: a broker answers one connection in turn, so asking for the end would wait for a fetch
        # that waits for records, up to half a second of every batch.
        end = (await consumer.end_offsets([_LOG]))[_LOG]
        consumer.resume(_LOG)
        try:
            await self._read_to(end, consumer)
        finally:
            consumer.pause(_LOG)

    async def _read_to(self, end: int, consumer: AIOKafkaConsumer) -> None:
        read = 0
        while (left := end - await consumer.position(_LOG)) > 0:
            if read >= AT_ONCE:
                raise DownstreamUnavailable(f"window of stories is being rebuilt, {left} records to go")
            records = (await consumer.getmany(_LOG, timeout_ms=1000, max_records=2000)).get(_LOG, [])
            read += len(records)
            for start in range(0, len(records), _CHUNK):
                self._window.restore(_decoded(records[start : start + _CHUNK]))
                await asyncio.sleep(0)  # heartbeats go out between


def _decoded(records: Sequence[ConsumerRecord[bytes, bytes]]) -> Iterator[Taken]:
    for record in records:
        try:
            yield Taken.from_bytes(record.key or b"", record.value or b"")
        except ValueError as error:
            # Of another version of Peyk: without it an article may found a story of its own; nothing is lost.
            _log.warning("record of the log of stories left out", offset=record.offset, error=str(error))
