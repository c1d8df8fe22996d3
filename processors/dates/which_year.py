"""The year that a date without one, with a short one or with a relative one means."""

from collections.abc import Callable

from processors.dates import calendars
from processors.dates.expressions import Year
from processors.dates.reference import Reference, Span, nearest
from processors.dates.years import calendar_of

_AHEAD = 10  # a two-digit year further ahead than this is of the century before
_LEAP = range(-8, 9)  # far enough to meet a leap year: «۳۰ حوت», 29 February
_CENTURY = 100

InYear = Callable[[int], Span | None]


def full_number(year: Year, calendar: str, reference: Reference) -> int:
    """Give the number of `year` in `calendar`, its century filled in and its distance counted from now."""
    current = calendars.year_month_day(calendar, reference.today)[0]
    if year.number is None:
        return current + (year.offset or 0)
    if not year.short:
        return year.number
    number = current - current % _CENTURY + year.number
    return number if number <= current + _AHEAD else number - _CENTURY


def choose(year: Year | None, calendar: str, reference: Reference, in_year: InYear) -> Span | None:
    """Give the span that `in_year` makes of the year meant, or of the nearest that the reference allows.

    A year of another calendar («مهر ۲۰۲۵») is the one in which the span falls.
    """
    if year is None or year.step is not None:
        current = calendars.year_month_day(calendar, reference.near)[0]
        near = [span for offset in (-1, 0, 1) if (span := in_year(current + offset))]
        near = near or [span for offset in _LEAP if (span := in_year(current + offset))]
        return nearest(near, reference, year.step if year else None)
    own = year.calendar or _own(year, calendar, reference)
    number = full_number(year, own, reference)
    return in_year(number) if own == calendar else _in_other(own, number, calendar, in_year)


def _own(year: Year, calendar: str, reference: Reference) -> str:
    """Say in which calendar a year is counted; «سال گذشته» is never a lunar one."""
    if year.number is None:
        return reference.calendar if calendar == "lunar" else calendar
    return calendar if year.short else calendar_of(year.number)


def _in_other(own: str, number: int, calendar: str, in_year: InYear) -> Span | None:
    whole = calendars.year(own, number)
    if whole is None:
        return None
    first, last = (calendars.year_month_day(calendar, day)[0] for day in whole)
    spans = [span for candidate in range(first, last + 1) if (span := in_year(candidate))]
    return max(spans, key=lambda span: _shared(span, whole), default=None)


def _shared(span: Span, whole: Span) -> int:
    return (min(span[1], whole[1]) - max(span[0], whole[0])).days
