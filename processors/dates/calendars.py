"""Days of the three calendars on one axis, through well-kept libraries.

The Iranian and the Afghan solar calendar share their day counts and their new year; only the month names differ
(Encyclopaedia Iranica, "Calendars", and CLDR, which gives fa-AF the `persian` calendar with other names). Lunar days
are those of Umm al-Qura (hijridate) for 1343-1500 and of the arithmetical calendar outside it: what Iran or
Afghanistan observes, by sight of the moon, may differ by LUNAR_TOLERANCE days.
"""

from datetime import date, timedelta
from functools import lru_cache

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate

LUNAR_TOLERANCE = 1
_MEMORY = 4096  # a text asks for the same days again and again
_UMM_AL_QURA = range(1343, 1501)
_LUNAR_MONTHS, _LUNAR_DAYS = 12, 30
_CIVIL_EPOCH = date(622, 7, 19).toordinal()  # 1 Muharram 1 of the arithmetical calendar, proleptic Gregorian


@lru_cache(maxsize=_MEMORY)
def day(calendar: str, year: int, month: int, number: int) -> date | None:
    """Give the Gregorian day of a date of `calendar`, None where there is no such day (31 مهر, 30 February)."""
    try:
        if calendar == "solar":
            solar = JalaliDate(year, month, number)  # type: ignore[no-untyped-call]  # persiantools leaves it without types
            return date.fromordinal(solar.to_gregorian().toordinal())
        if calendar == "lunar":
            return _lunar_day(year, month, number)
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


def _lunar_day(year: int, month: int, number: int) -> date:
    if year in _UMM_AL_QURA:
        return date.fromordinal(Hijri(year, month, number).to_gregorian().toordinal())
    if not (1 <= number <= _LUNAR_DAYS and 1 <= month <= _LUNAR_MONTHS and year >= 1):
        raise ValueError(number)
    before = 354 * (year - 1) + (11 * year + 3) // 30 + 29 * (month - 1) + month // 2
    return date.fromordinal(_CIVIL_EPOCH + before + number - 1)


@lru_cache(maxsize=_MEMORY)
def year_month_day(calendar: str, moment: date) -> tuple[int, int, int]:
    """Give year, month and day of `moment` in `calendar`."""
    if calendar == "solar":
        solar = JalaliDate(moment)  # type: ignore[no-untyped-call]  # persiantools leaves it without types
        return solar.year, solar.month, solar.day
    if calendar == "lunar":
        return _lunar(moment)
    return moment.year, moment.month, moment.day


def _lunar(moment: date) -> tuple[int, int, int]:
    try:
        year, month, number = Gregorian.fromdate(moment).to_hijri().datetuple()
    except (ValueError, OverflowError):
        return _arithmetical(moment)
    return int(year), int(month), int(number)


def _arithmetical(moment: date) -> tuple[int, int, int]:
    year = max(1, (moment.toordinal() - _CIVIL_EPOCH) * 30 // 10631 + 1)
    while year > 1 and _lunar_day(year, 1, 1) > moment:
        year -= 1
    month = next((m for m in range(12, 1, -1) if _lunar_day(year, m, 1) <= moment), 1)
    return year, month, (moment - _lunar_day(year, month, 1)).days + 1


@lru_cache(maxsize=_MEMORY)
def month(calendar: str, year: int, number: int) -> tuple[date, date] | None:
    """Give the first and last day of a month."""
    first = day(calendar, year, number, 1)
    after = day(calendar, year + number // 12, number % 12 + 1, 1)
    return (first, after - timedelta(1)) if first and after else None


@lru_cache(maxsize=_MEMORY)
def year(calendar: str, number: int) -> tuple[date, date] | None:
    """Give the first and last day of a year."""
    first, last = month(calendar, number, 1), month(calendar, number, 12)
    return (first[0], last[1]) if first and last else None


def add_months(calendar: str, moment: date, count: int) -> tuple[int, int]:
    """Give year and month that lie `count` months after the month of `moment`."""
    at_year, at_month, _ = year_month_day(calendar, moment)
    months = at_year * 12 + at_month - 1 + count
    return months // 12, months % 12 + 1


def week(moment: date, offset: int = 0) -> tuple[date, date]:
    """Give the week, Saturday to Friday as in Iran and Afghanistan, that lies `offset` weeks after that of `moment`."""
    first = moment - timedelta((moment.weekday() + 2) % 7) + timedelta(7 * offset)
    return first, first + timedelta(6)
