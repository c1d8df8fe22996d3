"""Several days, months or years that share what follows: «۱۹، ۲۰ و ۲۱ اکتبر», «مهر و آبان ۱۴۰۴»."""

from dataclasses import replace
from itertools import pairwise

from processors.dates import context
from processors.dates.days import date, month_alone
from processors.dates.expressions import DayOfMonth, Era, Expression, Moment, Month, Range, Weekday, Year
from processors.dates.numbers import Number, number
from processors.dates.tokens import Run
from processors.dates.years import dated

Member = tuple[Expression, int, int]  # with the first index and the index after it
_MOST = 12
_FIGURES = 4


def listed(run: Run, index: int) -> tuple[Member, ...]:
    """Read the list that begins at `index`; one that leaves out no day, month or year between is one range."""
    readers = (_days, _named_days, _dates, _months, _years, _decades)
    members = next((found for read in readers if len(found := read(run, index)) > 1), ())
    if not members:
        return ()
    if all(_next_to(a[0], b[0]) for a, b in pairwise(members)):
        return ((Range(members[0][0], members[-1][0]), index, members[-1][2]),)
    return members


def _follows(run: Run, index: int) -> int | None:
    """Give the index of the next member after «و» or a comma."""
    if run.at(index, "and"):
        return index + 1
    return index if index < len(run.tokens) and run.tokens[index].gap == "," else None


def _numbers(run: Run, index: int) -> list[tuple[Number, int, int]]:
    found: list[tuple[Number, int, int]] = []
    at: int | None = index
    while at is not None and len(found) < _MOST:
        one = number(run.start_at(at), at)
        if one is None:
            break
        found.append((one[0], at, one[1]))
        at = _follows(run, one[1])
    return found


def _plural_days(run: Run, index: int) -> bool:
    unit = run.at(index, "unit")
    return unit is not None and unit.tag == "day" and bool(unit.value)  # «روزهای ۲۱ و ۲۲ اکتبر»


def _days(run: Run, index: int) -> tuple[Member, ...]:
    plural = _plural_days(run, index)
    numbers = _numbers(run, index + plural) if run.start_at(index + plural).at(index + plural, "number") else []
    if len(numbers) < 2:  # noqa: PLR2004 - one is no list
        return ()
    last = date(run.start_at(numbers[-1][1]), numbers[-1][1])
    if last is None or not isinstance(last[0], DayOfMonth):
        return ()
    shared = last[0]
    if any(not 1 <= n.value <= 31 or n.ordinal != numbers[-1][0].ordinal for n, _, _ in numbers):  # noqa: PLR2004 - days
        return ()
    days = [(Moment(date=replace(shared, day=n.value)), start, end) for n, start, end in numbers]
    days[-1] = (*days[-1][:2], last[1])
    days[0] = (days[0][0], index, days[0][2])
    return tuple(days)


def _named_days(run: Run, index: int) -> tuple[Member, ...]:
    """Read days named first: «سه شنبه و چهارشنبه ۱۸ و ۱۹ شهریور»."""
    named: list[int] = []
    at: int | None = index + _plural_days(run, index)
    after = index
    while at is not None and len(named) < _MOST and (one := run.start_at(at).at(at, "weekday")):
        named.append(one.value)
        after = at + 1
        at = _follows(run, after)
    days = _days(run.start_at(after), after) if len(named) > 1 else ()
    if not days or len(days) != len(named) or run.tokens[after].gap not in {" ", ","}:
        return ()
    members = [
        (one[0]._replace(weekday=Weekday(number)), *one[1:])
        for one, number in zip(days, named, strict=True)
        if isinstance(one[0], Moment)
    ]
    members[0] = (members[0][0], index, members[0][2])
    return tuple(members)


def _dates(run: Run, index: int) -> tuple[Member, ...]:
    """Read days of several months that share the year of the last: «۳۰ جون و ۱ جولای ۲۰۲۴»."""
    found: list[tuple[DayOfMonth, int, int]] = []
    at: int | None = index
    while at is not None and len(found) < _MOST and run.start_at(at).at(at, "number"):
        one = date(run.start_at(at), at)
        if one is None or not isinstance(one[0], DayOfMonth):
            return ()
        found.append((one[0], at, one[1]))
        at = None if one[0].year else _follows(run, one[1])
    last = found[-1][0] if found else None
    if len(found) < 2 or last is None or last.year is None or last.year.number is None:  # noqa: PLR2004 - one is no list
        return ()
    if any(day.calendar != last.calendar for day, _, _ in found):
        return ()
    before = replace(last.year, number=last.year.number - 1)  # «۳۰ دسامبر و ۲ ژانویه ۲۰۲۴»
    years = [before if (day.month, day.day) > (last.month, last.day) else last.year for day, _, _ in found]
    return tuple((Moment(date=replace(day, year=y)), i, j) for y, (day, i, j) in zip(years, found, strict=True))


def _months(run: Run, index: int) -> tuple[Member, ...]:
    unit = run.at(index, "unit")
    plural = unit is not None and unit.tag == "month" and bool(unit.value)
    found: list[Member] = []
    at: int | None = index + plural
    while at is not None and len(found) < _MOST and run.start_at(at).at(at, "month"):
        token = run.tokens[at]
        read = month_alone(run.start_at(at), at)
        one = read or (Month(token.tag, token.value), at + 1)  # type: ignore[arg-type]  # a calendar name
        found.append((one[0], at if found else index, one[1]))
        at = _follows(run, one[1])
    last = found[-1][0] if found else None
    if not isinstance(last, Month) or not (plural or last.year):
        return ()
    return tuple((replace(m, year=m.year or last.year), i, j) for m, i, j in found if isinstance(m, Month))


def _years(run: Run, index: int) -> tuple[Member, ...]:
    unit = run.at(index, "unit")
    if unit is None or unit.tag != "year":
        return ()
    numbers = _numbers(run, index + 1)
    commas = any(run.tokens[first].gap == "," for _, first, _ in numbers)
    if not numbers or any(n.digits not in {2, _FIGURES} for n, _, _ in numbers) or (commas and not unit.value):
        return ()
    if context.right(run, numbers[-1][2] - 1, "year"):
        return ()
    calendar, _, end = dated(run, numbers[-1][2], numbers[-1][0].value)
    years = [(Year(n.value, calendar, short=n.digits == 2), i, j) for n, i, j in numbers]  # noqa: PLR2004 - two figures
    members: list[Member] = [*years]
    members[0] = (years[0][0], index, years[0][2])
    members[-1] = (*members[-1][:2], end)
    return tuple(members)


def _decades(run: Run, index: int) -> tuple[Member, ...]:
    unit = run.at(index, "unit")
    if unit is None or unit.tag != "decade" or not unit.value:
        return ()
    numbers = _numbers(run, index + 1)
    if any(n.value % 10 or n.ordinal for n, _, _ in numbers) or not numbers:
        return ()
    calendar, _, end = dated(run, numbers[-1][2], numbers[-1][0].value)
    members: list[Member] = [(Era(10, n.value, calendar), i, j) for n, i, j in numbers]
    members[0] = (members[0][0], index, members[0][2])
    members[-1] = (*members[-1][:2], end)
    return tuple(members)


def _next_to(first: Expression, second: Expression) -> bool:
    if isinstance(first, Moment) and isinstance(second, Moment):
        a, b = first.date, second.date
        return isinstance(a, DayOfMonth) and isinstance(b, DayOfMonth) and a.month == b.month and b.day == a.day + 1
    if isinstance(first, Month) and isinstance(second, Month):
        return second.calendar == first.calendar and second.number == first.number + 1
    if isinstance(first, Year) and isinstance(second, Year):
        return first.number is not None and second.number == first.number + 1
    return isinstance(first, Era) and isinstance(second, Era) and second.number == first.number + 10
