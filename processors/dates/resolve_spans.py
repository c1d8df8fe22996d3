"""Months, years, seasons, decades and relative times against the publication time."""

import calendar as civil
from datetime import date, timedelta

from processors.dates import calendars
from processors.dates.expressions import Era, Month, Season, Stretch, Weekend, Whole, Year
from processors.dates.reference import Reference, Span
from processors.dates.resolution import Resolution, spanning
from processors.dates.which_year import choose, full_number
from processors.dates.years import calendar_of
from processors.tagged_article import Calendar

# How long «a few» is: a week of days, a month of weeks, half a year of months, five years, three decades.
_FEW = {"minute": 30, "hour": 12, "day": 7, "night": 7, "week": 4, "month": 6, "year": 5, "decade": 3, "century": 3}
_DAYS = {"day": 1, "night": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_YEARS = {"year": 1, "decade": 10, "century": 100}
_SEASON_MONTHS = 3
_LAST_LUNAR_CENTURY = 14  # «قرن هفتم» is of the Hijra, «قرن نوزدهم» of Christ
_DECADES = 100


def resolve_month(said: Month, reference: Reference) -> Resolution:
    """Give the first and last day of a month."""
    span = choose(said.year, said.calendar, reference, lambda year: calendars.month(said.calendar, year, said.number))
    return spanning("month", span, _calendar(said.calendar), said.calendar)


def _calendar(name: str) -> Calendar:
    known: dict[str, Calendar] = {"solar": "solar", "gregorian": "gregorian", "lunar": "lunar"}
    return known.get(name, "relative")


def resolve_year(said: Year, reference: Reference) -> Resolution:
    """Give the first and last day of a year; one before Christ as ISO 8601 counts it, with a year 0."""
    calendar = said.calendar or reference.calendar
    if said.number is not None and not said.calendar:
        calendar = "solar" if said.short else calendar_of(said.number)
    number = full_number(said, calendar, reference)
    if said.bc:
        return Resolution("year", _before_christ(number, "01-01"), _before_christ(number, "12-31"), "gregorian")
    shown = _calendar(calendar) if said.number is not None or said.calendar else "relative"
    return spanning("year", calendars.year(calendar, number), shown, calendar)


def _before_christ(year: int, day: str) -> str:
    return f"{'-' if year > 1 else ''}{year - 1:04d}-{day}"


def resolve_era(said: Era, reference: Reference) -> Resolution:
    """Give the first and last day of a decade or a century."""
    if said.years == 10:  # noqa: PLR2004 - decades
        return _decade(said, reference)
    calendar = said.calendar or ("lunar" if said.number <= _LAST_LUNAR_CENTURY else "gregorian")
    if said.bc:
        first, last = _before_christ(said.number * 100, "01-01"), _before_christ(said.number * 100 - 99, "12-31")
        return Resolution("period", first, last, "gregorian", "gregorian")
    return _years(calendar, said.number * 100 - 99, said.number * 100)


def _decade(said: Era, reference: Reference) -> Resolution:
    if said.number >= _DECADES:
        return _years(said.calendar or calendar_of(said.number), said.number, said.number + 9)
    calendar = said.calendar or reference.calendar
    current = calendars.year_month_day(calendar, reference.today)[0]
    first = current - current % 100 + said.number
    first -= 100 if first > current else 0
    return _years(calendar, first, first + 9)


def _years(calendar: str, first: int, last: int) -> Resolution:
    begin, end = calendars.year(calendar, first), calendars.year(calendar, last)
    both = (begin[0], end[1]) if begin and end else None
    return spanning("period", both, _calendar(calendar), calendar)


def resolve_season(said: Season, reference: Reference) -> Resolution:
    """Give the first and last day of a season of the solar year, which is that of Iran and Afghanistan."""
    month = (said.number - 1) * _SEASON_MONTHS + 1

    def in_year(year: int) -> Span | None:
        first, last = calendars.month("solar", year, month), calendars.month("solar", year, month + 2)
        return (first[0], last[1]) if first and last else None

    span = choose(said.year, "solar", reference, in_year)
    return spanning("period", span, "solar", "solar")


def resolve_whole(said: Whole, reference: Reference) -> Resolution:
    """Give the whole day, week, month ... at a distance from now."""
    if said.unit in {"hour", "minute"}:
        moment = reference.now + timedelta(**{said.unit + "s": said.count})
        return Resolution("time", moment, moment, "relative", reference.calendar)
    calendar = said.calendar or ("gregorian" if said.unit == "century" else reference.calendar)
    counts = [count for count in (said.count, said.upto) if count is not None]
    spans = [span for count in counts if (span := _unit(said.unit, count, calendar, reference))]
    if not spans:
        return Resolution("vague", None, None, "relative")
    kinds = {"day": "day", "night": "day", "month": "month", "year": "year"}
    kind = kinds.get(said.unit, "period") if said.upto is None else "period"
    shown = _calendar(said.calendar)
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return Resolution(kind, first, last, shown, calendar)  # type: ignore[arg-type]  # the kinds above are kinds


def _unit(unit: str, count: int, calendar: str, reference: Reference) -> Span | None:
    today = reference.today
    if unit in {"day", "night"}:
        day = today + timedelta(count)
        return day, day
    if unit == "week":
        return calendars.week(today, count)
    if unit == "month":
        return calendars.month(calendar, *calendars.add_months(calendar, today, count))
    size = _YEARS[unit]
    current = calendars.year_month_day(calendar, today)[0]
    first = current - current % size + count * size
    begin, end = calendars.year(calendar, first), calendars.year(calendar, first + size - 1)
    return (begin[0], end[1]) if begin and end else None


def resolve_stretch(said: Stretch, reference: Reference) -> Resolution:
    """Give the time from now on or back: the past up to the day of publication, the future from the day after it."""
    count = said.count or _FEW[said.unit]
    if said.unit in {"hour", "minute"}:
        far = reference.now + timedelta(**{said.unit + "s": count * said.direction})
        return Resolution("time", min(far, reference.now), max(far, reference.now), "relative", reference.calendar)
    today = reference.today
    far_day = _shifted(today, said.unit, count * said.direction)
    if said.direction > 0:
        return Resolution("period", today + timedelta(1), far_day, "relative", reference.calendar)
    near = today - timedelta(1) if said.ends_before else today
    return Resolution("period", far_day, near, "relative", reference.calendar)


def _shifted(day: date, unit: str, count: int) -> date:
    if unit in _DAYS:
        return day + timedelta(_DAYS[unit] * count)
    months = day.year * 12 + day.month - 1 + _MONTHS[unit] * count
    year, month = max(1, min(9999, months // 12)), months % 12 + 1
    return date(year, month, min(day.day, civil.monthrange(year, month)[1]))


def resolve_weekend(said: Weekend, reference: Reference) -> Resolution:
    """Give Thursday and Friday of the week meant, by the tense where it is not said."""
    weeks = said.weeks
    if weeks is None:
        begun = calendars.week(reference.today)[0] + timedelta(5) <= reference.today
        weeks = -1 if reference.direction < 0 and not begun else 0
    last = calendars.week(reference.today, weeks)[1]
    return Resolution("period", last - timedelta(1), last, "relative", reference.calendar)
