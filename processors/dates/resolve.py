"""Any date expression against the publication time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from processors.dates import calendars
from processors.dates.expressions import (
    DayOfMonth,
    Era,
    Expression,
    Moment,
    Month,
    Part,
    Range,
    Season,
    Stretch,
    Vague,
    Weekend,
    Whole,
    Year,
)
from processors.dates.reference import Reference, Span, distance
from processors.dates.resolution import Resolution
from processors.dates.resolve_moments import resolve_moment
from processors.dates.resolve_spans import (
    resolve_era,
    resolve_month,
    resolve_season,
    resolve_stretch,
    resolve_weekend,
    resolve_whole,
    resolve_year,
)
from processors.tagged_article import DateKind

_YEAR_MONTHS = 12
_TEN = 10
_DECADE = 3500


def resolve(said: Expression, reference: Reference) -> Resolution:
    """Give the interval that `said` means for a story of `reference`."""
    return _RESOLVERS[type(said)](said, reference)


def to_the_minute(said: Expression) -> bool:
    """Say whether `said` counts from the minute of publication («دو ساعت پیش») and not from its day."""
    if isinstance(said, Range):
        return to_the_minute(said.first) or to_the_minute(said.last)
    return isinstance(said, Whole | Stretch) and said.unit in {"hour", "minute"}


@lru_cache(maxsize=1 << 14)
def resolve_on_day(said: Expression, reference: Reference, _zone: tzinfo | None) -> Resolution:
    """Give what resolve() gives; `reference` is of a day's beginning, so that stories of one day share the answers.

    The zone tells apart moments that are equal and belong to different clocks.
    """
    return resolve(said, reference)


def floats(said: Expression) -> bool:
    """Say whether the text leaves open which year or week `said` means."""
    if isinstance(said, Moment):
        if said.offset is not None:
            return False
        if said.date is None:
            return said.weekday is not None and said.weekday.weeks is None and said.weekday.step is None
        return isinstance(said.date, DayOfMonth) and said.date.year is None
    return isinstance(said, Month | Season) and said.year is None


def _range(said: Range, reference: Reference) -> Resolution:
    # What is to come may have begun; its end is to come.
    open_ends = floats(said.first) and floats(said.last)
    begun = reference.direction > 1 and open_ends
    if begun or (floats(said.first) and not floats(said.last)):
        first, last = _from_last(said, reference)
    else:
        first = resolve(said.first, reference)
        last = resolve(said.last, _beside(first, reference, 2)) if floats(said.last) else resolve(said.last, reference)
        if open_ends and _farther((first, last), other := _from_last(said, reference), reference):
            first, last = other
    calendar = last.calendar if first.calendar == "relative" else first.calendar
    conflict = first.conflict or last.conflict
    begin, end = first.first, last.last
    kind = "time" if first.kind == last.kind == "time" else "range"
    if begin is None or end is None:
        return Resolution("range", None, None, calendar, first.axis, conflict)
    if first.days and last.days and first.days[0] > last.days[1]:
        conflict, begin, end = conflict or "the end is before the beginning", last.first, first.last
    return Resolution("time" if kind == "time" else "range", begin, end, calendar, first.axis, conflict)


def _from_last(said: Range, reference: Reference) -> tuple[Resolution, Resolution]:
    last = resolve(said.last, reference)
    return resolve(said.first, _beside(last, reference, -1)), last


def _farther(one: tuple[Resolution, Resolution], other: tuple[Resolution, Resolution], reference: Reference) -> bool:
    """Say whether the other is nearer: «فروردین تا مهر» told in Mehr is of this year."""
    spans = [(a.days[0], b.days[1]) if a.days and b.days else None for a, b in (one, other)]
    if spans[0] is None or spans[1] is None or spans[1][0] > spans[1][1]:
        return False
    return distance(spans[1], reference.near) < distance(spans[0], reference.near)


def _beside(other: Resolution, reference: Reference, direction: int) -> Reference:
    """Give the reference for one end of a range: not on the wrong side of the other end."""
    if other.days is None:
        return reference
    day = other.days[0] + timedelta(1) if direction > 0 else other.days[1] - timedelta(1)
    return reference._replace(beside=day, direction=direction)


def _part(said: Part, reference: Reference) -> Resolution:
    whole = resolve(said.whole, reference)
    days = whole.days
    if days is None:
        return replace(whole, kind="period", first=None, last=None)
    cut = _pieces(days, said) if said.days else _fraction(days, said, whole)
    if cut is None:
        return replace(whole, kind="period", first=None, last=None, conflict="there is no such part of it")
    one_month = whole.kind == "year" and said.fraction[1] == _YEAR_MONTHS
    kind: DateKind = "day" if said.days == 1 else "month" if one_month else "period"
    return replace(whole, kind=kind, first=cut[0], last=cut[1])


def _pieces(days: Span, said: Part) -> Span | None:
    """Cut by weeks or tens of days; the last piece takes the rest, a negative one is counted from the end."""
    which, most = said.fraction
    size = said.days or _TEN
    if which < 0:
        return max(days[0], days[1] - timedelta(size - 1)), days[1]
    first = days[0] + timedelta(size * (which - 1))
    last = days[1] if which == most else min(days[1], first + timedelta(size - 1))
    return (first, last) if first <= last else None


def _fraction(days: Span, said: Part, whole: Resolution) -> Span | None:
    which, parts = said.fraction
    if whole.kind == "year":
        return _months(days, which, parts, whole.axis)
    if isinstance(said.whole, Season) and parts == 3:  # noqa: PLR2004 - a season has three months
        return _month(days[0], which - 1, whole.axis)
    if whole.kind == "month" and parts == 3:  # noqa: PLR2004 - a month's thirds are of ten days
        return _pieces(days, Part(said.whole, said.fraction, _TEN))
    length = (days[1] - days[0]).days + 1
    if length > _DECADE:
        return _years(days, which, parts, whole.axis)
    first = days[0] + timedelta(length * (which - 1) // parts)
    return first, days[0] + timedelta(length * which // parts - 1)


def _months(days: Span, which: int, parts: int, axis: str) -> Span | None:
    """Cut a year by whole months; negative `parts` asks for the first or (negative `which`) the last months."""
    size = 1 if parts < 0 else _YEAR_MONTHS // parts
    begin, end = (size * (which - 1), size * which)
    if parts < 0:
        begin, end = (0, which) if which > 0 else (_YEAR_MONTHS + which, _YEAR_MONTHS)
    first, last = _month(days[0], begin, axis), _month(days[0], end - 1, axis)
    return (first[0], last[1]) if first and last else None


def _years(days: Span, which: int, parts: int, axis: str) -> Span | None:
    """Cut a decade or a century by whole years: the thirds of the 1990s end with 1993, 1996 and 1999."""
    begin, end = (calendars.year_month_day(axis, day)[0] for day in days)
    count = end - begin + 1
    first = calendars.year(axis, begin - (-count * (which - 1) // parts))
    last = calendars.year(axis, begin - (-count * which // parts) - 1)
    return (first[0], last[1]) if first and last else None


def _month(day: date, offset: int, axis: str) -> Span | None:
    return calendars.month(axis, *calendars.add_months(axis, day, offset))


def _vague(_said: Vague, _reference: Reference) -> Resolution:
    return Resolution("vague", None, None, "relative")


_RESOLVERS: dict[type, Callable[[Any, Reference], Resolution]] = {
    Moment: resolve_moment,
    Month: resolve_month,
    Year: resolve_year,
    Season: resolve_season,
    Era: resolve_era,
    Whole: resolve_whole,
    Stretch: resolve_stretch,
    Weekend: resolve_weekend,
    Part: _part,
    Range: _range,
    Vague: _vague,
}
