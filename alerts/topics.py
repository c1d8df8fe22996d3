"""Reads a whole topic and then follows it: how workers know all rules, and what was decided before."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

type Record = ConsumerRecord[bytes, bytes]

POLL_MS = 200

AT_ONCE = 500
"""Messages taken before others in the process get their turn: a hundred thousand rules take half a minute to read."""

MAX_FETCH = 8_000_000
"""Bytes: as large as processors.stage lets a message be."""


@dataclass(slots=True)
class Follower:
    """One reader of all partitions of a topic. It belongs to no group: every process sees every message.

    `take` is called with each message, in the order of its partition.
    """

    consumer: AIOKafkaConsumer
    take: Callable[[Record], None]

    async def catch_up(self) -> int:
        """Read up to the end as it is at this moment, and say how many messages that were."""
        partitions = self.consumer.assignment()
        ends = await self.consumer.end_offsets(partitions)
        count = 0
        while await self._behind(ends):
            count += await self.poll()
        return count

    async def poll(self) -> int:
        """Wait a moment for messages, take those that came, and say how many."""
        await asyncio.sleep(0)  # what was fetched already is given without waiting: others would never get their turn
        found = await self.consumer.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)
        for records in found.values():
            for record in records:
                self.take(record)
        return sum(map(len, found.values()))

    async def _behind(self, ends: dict[TopicPartition, int]) -> bool:
        for partition, end in ends.items():
            if await self.consumer.position(partition) < end:
                return True
        return False


@asynccontextmanager
async def follow(kafka: str, topic: str, take: Callable[[Record], None]) -> AsyncIterator[Follower]:
    """Open a follower of `topic` at its beginning, and close it at the end.

    Raises:
        LookupError: the topic does not exist; nothing else of Peyk runs without it either.
        aiokafka.errors.KafkaError: Kafka cannot be reached.
    """
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_FETCH,
    )
    try:
        await consumer.start()
        if not consumer.assignment():
            raise LookupError(f"topic {topic} does not exist; `peyk run` and `peyk check` make the topics of Peyk")
        await consumer.seek_to_beginning(*consumer.assignment())
        yield Follower(consumer, take)
    finally:
        await consumer.stop()
