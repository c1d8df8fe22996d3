"""A date as the page and the command line show it: in both calendars, in Persian words and figures."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from processors.dates import calendars
from processors.dates.tables import rows
from processors.tagged_article import DateMention

_FIGURES = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_CALENDARS = ("solar", "gregorian")
_DASH = "\N{EN DASH}"


def _names(source: str) -> Mapping[tuple[str, int], str]:
    listed = [row for row in rows("months.tsv") if row[4] == source and row[1] in _CALENDARS]
    return MappingProxyType({(calendar, int(number)): form for form, calendar, number, _, _ in listed})


_MONTHS = MappingProxyType({"fa": _names("cldr-fa"), "prs": _names("cldr-fa-AF")})


def display(mention: DateMention, language: str | None = None) -> str:
    """Give the interval of `mention` in both calendars: «۳۰ مهر ۱۴۰۴ / ۲۲ اکتبر ۲۰۲۵».

    `language` prs (Dari) gives the month names of Afghanistan, every other those of Iran. Whole months and years are
    shown as such, a time with its clock. A lunar date says that it may be off by a day. Vague mentions give their own
    text, and so do years before Christ.
    """
    if mention.from_ is None or mention.to is None or mention.from_.startswith(("-", "0000")):
        return mention.text
    first, last = datetime.fromisoformat(mention.from_), datetime.fromisoformat(mention.to)
    months = _MONTHS["prs" if language == "prs" else "fa"]
    shown = " / ".join(_interval(first.date(), last.date(), name, months) for name in _CALENDARS)
    if mention.kind == "time":
        shown += f"، {_clock(first, last)}"
    if mention.calendar == "lunar":
        shown += f" (±{calendars.LUNAR_TOLERANCE} روز)"
    return shown.translate(_FIGURES)


def _interval(first: date, last: date, calendar: str, months: Mapping[tuple[str, int], str]) -> str:
    year, month, day = calendars.year_month_day(calendar, first)
    end_year, end_month, end_day = calendars.year_month_day(calendar, last)
    if day == 1 and _ends_month(last, calendar):
        begin, end = months[calendar, month], months[calendar, end_month]
        if (month, end_month) == (1, 12):
            begin, end = "", ""
    else:
        begin, end = f"{day} {months[calendar, month]}", f"{end_day} {months[calendar, end_month]}"
    if (begin, year) == (end, end_year):
        return f"{begin} {year}".strip()
    # A right-to-left reader meets the beginning first; the year stands once where both ends share it.
    shared = begin if year == end_year else f"{begin} {year}".strip()
    return f"{shared} {_DASH} {end} {end_year}".replace("  ", " ")


def _ends_month(day: date, calendar: str) -> bool:
    return calendars.year_month_day(calendar, day + timedelta(1))[2] == 1


def _clock(first: datetime, last: datetime) -> str:
    zone = f"{first:%z}"
    ends = f"{first:%H:%M}" if first == last else f"{first:%H:%M} {_DASH} {last:%H:%M}"
    return f"ساعت {ends} ({zone[:3]}:{zone[3:]})"
