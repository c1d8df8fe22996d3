"""Ranges and lists: «۲۱ تا ۲۲ اکتوبر», «بین ۲۰۱۴ و ۲۰۲۱», «۲۸ سپتامبر – ۳ اکتبر», «مهر و آبان ۱۴۰۴»."""

from dataclasses import replace

from processors.dates import context
from processors.dates.clocks import hour_and_minute
from processors.dates.expressions import Clock, DayOfMonth, Era, Expression, Moment, Month, Range, Year
from processors.dates.numbers import Number, number
from processors.dates.simple import simple
from processors.dates.tokens import Run
from processors.dates.wholes import whole
from processors.dates.years import dated

Endpoint = Expression | Number
_DASH = ("-", "--")
_FIGURES = 4
_CENTURY = 100
_NOW = Moment(offset=0)


def ranged(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the range that begins at `index`, or else the time by itself, with the index after it."""
    opening = run.at(index, "from", "between")
    opened = opening is not None
    alone = None if opened else simple(run, index)
    first = alone or _endpoint(run, index + opened, opened=opened) or _weak_before(run, index)
    first = first or (_hours(run, index + 1) if opened else None)
    if first is None:
        return _of_days(run, index)
    if opened and run.at(first[1], "now"):  # «از ۲۰۱۴ تاکنون»
        joined = _join(first[0], _NOW, opened=True)
        return (joined, first[1] + 1) if joined else None
    after = _link(run, first[1], between=opening is not None and opening.kind == "between")
    last = (_endpoint(run, after, opened=opened) or _until(run, after, first[0])) if after is not None else None
    if alone and last and run.tokens[first[1]].gap in _DASH and _two_calendars(first[0], last[0]):
        return alone  # an agency's stamp: «۲۵ مرداد ۱۴۰۴ - ۱۶ اوت ۲۰۲۵»
    joined = _join(first[0], last[0], opened=opened or _framed(run, index, last[1])) if last else None
    if last is None or joined is None:
        return alone
    if isinstance(joined.last, Era) and isinstance(joined.first, Era) and isinstance(last[0], Number):
        calendar, _, after_era = dated(run, last[1], last[0].value)  # «دهه های ۵۰ تا ۷۰ میلادی»
        joined = Range(replace(joined.first, calendar=calendar), replace(joined.last, calendar=calendar))
        return joined, after_era
    # «از ۱۴۰۰ تا ۱۵۰۰ تن» counts something.
    counted = isinstance(last[0], Number | Year) and alone is None and context.right(run, last[1] - 1, "year")
    return None if counted else (joined, last[1])


def _of_days(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the range after «روزهای»: «روزهای ۲۱ تا ۲۳ اکتبر»."""
    unit = run.at(index, "unit")
    found = ranged(run.start_at(index + 1), index + 1) if unit and unit.tag == "day" and unit.value else None
    days = found is not None and isinstance(found[0], Range) and isinstance(found[0].last, Moment)
    return found if days else None


def _until(run: Run, index: int, first: Endpoint) -> tuple[Endpoint, int] | None:
    """Read the end of hours, which leaves out ساعت: «از ساعت ۱۷ تا ۱۸:۳۰»; or a month after its like."""
    if isinstance(first, Moment) and first.clock:
        return _hours(run, index)
    named = run.at(index, "month")
    return _weak(run, index) if isinstance(first, Month) and named and named.tag == first.calendar else None


def _hours(run: Run, index: int) -> tuple[Moment, int] | None:
    """Read an hour with its minutes in figures, which stands without ساعت in a range."""
    found = hour_and_minute(run.start_at(index), index)
    return (Moment(clock=Clock(found[0], found[1])), found[2]) if found and found[3] else None


def _weak_before(run: Run, index: int) -> tuple[Month, int] | None:
    """Read a month whose name is also a word where another month ends the range: «مهر تا آذر ۱۴۰۴»."""
    found = _weak(run, index)
    after = _link(run, found[1], between=False) if found else None
    last = simple(run.start_at(after), after) if after is not None else None
    like = found and last and isinstance(last[0], Month) and last[0].calendar == found[0].calendar
    return found if like else None


def _framed(run: Run, index: int, after: int) -> bool:
    """Say whether brackets hold the range and nothing else: «(۱۳۰۴-۱۳۷۹)»."""
    before, behind = run.tokens[index].word, run.tokens[after - 1].last + 1
    separators = run.text.separators
    return separators[before].endswith("(") and behind < len(separators) and separators[behind].startswith(")")


def _two_calendars(first: Endpoint, last: Endpoint) -> bool:
    days = [end.date for end in (first, last) if isinstance(end, Moment) and isinstance(end.date, DayOfMonth)]
    return len(days) == 2 and days[0].calendar != days[1].calendar  # noqa: PLR2004 - both ends


def _link(run: Run, index: int, *, between: bool) -> int | None:
    if run.at(index, "to") or (between and run.at(index, "and")):
        return index + 1
    return index if index < len(run.tokens) and run.tokens[index].gap in _DASH else None


def _endpoint(run: Run, index: int, *, opened: bool) -> tuple[Endpoint, int] | None:
    """Read one end: a time, or a number that borrows the month or the nature of the other end."""
    if index >= len(run.tokens):
        return None
    at = run.start_at(index)
    edge = at.at(index, "edge") is not None
    index += edge
    if at.at(index, "now"):
        return _NOW, index + 1
    if edge and opened and (current := whole(at, index) or simple(at, index)):
        return current
    return simple(at, index) or _plural_years(at, index) or number(at, index) or (_weak(at, index) if opened else None)


def _weak(run: Run, index: int) -> tuple[Month, int] | None:
    named = run.at(index, "month")
    return (Month(named.tag, named.value), index + 1) if named else None  # type: ignore[arg-type]  # a calendar name


def _plural_years(run: Run, index: int) -> tuple[Endpoint, int] | None:
    unit = run.at(index, "unit")
    if unit is None or unit.tag != "year":
        return None
    found = number(run, index + 1)
    if found is None or found[0].digits not in {2, _FIGURES}:
        return None
    return _year(found[0]), found[1]


def _year(found: Number) -> Year:
    return Year(found.value, short=found.value < _CENTURY)


def _join(first: Endpoint, last: Endpoint, *, opened: bool) -> Range | None:
    if isinstance(first, Number):
        return _borrowed(first, last, opened=opened)
    if isinstance(last, Number):
        return _lent(first, last)
    if isinstance(first, Moment) and isinstance(last, Moment):
        return _moments(first, last)
    if isinstance(first, Month) and isinstance(last, Month):
        return Range(replace(first, year=first.year or last.year), last)
    return Range(first, last)


def _lent(first: Expression, last: Number) -> Range | None:
    """A bare number last: a year after a year, an hour after an hour."""
    if isinstance(first, Moment) and first.clock and not last.ordinal and last.value <= 24:  # noqa: PLR2004 - hours
        return Range(first, first._replace(clock=Clock(last.value, 0, first.clock.part)))
    if isinstance(first, Era) and first.years == 10 and last.value % 10 == 0 and not last.ordinal:  # noqa: PLR2004
        return Range(first, replace(first, number=last.value))
    return Range(first, _year(last)) if _is_year(first) and _could_be_year(last) else None


def _is_year(end: Endpoint) -> bool:
    return isinstance(end, Year) and end.number is not None


def _could_be_year(found: Number) -> bool:
    return found.digits in {2, _FIGURES} or found.value >= 1000  # noqa: PLR2004 - a year in words


def _borrowed(first: Number, last: Endpoint, *, opened: bool) -> Range | None:
    """A bare number first: a year, or else a day of the last end's month, or an hour."""
    if isinstance(last, Moment) and last != _NOW:
        return _of_moment(first, last)
    if isinstance(last, Year) and last.number is not None:
        return Range(replace(_year(first), calendar=last.calendar), last) if _could_be_year(first) else None
    till = last if isinstance(last, Moment) else _year(last) if isinstance(last, Number) else None
    if till is None or not _is_full_year(first):
        return None
    if last == _NOW:
        return Range(_year(first), till) if opened else None
    if not isinstance(last, Number):
        return None
    consecutive = last.value == first.value + 1  # «۲۰۲۴-۲۰۲۵» of a season
    return Range(_year(first), till) if _is_full_year(last) and (opened or consecutive) else None


def _is_full_year(found: Number) -> bool:
    return found.digits == _FIGURES and 1200 <= found.value <= 2100  # noqa: PLR2004 - the years of news


def _of_moment(first: Number, last: Moment) -> Range | None:
    if isinstance(last.date, DayOfMonth) and last.offset is None and 1 <= first.value <= 31:  # noqa: PLR2004 - days
        return Range(Moment(date=replace(last.date, day=first.value)), last)
    if last.clock and not first.ordinal and first.value <= 24:  # noqa: PLR2004 - hours
        return Range(last._replace(clock=Clock(first.value, 0, last.clock.part)), last)
    return None


def _moments(first: Moment, last: Moment) -> Range:
    if first.clock and last.clock and last == Moment(clock=last.clock, zone=last.zone):
        part = first.clock.part or last.clock.part
        last = first._replace(clock=last.clock, zone=last.zone)
        return Range(first._replace(clock=replace(first.clock, part=part), zone=last.zone), last)
    a, b = first.date, last.date
    if isinstance(a, DayOfMonth) and isinstance(b, DayOfMonth) and a.calendar == b.calendar and a.year is None:
        shared = b.year
        if shared and shared.number is not None and (a.month, a.day) > (b.month, b.day):
            shared = replace(shared, number=shared.number - 1)
        first = first._replace(date=replace(a, year=shared))
    return Range(first, last)
