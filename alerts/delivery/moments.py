"""Writes a moment for people: the solar date with the month names of the reader's country, and the Gregorian one."""

from datetime import datetime
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
    local = moment.astimezone(zone)
    dates = []
    for calendar in ("solar", "gregorian"):
        year, month, day = year_month_day(calendar, local.date())
        dates.append(f"{digits(day)} {_months(calendar, language)[month - 1]} {digits(year)}")
    return f"{dates[0]} ({dates[1]})، {digits(local.strftime('%H:%M'))}"
