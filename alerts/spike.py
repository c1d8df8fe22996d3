"""Tells when one rule matches far more than is normal for this hour of the day.

The statistic, stated: `now` is the number of different articles that arrived in the last 60 minutes. It is compared
with clock hours of the past, in several ways, and must be far above each: all hours at this hour of the day and its
two neighbours over the last 14 days; each of these three alone (a bulletin of every noon); and each on this day of the
week over the last 4 weeks, once 3 are known (a cabinet meets on Wednesdays). `normal` is the median of such hours;
`spread` is 1.4826 times their median absolute deviation, but at least the square root of the median (the spread of a
Poisson count) and at least 1. A spike is now >= at_least and now > normal + sensitivity x spread. Median and deviation
bear that up to half of the hours were spikes themselves. Nothing is told before three days have been seen. One spike
is told once: the next only after the count has come down to normal + half of the distance.
"""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import TypeAdapter

from alerts.rule import Spike

HOUR = 3600
KEEP_EVERY = 10.0
DAYS = 14
WEEKS = 4
KNOWN_WEEKS = 3
LEARNING_DAYS = 3
DAY = 24
MAX_RECENT = 3_000
"""Articles of the last hour that are remembered; a rule that matches more is told of as too broad long before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one rule matched lately. Keys of `hours` are whole hours since 1970, `recent` maps articles to seconds.

    `kept_at` is the newest article that the state topic is sure to know of, in seconds since 1970.
    """

    first_hour: int
    hours: dict[int, int] = field(default_factory=dict)
    recent: dict[str, float] = field(default_factory=dict)
    spiking: bool = False
    kept_at: float = 0.0

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, for the state topic."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Counts":
        """Decode what `to_bytes` wrote. Raises pydantic.ValidationError on anything else."""
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(Counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How the last hour compares: articles in it, the normal count, and the count that would be a spike."""

    now: int
    normal: float
    limit: float

    @property
    def is_spike(self) -> bool:
        """Tell whether the last hour is over the limit."""
        return self.now > self.limit


def count(before: Counts | None, article_id: str, arrived_at: datetime) -> Counts:
    """Add one article to the counts of a rule; an article that was counted in the last hour is not counted again."""
    moment = arrived_at.timestamp()
    hour = int(moment // HOUR)
    counts = before or Counts(first_hour=hour)
    if article_id in counts.recent:
        return counts
    recent = {**counts.recent, article_id: moment}
    newest = max(recent.values())
    kept = {key: at for key, at in recent.items() if at > newest - HOUR}
    oldest = int(newest // HOUR) - WEEKS * 7 * DAY - 1
    hours = {key: number for key, number in counts.hours.items() if key >= oldest}
    hours[hour] = hours.get(hour, 0) + 1
    kept_at = newest if newest - counts.kept_at >= KEEP_EVERY else counts.kept_at
    return replace(counts, kept_at=kept_at, hours=hours, recent=dict(list(kept.items())[-MAX_RECENT:]))


def level(counts: Counts, option: Spike, now: datetime) -> Level | None:
    """Compare the hour before `now` with what is normal; null while there is too little to compare with."""
    moment = now.timestamp()
    this_hour = int(moment // HOUR)
    if this_hour - counts.first_hour < LEARNING_DAYS * DAY:
        return None
    recent = sum(1 for at in counts.recent.values() if moment - HOUR < at <= moment)
    normal, spread = max(
        (_normal([counts.hours.get(hour, 0) for hour in hours]) for hours in _comparable(this_hour, counts.first_hour)),
        key=lambda found: found[0] + option.sensitivity * found[1],
    )
    return Level(now=recent, normal=normal, limit=max(normal + option.sensitivity * spread, option.at_least - 1))


def _normal(past: list[int]) -> tuple[float, float]:
    median = statistics.median(past)
    deviation = statistics.median(abs(number - median) for number in past)
    return median, max(1.4826 * deviation, median**0.5, 1.0)


def _comparable(this_hour: int, first_hour: int) -> Iterator[list[int]]:
    """Yield groups of past hours to compare with; the first hour was not seen whole, and this one is not over."""

    def past(shift: int, step: int, times: int) -> list[int]:
        hours = (this_hour + shift - step * time for time in range(1, times + 1))
        return [hour for hour in hours if hour > first_hour]

    daily = [past(shift, DAY, DAYS) for shift in (-1, 0, 1)]
    weekly = [past(shift, 7 * DAY, WEEKS) for shift in (-1, 0, 1)]
    yield [hour for hours in daily for hour in hours]
    yield from daily
    yield from (hours for hours in weekly if len(hours) >= KNOWN_WEEKS)


def judge(counts: Counts, option: Spike, now: datetime) -> tuple[Counts, Level | None]:
    """Give the counts to remember, and the level if a spike begins at `now` (null: none begins)."""
    found = level(counts, option, now)
    if found is None:
        return counts, None
    if found.is_spike and not counts.spiking:
        return replace(counts, spiking=True, kept_at=now.timestamp()), found
    over = counts.spiking and found.now <= (found.normal + found.limit) / 2
    return (replace(counts, spiking=False, kept_at=now.timestamp()) if over else counts), None
