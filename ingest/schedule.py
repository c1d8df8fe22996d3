"""When a source is visited next, decided without a clock: often while it brings news, seldom while it does not."""

from dataclasses import dataclass, replace
from typing import Literal

LONGEST_PAUSE = 86_400.0
"""Seconds. A source that fails for good is still asked once a day: feeds come back."""

_NOTHING_NEW, _LITTLE_NEW, _MUCH_NEW = 1.5, 1.15, 0.5
_LITTLE, _MUCH = 0.1, 0.4
_WORTH_DOUBLING = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds between two visits: at least `shortest`, at most `longest` while the source answers."""

    shortest: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The interval that fits the source, in seconds, and how often in a row it failed softly or hard."""

    interval: float
    soft: int = 0
    hard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit brought. `failure` is soft when it may pass by itself (a timeout), hard when not (not found)."""

    listed: int = 0
    fresh: int = 0
    failure: Literal["soft", "hard"] | None = None
    retry_after: float | None = None


def first_rhythm(limits: Limits) -> Rhythm:
    """Begin in the geometric middle of the limits."""
    return Rhythm(interval=(limits.shortest * limits.longest) ** 0.5)


def next_rhythm(rhythm: Rhythm, visit: Visit, limits: Limits) -> Rhythm:
    """Adapt the rhythm to what a visit brought; a failure leaves the interval as it was, for when the source is back.

    >>> limits = Limits(shortest=60, longest=3600)
    >>> next_rhythm(Rhythm(interval=600), Visit(listed=20, fresh=15), limits).interval
    300.0
    """
    if visit.failure == "soft":
        return replace(rhythm, soft=rhythm.soft + 1)
    if visit.failure == "hard":
        return replace(rhythm, hard=rhythm.hard + 1)
    interval = rhythm.interval * _factor(visit)
    return Rhythm(interval=min(max(interval, limits.shortest), limits.longest))


def pause(rhythm: Rhythm, visit: Visit, limits: Limits) -> float:
    """Tell how many seconds to wait until the next visit, never less than the source asked for (up to a day).

    Soft failures double the interval each time up to the longest; hard ones begin there and double up to a day.
    """
    if rhythm.hard:
        wait = limits.longest * float(2 ** min(rhythm.hard - 1, _WORTH_DOUBLING))
    elif rhythm.soft:
        wait = min(rhythm.interval * float(2 ** min(rhythm.soft, _WORTH_DOUBLING)), limits.longest)
    else:
        wait = rhythm.interval
    return min(max(wait, visit.retry_after or 0), LONGEST_PAUSE)


def _factor(visit: Visit) -> float:
    if not visit.fresh:
        return _NOTHING_NEW
    share = visit.fresh / max(visit.listed, visit.fresh)
    if share < _LITTLE:
        return _LITTLE_NEW
    return _MUCH_NEW if share > _MUCH else 1.0
