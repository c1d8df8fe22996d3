"""Learns the rhythm of each source, and tells when one is silent for longer than its rhythm allows.

The measure, stated: for each hour of the week by the newsroom's clock (Friday afternoon is not Monday morning, and
clocks that change take the rhythm along) the expected number of items is the median over the last eight weeks of the
mean of that hour and a neighbour, the quieter of the two, so that an hour at the edge of the night is taken for night.
On holidays (Nowruz, Eid) a source is expected to work as on its slowest day of the week. A silence is measured in items
that would have come in it, not in minutes: a night weighs little, a busy hour much. It is an alarm when at least
`MISSED` items are missing, a quarter more than in the second longest silence of the last four weeks, and half an hour
has passed. A source is learned for one week before anything is told of it; until it is known for three, its rates are
rough, and twice as many must be missing. A source with fewer than four items a day has no rhythm by the hour: its items
are spread evenly over the week.
"""

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from ingest.article import Moment
from processors.dates.calendars import LUNAR_TOLERANCE, year_month_day

WEEKS = 8
WEEK_HOURS = 168
MISSED = 8.0
MARGIN = 1.25
LEAST_SILENCE = timedelta(minutes=30)
LEARNING = timedelta(days=7)
KNOWN = timedelta(days=21)
SPARSE = 28  # items a week
GAP_DAYS = 28
KEEP_EVERY = timedelta(minutes=1)
HOUR = timedelta(hours=1)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What is known of one source.

    `hours` maps hours since 1970, as clocks show them, to items in them, `gaps` maps such days to the longest silence
    that ended on that day, in missing items. `alarmed` says that the present silence was told. `kept_at` is the newest
    item that the state topic is sure to know of: it is written once a minute, not once an item.
    """

    source: str
    first_at: Moment
    last_at: Moment
    kept_at: Moment
    hours: dict[int, int] = field(default_factory=dict)
    gaps: dict[int, float] = field(default_factory=dict)
    alarmed: bool = False

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, for the state topic."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Rhythm":
        """Decode what `to_bytes` wrote. Raises pydantic.ValidationError on anything else."""
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(Rhythm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One silence: since when, how many items would have come in it, and how many missing ones are an alarm."""

    since: datetime
    missing: float
    limit: float


def heard(before: Rhythm | None, source: str, at: datetime, zone: ZoneInfo, country: str) -> Rhythm:
    """Add one item of `source` that arrived at `at`. An item older than the newest only fills its hour."""
    hour = _hour(at, zone)
    if before is None:
        return Rhythm(source=source, first_at=at, last_at=at, kept_at=at, hours={hour: 1})
    hours = dict(before.hours)
    hours[hour] = hours.get(hour, 0) + 1
    if at <= before.last_at:
        return replace(before, hours=hours)
    if at - before.kept_at >= KEEP_EVERY:
        before = replace(before, kept_at=at)
    if hour == _hour(before.last_at, zone):
        return replace(before, hours=hours, last_at=at, alarmed=False)
    gaps = {day: gap for day, gap in before.gaps.items() if day > hour // 24 - GAP_DAYS}
    if at - before.first_at > LEARNING:
        gaps[hour // 24] = max(gaps.get(hour // 24, 0.0), expected(before, before.last_at, at, zone, country))
    kept = {key: number for key, number in hours.items() if key > hour - WEEKS * WEEK_HOURS}
    return replace(before, hours=kept, gaps=gaps, last_at=at, alarmed=False)


def silence(rhythm: Rhythm, now: datetime, zone: ZoneInfo, country: str) -> Silence | None:
    """Measure the silence up to `now`; null while the source is being learned or spoke a moment ago."""
    if rhythm.last_at - rhythm.first_at < LEARNING or now - rhythm.last_at < LEAST_SILENCE:
        return None
    known = sorted(rhythm.gaps.values(), reverse=True)
    usual = known[1] if len(known) > 1 else 0.0
    missing = expected(rhythm, rhythm.last_at, now, zone, country)
    caution = 1 if rhythm.last_at - rhythm.first_at >= KNOWN else 2
    return Silence(since=rhythm.last_at, missing=missing, limit=max(MISSED, MARGIN * usual) * caution)


def alarm(rhythm: Rhythm, now: datetime, zone: ZoneInfo, country: str) -> tuple[Rhythm, Silence | None]:
    """Give the rhythm to remember, and the silence if it becomes an alarm at `now`. One silence is told once."""
    found = None if rhythm.alarmed else silence(rhythm, now, zone, country)
    if found is None or found.missing < found.limit:
        return rhythm, None
    return replace(rhythm, alarmed=True, kept_at=now), found


def expected(rhythm: Rhythm, start: datetime, end: datetime, zone: ZoneInfo, country: str) -> float:
    """Say how many items `rhythm` lets expect between two moments, holidays considered."""
    rate_of = _rates(rhythm, zone)
    total = 0.0
    for moment, share in _hours_between(start, end, zone):
        slots = [_hour(moment, zone) % WEEK_HOURS]
        if is_holiday(moment.astimezone(zone).date(), country):
            slots = [(slots[0] + 24 * day) % WEEK_HOURS for day in range(7)]
        total += min(map(rate_of, slots)) * share
    return total


def _rates(rhythm: Rhythm, zone: ZoneInfo) -> Callable[[int], float]:
    """Give the rate of an hour of the week; most silences are short and ask for a few hours only."""
    hours, newest, first = rhythm.hours, _hour(rhythm.last_at, zone), _hour(rhythm.first_at, zone)
    weeks = range(max(1, min(WEEKS, (newest - first) // WEEK_HOURS)))
    a_week = sum(hours.values()) / len(weeks)
    if a_week < SPARSE:
        return lambda _: a_week / WEEK_HOURS

    @cache
    def rate_of(slot: int) -> float:
        # The last whole hour that falls on this hour of the week; that of the newest item is not whole yet.
        latest = newest - 2 - (newest - 2 - slot) % WEEK_HOURS
        counts = [[hours.get(latest - week * WEEK_HOURS + shift, 0) for shift in (-1, 0, 1)] for week in weeks]
        pairs = ((before + own) / 2 for before, own, _ in counts), ((own + after) / 2 for _, own, after in counts)
        return min(map(statistics.median, pairs))

    return rate_of


def _hours_between(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, float]]:
    moment = start
    # Silences over a month are an alarm long before; the bound keeps a source that was removed cheap.
    limit = min(end, start + timedelta(days=31))
    while moment < limit:
        following = min(limit, next_hour(moment, zone))
        yield moment, (following - moment) / HOUR
        moment = following


def next_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give when the clocks in `zone` next show a full hour, counted in time that passes: one shown twice ends once."""
    local = moment.astimezone(zone)
    return moment + HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def _hour(moment: datetime, zone: ZoneInfo) -> int:
    """Count the hours since 1970 as a clock in `zone` shows them."""
    local = moment.astimezone(zone)
    return (local.toordinal() - _EPOCH) * 24 + local.hour


@cache
def _holidays(country: str) -> Mapping[str, frozenset[tuple[int, int]]]:
    text = files("alerts").joinpath("data", "holidays.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    named = [(calendar, int(month), int(day)) for land, calendar, month, day, _ in rows if land == country]
    return {kind: frozenset((month, day) for of, month, day in named if of == kind) for kind in ("solar", "lunar")}


def is_holiday(local: date, country: str) -> bool:
    """Tell whether newsrooms of `country` (IR, AF) hardly work on a day. The moon may be seen a day late there.

    >>> is_holiday(date(2026, 3, 21), "IR"), is_holiday(date(2026, 5, 20), "IR")
    (True, False)
    """
    known = _holidays(country)
    if year_month_day("solar", local)[1:] in known["solar"]:
        return True
    days = (local - timedelta(days=late) for late in range(LUNAR_TOLERANCE + 1))
    return any(year_month_day("lunar", day)[1:] in known["lunar"] for day in days)
