"""Asks Kafka how far every stage is, no more often than needed however many pages ask, and how fast it goes."""

import asyncio
import time
from collections.abc import Sequence

from ingest.reader import Progress
from peyk.settings import Settings
from peyk.standing import Check, checks, stage_progress
from peyk.web.desk import Stage

FRESH_SECONDS = 4.0
"""An answer is good for so long: asking Kafka takes a tenth of a second of work."""


class HouseStanding:
    """The Standing of the configuration's house."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asking = asyncio.Lock()
        self._at = 0.0
        self._progress: Sequence[Progress] = ()
        self._stages: Sequence[Stage] = ()

    async def stages(self) -> Sequence[Stage]:
        """See Standing; the rate is over the time between two looks."""
        async with self._asking:
            if time.monotonic() - self._at > FRESH_SECONDS:
                progress = await asyncio.to_thread(stage_progress, self._settings)
                now = time.monotonic()
                self._stages = _stages(progress, self._progress, now - self._at)
                self._progress, self._at = progress, now
        return self._stages

    async def checks(self) -> Sequence[Check]:
        """See Standing."""
        return await checks(self._settings)


def _stages(progress: Sequence[Progress], before: Sequence[Progress], seconds: float) -> Sequence[Stage]:
    committed = {(each.group, each.topic): each.committed for each in before}
    found = []
    for each in progress:
        then = committed.get((each.group, each.topic))
        rate = None if then is None else max(0, each.committed - then) / seconds
        found.append(Stage(group=each.group, topic=each.topic, lag=each.lag, end=each.end, rate=rate))
    return tuple(found)
