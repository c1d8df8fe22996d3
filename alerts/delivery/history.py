"""What became of earlier attempts, read from news.attempts: who was told what, and who must still be told."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from alerts.delivery.attempt import Attempt
from alerts.topics import Follower, Record

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class History:
    """The newest attempt of each alert at each target, shared by all couriers of a process.

    `kept` is how long news.attempts keeps a message: what is older, Kafka has forgotten too, and so does this.
    """

    kept: timedelta
    follower: Follower | None = None
    _last: dict[tuple[str, str], Attempt] = field(default_factory=dict)
    _newest: datetime = _NEVER
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def catch_up(self) -> None:
        """Read on to the end of news.attempts as it is now."""
        if self.follower is not None:
            async with self._turn:
                await self.follower.catch_up()

    def take(self, record: Record) -> None:
        """Take one message of news.attempts over; what is no attempt tells nothing."""
        try:
            attempt = Attempt.from_bytes(record.value or b"")
        except ValidationError:
            return
        self.note((attempt,))

    def note(self, attempts: Iterable[Attempt]) -> None:
        """Take over attempts of this process, which are safe in Kafka."""
        for attempt in attempts:
            key = attempt.target, attempt.alert_id
            self._last.pop(key, None)  # so that the oldest stay in front
            self._last[key] = attempt
            self._newest = max(self._newest, attempt.at)
        self._forget()

    def last(self, target: str, alert_id: str) -> Attempt | None:
        """Give the newest attempt to tell `target` of an alert."""
        return self._last.get((target, alert_id))

    def of(self, target: str) -> Iterator[Attempt]:
        """Yield the newest attempt of every alert at `target`."""
        return (attempt for (name, _), attempt in self._last.items() if name == target)

    def _forget(self) -> None:
        while self._last:
            oldest = next(iter(self._last))
            # A difference, because the newest may be so early that there is no moment before it.
            if self._newest - self._last[oldest].at <= self.kept:
                return
            del self._last[oldest]
