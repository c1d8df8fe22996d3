"""All date expressions of a text, each resolved, with what stands beside it taken into account."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from processors.dates import calendars
from processors.dates.direction import direction
from processors.dates.expressions import (
    DayOfMonth,
    Expression,
    Found,
    Moment,
    Month,
    Part,
    Range,
    Weekday,
    Weekend,
    Year,
)
from processors.dates.grammar import expressions
from processors.dates.reference import Reference
from processors.dates.resolution import Resolution
from processors.dates.resolve import floats, resolve, resolve_on_day, to_the_minute
from processors.dates.tokens import runs
from processors.dates.windows import Window, windows
from processors.dates.words import split_words
from processors.dates.years import calendar_of

# What stands between the two ways of writing one date: «۲۳ دسمبر (سوم جدی)», «۳۰ مهر برابر با ۲۲ اکتبر».
_PAIRING = re.compile(r"\s*[،,]?\s*(?:[(\[/|–—-]|[(\[]?\s*(?:برابر|مطابق|مصادف|معادل)\s*(?:با|به)?)\s*")
_WIDEST = 24
_EVERYDAY = 120  # characters of a window that may well come again
_SENTENCE_END = re.compile(r"[.!?؟\n]")
Read = tuple[Found, Resolution]


def read(text: str, reference: Reference) -> list[Read]:
    """Give every date expression of `text` with what it means, in order."""
    found = [
        Found(said, start + window.shift, end + window.shift, calendar, is_open, exact)
        for window in windows(text)
        for said, start, end, calendar, is_open, exact in _read_window(window)
        if window.first <= start < window.last
    ]
    if not found:
        return []
    now = reference.now
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    reference = reference._replace(now=midnight, calendar=_counted_in(found))
    done: list[Read] = []
    for index, each in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        if each.exact:
            meant = resolve(each.expression, reference._replace(now=now))
        else:
            meant = _resolve(text, (each, after), done, reference)
        done.append((each, meant))
        _compare(text, done)
    return done


def _read_window(window: Window) -> tuple[Found, ...]:
    read_one = _in_window if len(window.text) <= _EVERYDAY else _in_window.__wrapped__
    return read_one(window.text, window.whole)


@lru_cache(maxsize=1 << 14)
def _in_window(text: str, whole: bool) -> tuple[Found, ...]:  # noqa: FBT001 - keywords cost time in lru_cache
    """Read one window: the same words are read over and over in news."""
    return tuple(
        each._replace(calendar=_calendar(said), open=_is_open(said), exact=to_the_minute(said))
        for run in runs(split_words(text, whole=whole))
        for each in expressions(run)
        if (said := each.expression)
    )


def _counted_in(found: list[Found]) -> str:
    """Say in which calendar the text counts its months and years: the one it names most, the first of equals."""
    counts = {"solar": 0, "gregorian": 0}
    for each in found:
        if each.calendar in counts:
            counts[each.calendar] += 1
    first = next((each.calendar for each in found if each.calendar in counts), "solar")
    return first if counts["solar"] == counts["gregorian"] else max(counts, key=lambda name: counts[name])


def _calendar(said: Expression) -> str:
    match said:
        case Range():
            return _calendar(said.last)
        case Moment(date=DayOfMonth(calendar=calendar)):
            return calendar
        case Month():
            return said.calendar
        case Year(number=int() as number, short=False):
            return said.calendar or calendar_of(number)
        case _:
            return ""


def _resolve(text: str, at: tuple[Found, Found | None], done: list[Read], reference: Reference) -> Resolution:
    each, after = at
    if each.open:
        before = done[-1] if done else None
        if before and before[1].days and _pairs(text, before[0], each):
            return resolve(each.expression, reference._replace(beside=before[1].days[0]))
        open_weekday = _weekday_only(each.expression)
        if after and (open_weekday or not floats(after.expression)) and _pairs(text, each, after):
            fixed = resolve(
                after.expression, reference._replace(direction=direction(text, after.start, after.end))
            ).days
            return resolve(_loosened(each.expression), reference._replace(beside=fixed[0] if fixed else None))
        reference = reference._replace(direction=direction(text, each.start, each.end))
    elif _only_time(each.expression) and done:
        reference = reference._replace(beside=_day_of_sentence(text, done[-1], each))
    return resolve_on_day(each.expression, reference, reference.now.tzinfo)


def _is_open(said: Expression) -> bool:
    """Say whether the tense or a date beside it may decide what `said` means."""
    return floats(said) or _open_ended(said) or _weekday_only(said)


def _open_ended(said: Expression) -> bool:
    if isinstance(said, Range):
        return floats(said.first) or floats(said.last)
    if isinstance(said, Part):
        return floats(said.whole)
    recurring = isinstance(said, Moment) and said.date is not None and getattr(said.date, "year", None) is None
    return recurring or isinstance(said, Weekend)


def _only_time(said: Expression) -> bool:
    if isinstance(said, Range):
        return _only_time(said.first)
    timed = isinstance(said, Moment) and bool(said.clock or said.part)
    return timed and isinstance(said, Moment) and said == Moment(clock=said.clock, part=said.part, zone=said.zone)


def _day_of_sentence(text: str, before: Read, each: Found) -> date | None:
    """Give the day told earlier in the sentence, which a time alone belongs to."""
    days = before[1].days
    same = not _SENTENCE_END.search(text, before[0].end, each.start)
    return days[0] if days and same and before[1].kind in {"day", "time"} else None


def _pairs(text: str, first: Found, second: Found) -> bool:
    """Say whether two mentions write one day in two ways, side by side."""
    a, b = first.expression, second.expression
    if second.start - first.end > _WIDEST or not isinstance(a, Moment) or not isinstance(b, Moment):
        return False
    if _only_time(a) or _only_time(b):
        return False
    if first.calendar == second.calendar:
        return _weekday_only(b) and _PAIRING.fullmatch(text, first.end, second.start) is not None
    return _PAIRING.fullmatch(text, first.end, second.start) is not None


def _loosened(said: Expression) -> Expression:
    """Leave to the date beside it which week a weekday is of: «سه شنبهٔ گذشته (۱۴ اکتبر)» may be a week back."""
    if isinstance(said, Moment) and said.weekday and _weekday_only(said):
        return Moment(weekday=Weekday(said.weekday.number))
    return said


def _weekday_only(said: Expression) -> bool:
    return isinstance(said, Moment) and said.weekday is not None and said.count(None) == len(said) - 1


def _compare(text: str, done: list[Read]) -> None:
    """Flag both of the last two mentions where they write one day in two ways that differ."""
    if len(done) < 2:  # noqa: PLR2004 - a pair
        return
    first, second = done[-2][0], done[-1][0]
    if second.start - first.end > _WIDEST or not _pairs(text, first, second):
        return
    for here, there in ((-2, -1), (-1, -2)):
        days, other = done[here][1].days, done[there][1].days
        if days is None or other is None:
            return
        lunar = "lunar" in {done[here][1].calendar, done[there][1].calendar}
        apart = max((other[0] - days[1]).days, (days[0] - other[1]).days)
        if apart > (calendars.LUNAR_TOLERANCE if lunar else 0) and done[here][1].conflict is None:
            told = f"this is {days[0].isoformat()}, what stands beside it is {other[0].isoformat()}"
            done[here] = (done[here][0], replace(done[here][1], conflict=told))
