"""Moments and days for people: both calendars, Persian digits, and days as people type them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from alerts.delivery.moments import digits, written
from processors.dates.calendars import day, year_month_day
from processors.dates.display import display
from processors.orthography.fold import fold_text
from processors.tagged_article import DateMention

_DAY = re.compile(r"(\d{3,4})[-/.](\d{1,2})[-/.](\d{1,2})")
_FIRST_GREGORIAN = 1700
_LAST_YEAR = 9000
"""Years below are solar: 1405 is now, and no newspaper is older than the other."""

_STEPS = ((60, "ثانیه"), (60, "دقیقه"), (24, "ساعت"), (10**6, "روز"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A moment as shown: `short` in the solar calendar, `full` in both, and `iso` for machines."""

    short: str
    full: str
    iso: str


def shown(moment: datetime, zone: ZoneInfo, language: str = "fa") -> Shown:
    """Write a moment for readers in `zone`, with the month names of `language` (prs, else fa)."""
    full = written(moment, zone, "prs" if language == "prs" else "fa")
    solar, _, rest = full.partition(" (")
    short = f"{solar}،{rest.partition('،')[2]}" if rest else full
    return Shown(short, full, moment.isoformat())


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago, in its largest unit.

    >>> from datetime import UTC
    >>> ago(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 2, tzinfo=UTC))
    '۲ ساعت پیش'
    """
    return f"{lasting(now - moment)} پیش" if moment <= now else f"{lasting(moment - now)} دیگر"


def lasting(span: timedelta) -> str:
    """Say a length of time in its largest unit."""
    amount = max(0, int(span.total_seconds()))
    for size, name in _STEPS:
        if amount < size:
            return f"{digits(amount)} {name}"
        amount //= size
    return f"{digits(amount)} {_STEPS[-1][1]}"


def solar(moment: date) -> str:
    """Write a day in the solar calendar, as people type it; one that the calendar does not reach, in the Gregorian.

    >>> solar(date(2026, 11, 24))
    '۱۴۰۵/۰۹/۰۳'
    """
    try:
        year, month, number = year_month_day("solar", moment)
    except ValueError:
        year, month, number = moment.timetuple()[:3]
    return digits(f"{year:04}/{month:02}/{number:02}")


def typed_day(text: str) -> date | None:
    """Read a day as people type it, solar or Gregorian, digits of any script; null for an empty text.

    >>> typed_day("۱۴۰۵/۹/۳") == typed_day("2026-11-24")
    True

    Raises:
        ValueError: it is no day.
    """
    plain = fold_text(text).strip()
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    year, month, number = map(int, found.groups())
    at = day("solar" if year < _FIRST_GREGORIAN else "gregorian", year, month, number)
    if at is None or at.year > _LAST_YEAR:
        raise ValueError(text)
    return at


def interval(mention: Mapping[str, Any], language: str | None = None) -> str:
    """Write what a date of a document means, in both calendars; nothing for a vague one."""
    if not mention.get("from"):
        return ""
    try:
        return display(_MENTIONS.validate_python(mention), language)
    except (ValueError, OverflowError):
        return f"{mention['from']} - {mention.get('to')}"


_MENTIONS = TypeAdapter(DateMention)
