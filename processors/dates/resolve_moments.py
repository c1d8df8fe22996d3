"""Days, and times on them, against the publication time."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from processors.dates import calendars
from processors.dates.expressions import Clock, DayOfMonth, DayOfRelativeMonth, Moment, Recurring, Weekday
from processors.dates.reference import Reference, Span
from processors.dates.resolution import Resolution, spanning
from processors.dates.tables import rows
from processors.dates.which_year import choose
from processors.tagged_article import Calendar

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ROWS = rows("recurring.tsv")
_DAY = timedelta(1)
_NOON = 12
_NIGHT = (18, 24)
_MIDNIGHT = 24
_EARLY_AFTERNOON = 6


def resolve_moment(said: Moment, reference: Reference) -> Resolution:
    """Give the day or the time that `said` means, with what it says against itself."""
    if said.date is not None:
        found = _by_date(said, reference)
    elif said.offset is not None:
        found = _whole_day(reference.today + timedelta(said.offset), "relative", reference)
    elif said.weekday is not None:
        found = _whole_day(_weekday(said.weekday, reference), "relative", reference)
    else:
        found = _whole_day(reference.near, "relative", reference)
    if found.conflict is None and (conflict := _contradiction(said, found, reference)):
        found = replace(found, conflict=conflict)
    return _timed(said, found, reference) if said.clock or said.part else found


def _whole_day(day: date, calendar: Calendar, reference: Reference) -> Resolution:
    return Resolution("day", day, day, calendar, reference.calendar)


def _by_date(said: Moment, reference: Reference) -> Resolution:
    if said.offset is not None:
        reference = reference._replace(direction=0, beside=reference.today + timedelta(said.offset))
    if isinstance(said.date, Recurring):
        found = _recurring(said.date, reference)
        return _eve(found) if said.part == _NIGHT and _ROWS[said.date.row][3].isdecimal() else found
    if isinstance(said.date, DayOfRelativeMonth):
        return _of_relative_month(said.date, reference)
    if said.date is None:
        return Resolution("day", None, None, "relative")
    found = _dated(said.date, reference)
    return _eve(found) if said.part == _NIGHT and said.date.calendar == "lunar" else found


def _eve(feast: Resolution) -> Resolution:
    """Give the day whose night is the eve of a feast or begins a lunar day: «شب عاشورا», «شب ۲۱ رمضان»."""
    day = feast.days[0] - _DAY if feast.days else None
    return replace(feast, first=day, last=day)


def _dated(said: DayOfMonth, reference: Reference) -> Resolution:
    def in_year(year: int) -> Span | None:
        day = calendars.day(said.calendar, year, said.month, said.day)
        return (day, day) if day else None

    calendar: Calendar = said.calendar or "relative"
    span = choose(said.year, said.calendar, reference, in_year)
    if span is None:
        told = f"month {said.month} of the {said.calendar} calendar has no day {said.day} in that year"
        return Resolution("day", None, None, calendar, said.calendar, told)
    return spanning("day", span, calendar, said.calendar)


def _of_relative_month(said: DayOfRelativeMonth, reference: Reference) -> Resolution:
    year, month = calendars.add_months(reference.calendar, reference.today, said.months)
    day = calendars.day(reference.calendar, year, month, said.day)
    told = None if day else f"that month of the {reference.calendar} calendar has no day {said.day}"
    return Resolution("day", day, day, "relative", reference.calendar, told)


def _recurring(said: Recurring, reference: Reference) -> Resolution:
    _, name, month, number, days, _, _ = _ROWS[said.row]
    calendar: Calendar = "lunar" if name == "lunar" else "solar" if name == "solar" else "gregorian"

    def in_year(year: int) -> Span | None:
        whole = calendars.month(calendar, year, int(month))
        which, _, weekday = number.partition("-")
        if weekday:
            last = whole[1] - timedelta((whole[1].weekday() - int(weekday)) % 7) if whole else None
            first = last - _DAY if last and which == "eve" else last
        else:
            first = calendars.day(calendar, year, int(month), int(number))
        return (first, first + timedelta(int(days) - 1)) if first else None

    span = choose(said.year, calendar, reference, in_year)
    return spanning("day" if days == "1" else "period", span, calendar, calendar)


def _weekday(said: Weekday, reference: Reference) -> date:
    if said.weeks is not None:
        return calendars.week(reference.today, said.weeks)[0] + timedelta((said.number + 2) % 7)
    near = reference.near
    back = near - timedelta((near.weekday() - said.number) % 7)
    if said.step is not None:
        return back + 7 * _DAY if said.step > 0 else (back if back < near else back - 7 * _DAY)
    ahead = back if back == near else back + 7 * _DAY
    if reference.beside and not reference.direction:
        return back if near - back <= ahead - near else ahead
    return ahead if reference.direction > 0 else back


def _contradiction(said: Moment, found: Resolution, reference: Reference) -> str | None:
    """Say what in a day told in several ways contradicts the day found; lunar days within their tolerance do not."""
    named = said.weekday
    if named is None and said.offset is None:
        return None
    days = found.days
    if days is None or days[0] != days[1]:
        return None
    if named and named.step is None and named.weeks is None and (said.date or said.offset is not None):
        apart = (days[0].weekday() - named.number + 3) % 7 - 3
        if abs(apart) > (calendars.LUNAR_TOLERANCE if found.calendar == "lunar" else 0):
            return f"{days[0].isoformat()} is a {_NAMES[days[0].weekday()]}, not a {_NAMES[named.number]}"
    if said.offset is not None and said.date is not None:
        told = reference.today + timedelta(said.offset)
        tolerance = calendars.LUNAR_TOLERANCE if found.calendar == "lunar" else 0
        if abs((told - days[0]).days) > tolerance:
            return f"the date is {days[0].isoformat()}, but the word before it means {told.isoformat()}"
    return None


def _timed(said: Moment, found: Resolution, reference: Reference) -> Resolution:
    if found.days is None:
        return found
    zone = _zone(said.zone, reference)
    day = found.days[0]
    if said.clock:
        moment = _at(day, _in_part(said.clock, said.part), zone)
        return replace(found, kind="time", first=moment, last=moment)
    begin, end = said.part or (0, 0)
    first = datetime.combine(day, time(begin), zone)
    last = datetime.combine(day, time(end - 1, 59), zone) if end else first
    return replace(found, kind="time", first=first, last=last)


def _in_part(clock: Clock, part: tuple[int, int] | None) -> Clock:
    """Put an hour of twelve into the part of the day told before it: «عصر امروز ساعت ۵»."""
    if part is None or clock.part or not part[0] <= clock.hour + _NOON < part[1]:
        return clock
    return replace(clock, hour=clock.hour + _NOON)


def _zone(name: str | None, reference: Reference) -> tzinfo | None:
    return reference.now.tzinfo if name in {None, "local"} else ZoneInfo(str(name))


def _at(day: date, clock: Clock, zone: tzinfo | None) -> datetime:
    hour = _on_24(clock)
    return datetime.combine(day + timedelta(hour // _MIDNIGHT), time(hour % _MIDNIGHT, clock.minute), zone)


def _on_24(clock: Clock) -> int:
    """Give the hour on a 24-hour clock; 24 is the midnight that ends the day."""
    hour, part = clock.hour, clock.part
    if hour > _NOON:
        return hour
    if part in {"night", "midnight"}:
        return _MIDNIGHT if hour == _NOON else hour + _NOON if hour >= _EARLY_AFTERNOON else hour
    if part == "dawn":
        return hour % _NOON
    if part == "pm" or (part == "noon" and hour < _EARLY_AFTERNOON):
        return hour % _NOON + _NOON
    return hour
