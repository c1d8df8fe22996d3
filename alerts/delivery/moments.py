"""Writes a moment for people: the solar date with the month names of the reader's country, and the Gregorian one."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from processors.dates.calendars import year_month_day
from processors.dates.tables import rows

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_SOURCES = {"fa": "cldr-fa", "prs": "cldr-fa-AF"}


@cache
def _months(calendar: str, language: str) -> tuple[str, ...]:
    source = _SOURCES[language]
    named = {
        int(number): name
        for name, kind, number, _, origin in rows("months.tsv")
        if (kind, origin) == (calendar, source)
    }
    return tuple(named[number] for number in range(1, 13))


def digits(number: int | str) -> str:
    """Write a number in Persian digits.

    >>> digits(1405)
    '۱۴۰۵'
    """
    return str(number).translate(_PERSIAN_DIGITS)


def written(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Write `moment` as the clocks of `zone` show it. `language` is fa (آذر، نوامبر) or prs (قوس، نومبر).

    >>> written(datetime(2026, 11, 24, 6, tzinfo=ZoneInfo("UTC")), ZoneInfo("Asia/Kabul"), "prs")
    '۳ قوس ۱۴۰۵ (۲۴ نومبر ۲۰۲۶)، ۱۰:۳۰'
    """
    try:
        local = moment.astimezone(zone)
        solar, gregorian = (_date(local.date(), calendar, language) for calendar in ("solar", "gregorian"))
    except (ValueError, OverflowError):
        # A source may date an article to the year 1, which no solar calendar has: shown as it was given.
        return digits(moment.isoformat(" ", "minutes"))
    return f"{solar} ({gregorian})، {digits(local.strftime('%H:%M'))}"


def solar_day(day: date, language: str) -> str:
    """Write `day` in the solar calendar, with the month names of `language` (fa, prs).

    >>> solar_day(date(2026, 11, 24), "prs")
    '۳ قوس ۱۴۰۵'
    """
    return _date(day, "solar", language)


def _date(day: date, calendar: str, language: str) -> str:
    year, month, number = year_month_day(calendar, day)
    return f"{digits(number)} {_months(calendar, language)[month - 1]} {digits(year)}"
