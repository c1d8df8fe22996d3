"""The feeder's way to Kafka: one producer for all sources, made when it is needed and anew after Kafka was away."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

from ingest.article import Article
from ingest.delivery import Counts, Outlet, ingest
from ingest.outcome import tell
from ingest.received import STAGE, Lot, Received
from ingest.turns import Turns

AT_ONCE = 4
"""Deliveries at one time, each in a thread; the sources that wait come in the order of their `priority`."""

type Connect = Callable[[], AbstractContextManager[Outlet]]


class FeederOutlet:
    """Delivers lots in threads of their own, so that waiting for Kafka holds up nobody else.

    Args:
        connect: makes a producer, `lambda: ArticleProducer(kafka)`; it may raise KafkaUnreachable.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._making = asyncio.Lock()
        self._producer: AbstractContextManager[Outlet] | None = None
        self._outlet: Outlet | None = None
        self._turns = Turns(AT_ONCE)
        self._under_way: set[asyncio.Task[Counts]] = set()

    async def deliver(self, lots: list[Lot], priority: int = 5) -> Counts:
        """Bring lots to Kafka, those of priority 1 before those of 9; one line is told of each item.

        Raises:
            KafkaUnreachable: no producer can be made.
        """
        await self._turns.take(priority)
        try:
            outlet = await self._open()
            delivery = asyncio.create_task(asyncio.to_thread(ingest, lots, outlet, observe=_told))
        except BaseException:
            self._turns.give()
            raise
        self._under_way.add(delivery)
        delivery.add_done_callback(self._ended)
        # Shielded: when a visit is called off, what was begun is still delivered and settled.
        counts = await asyncio.shield(delivery)
        if counts.failed:
            await self._drop(outlet)
        return counts

    async def close(self) -> None:
        """Wait for deliveries under way, and disconnect."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._outlet:
            await self._drop(self._outlet)

    def _ended(self, delivery: asyncio.Task[Counts]) -> None:
        self._under_way.discard(delivery)
        self._turns.give()

    async def _open(self) -> Outlet:
        async with self._making:
            if self._outlet is None:
                self._producer = await asyncio.to_thread(self._connect)
                self._outlet = self._producer.__enter__()
            return self._outlet

    async def _drop(self, outlet: Outlet) -> None:
        async with self._making:
            if self._outlet is outlet and self._producer:
                producer, self._producer, self._outlet = self._producer, None, None
                await asyncio.to_thread(producer.__exit__, None, None, None)


def _told(item: Received, problem: str | None) -> None:
    if problem is not None:
        tell(STAGE, "undelivered", source=item.source, error=problem)
    elif isinstance(item, Article):
        tell(STAGE, "received", source=item.source, id=item.id, version=item.version_number)
    else:
        tell(STAGE, item.failure.reason, source=item.source, place=item.place, error=item.failure.error)
