"""Turns: who waits for a place longest is not first, but who matters most."""

import asyncio
import heapq
from itertools import count


class Turns:
    """A fixed number of places. Of those that wait for one, the smallest `priority` goes first, then the earliest."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = count()

    async def take(self, priority: int) -> None:
        """Wait for a place; whoever got one gives it back."""
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._number), called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self.give()  # called up and called off in one moment
            raise

    def give(self) -> None:
        """Give a place back, to the one who waits for it if there is one."""
        while self._waiting:
            _, _, called = heapq.heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
