"""Steps of time as readers count it: weeks from Saturday, months and years of the solar calendar. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from processors.dates.calendars import day as day_of
from processors.dates.calendars import year_month_day

MOST_BARS: Final = 60


@dataclass(frozen=True, slots=True)
class Day:
    """A stretch of days that is asked for by name, first and last included."""

    key: str
    name: str
    first: date
    last: date


def days_ahead(now: datetime, zone: ZoneInfo) -> tuple[Day, ...]:
    """Name the days that desks ask for, as seen from today in `zone`."""
    today = now.astimezone(zone).date()
    one, week, month = timedelta(1), week_start(today), month_start(today)
    next_month = _month_after(month)
    return (
        Day("today", "امروز", today, today),
        Day("tomorrow", "فردا", today + one, today + one),
        Day("week", "این هفته", week, week + 6 * one),
        Day("next-week", "هفتهٔ آینده", week + 7 * one, week + 13 * one),
        Day("month", "این ماه", month, next_month - one),
        Day("next-month", "ماه آینده", next_month, _month_after(next_month) - one),
    )


def week_start(moment: date) -> date:
    """Give the Saturday on or before a day.

    >>> week_start(date(2026, 11, 24)).isoformat()
    '2026-11-21'
    """
    return moment - timedelta((moment.weekday() + 2) % 7)


def month_start(moment: date) -> date:
    """Give the first day of a day's solar month.

    >>> month_start(date(2026, 11, 24)).isoformat()
    '2026-11-22'
    """
    return moment - timedelta(year_month_day("solar", moment)[2] - 1)


def _year_start(moment: date) -> date:
    found = day_of("solar", year_month_day("solar", moment)[0], 1, 1)
    return found or moment  # every solar year has a first day


def _month_after(first: date) -> date:
    return month_start(first + timedelta(31))


def _year_after(first: date) -> date:
    return _year_start(first + timedelta(366))


def edges(first: datetime, last: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Part the time from `first` to `last` into at most MOST_BARS equal steps; give where each begins, and the end.

    The steps are hours, days, weeks, months or years, the smallest that fit; of more years, the last ones.
    """
    for steps in (_hours(first, last, zone), *(_days(first, last, zone, *each) for each in _CALENDAR)):
        found = _few(steps)
        if found is not None:
            return found
    return tuple(_days(first, last, zone, *_CALENDAR[-1]))[-MOST_BARS - 1 :]


def _few(steps: Iterator[datetime]) -> tuple[datetime, ...] | None:
    """Take the steps, unless they are too many."""
    found = []
    for step in steps:
        found.append(step)
        if len(found) > MOST_BARS + 1:
            return None
    return tuple(found)


def _hours(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    # The clock of a zone may stand half an hour beside UTC's; hours are counted in UTC, where none is doubled.
    at = first.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    while at <= last:
        yield at
        at += timedelta(hours=1)
    yield at


def _days(
    first: datetime, last: datetime, zone: ZoneInfo, start: Callable[[date], date], after: Callable[[date], date]
) -> Iterator[datetime]:
    at = start(first.astimezone(zone).date())
    while (moment := datetime.combine(at, time(), zone)) <= last:
        yield moment
        at = after(at)
    yield moment


_CALENDAR: tuple[tuple[Callable[[date], date], Callable[[date], date]], ...] = (
    (lambda at: at, lambda at: at + timedelta(1)),
    (week_start, lambda at: at + timedelta(7)),
    (month_start, _month_after),
    (_year_start, _year_after),
)
