"""Parts of years and months: seasons, halves, quarters, thirds, weeks of a month, groups of ten days."""

from processors.dates.days import month_alone
from processors.dates.expressions import Era, Expression, Month, Part, Season, Whole, Year
from processors.dates.numbers import number
from processors.dates.relative import relative
from processors.dates.tokens import Run
from processors.dates.years import attached, decade_or_century, standalone

_QUARTERS = 4
_YEAR_MONTHS = 12


def period(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the part of a year, month, week or decade that begins at `index`."""
    return (
        _season(run, index)
        or _third(run, index)
        or _half(run, index)
        or _quarter(run, index)
        or _edge_day(run, index)
        or _month_of_year(run, index)
        or _piece_of_month(run, index)
        or _months_of_year(run, index)
    )


def _season(run: Run, index: int) -> tuple[Expression, int] | None:
    said = run.at(index, "head")
    head = said is not None and said.tag == "season"
    named = run.at(index + head, "season")
    year = attached(run, index + head + 1) if named else None
    return (Season(named.value, year[0]), year[1]) if named and year else None


def _whole(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read what a part can be of: a month, a year, a week, a decade."""
    found = month_alone(run, index) or relative(run, index) or _year(run, index) or decade_or_century(run, index)
    if found is None:
        found = _weak_month(run, index)
    return found if found and isinstance(found[0], Month | Year | Era | Whole) else None


def _year(run: Run, index: int) -> tuple[Year, int] | None:
    found = standalone(run, index)
    if found:
        return found
    unit, plain = run.at(index, "unit"), number(run, index)
    if plain and plain[0].digits == 4:  # noqa: PLR2004 - a part of four figures is a part of a year
        return Year(plain[0].value), plain[1]
    bare = unit is not None and unit.tag == "year" and not unit.value and not run.at(index + 1, "number")
    return (Year(offset=0), index + 1) if bare else None


def _weak_month(run: Run, index: int) -> tuple[Month, int] | None:
    named = run.at(index, "month")
    if named is None:
        return None
    year = attached(run, index + 1)
    found = Month(named.tag, named.value, year[0] if year else None)  # type: ignore[arg-type]  # a calendar name
    return found, year[1] if year else index + 1


def _third(run: Run, index: int) -> tuple[Expression, int] | None:
    named = run.at(index, "third")
    whole = _whole(run, index + 1) if named else None
    return (Part(whole[0], (named.value, 3)), whole[1]) if named and whole else None


def _half(run: Run, index: int) -> tuple[Expression, int] | None:
    named = run.at(index, "half")
    ordinal = number(run, index + 1) if named else None
    if named and ordinal is None:
        middle = month_alone(run, index + 1) or _weak_month(run, index + 1)
        return (Part(middle[0], (2, 3)), middle[1]) if middle else None
    if named is None or ordinal is None or not ordinal[0].ordinal or ordinal[0].value > 2:  # noqa: PLR2004 - halves
        return None
    whole = _whole(run, ordinal[1])
    return (Part(whole[0], (ordinal[0].value, 2)), whole[1]) if whole else None


def _quarter(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «ربع دوم ۱۴۰۴», «سه ماههٔ نخست سال جاری», «شش ماههٔ دوم سال ۱۴۰۳»."""
    named = run.at(index, "quarter")
    ordinal = number(run, index + 1) if named else None
    if named is None or ordinal is None or not ordinal[0].ordinal:
        return _first_months(run, named.value, index + 1) if named and named.value else None
    whole = _whole(run, ordinal[1])
    if whole is None and named.value == 0 and ordinal[0].value <= _QUARTERS:
        return Part(Whole("year", 0), (ordinal[0].value, _QUARTERS)), ordinal[1]
    if whole is None or not isinstance(whole[0], Year | Whole):
        return None
    return _of_year(named.value or _YEAR_MONTHS // _QUARTERS, ordinal[0].value, whole)


def _month_of_year(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «ماه اول سال ۱۴۰۴», «ماه دوازدهم سال»."""
    unit = run.at(index, "unit")
    ordinal = number(run, index + 1) if unit and unit.tag == "month" and not unit.value else None
    whole = _whole(run, ordinal[1]) if ordinal and ordinal[0].ordinal and ordinal[0].value <= _YEAR_MONTHS else None
    if ordinal is None or whole is None or not _is_year(whole[0]):
        return None
    return Part(whole[0], (ordinal[0].value, _YEAR_MONTHS)), whole[1]


def _is_year(whole: Expression) -> bool:
    return isinstance(whole, Year) or (isinstance(whole, Whole) and whole.unit == "year")


def _edge_day(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «اولین روز مهر», «آخرین روز سال ۱۴۰۳», «نخستین ماه سال»."""
    named, unit = run.at(index, "edgeday"), run.at(index + 1, "unit")
    whole = _whole(run, index + 2) if named and unit and not unit.value else None
    if named is None or unit is None or whole is None:
        return None
    if unit.tag == "month" and _is_year(whole[0]):
        return Part(whole[0], (max(1, named.value * -_YEAR_MONTHS), _YEAR_MONTHS)), whole[1]
    return (Part(whole[0], (named.value, 1), 1), whole[1]) if unit.tag == "day" else None


def _months_of_year(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «سه ماه نخست سال ۱۴۰۴», «۹ ماههٔ دوم امسال»."""
    count, unit = number(run, index), run.at(index + 1, "unit", "monthly")
    counts_months = unit is not None and (unit.kind == "monthly" or (unit.tag == "month" and not unit.value))
    ordinal = number(run, index + 2) if count and counts_months else None
    if count and unit and unit.kind == "monthly" and (ordinal is None or not ordinal[0].ordinal):
        return _first_months(run, count[0].value, index + 2)
    whole = _whole(run, ordinal[1]) if ordinal and ordinal[0].ordinal else None
    if count is None or ordinal is None or whole is None or not isinstance(whole[0], Year | Whole):
        return None
    return _of_year(count[0].value, ordinal[0].value, whole)


def _first_months(run: Run, months: int, index: int) -> tuple[Expression, int] | None:
    """Read the year of «۱۰ ماههٔ سال ۹۴», «شش ماههٔ امسال»: its first months."""
    whole = _whole(run, index)
    return _of_year(months, 1, whole) if whole and _is_year(whole[0]) else None


def _of_year(months: int, which: int, whole: tuple[Expression, int]) -> tuple[Expression, int] | None:
    if not 0 < months < _YEAR_MONTHS:
        return None
    if which == 1:
        return Part(whole[0], (months, -_YEAR_MONTHS)), whole[1]
    parts, rest = divmod(_YEAR_MONTHS, months)
    return (Part(whole[0], (which, parts)), whole[1]) if not rest and which <= parts else None


def _piece_of_month(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «هفتهٔ سوم مهر» and «دههٔ اول محرم»: days 15-21, days 1-10."""
    unit = run.at(index, "unit")
    ordinal = number(run, index + 1) if unit and unit.tag in {"week", "decade"} and not unit.value else None
    if unit is None or ordinal is None or not ordinal[0].ordinal:
        return None
    whole = month_alone(run, ordinal[1]) or _weak_month(run, ordinal[1]) or relative(run, ordinal[1])
    if whole is None or not (isinstance(whole[0], Month) or (isinstance(whole[0], Whole) and whole[0].unit == "month")):
        return None
    days, most = (7, 5) if unit.tag == "week" else (10, 3)
    fits = ordinal[0].value <= most
    return (Part(whole[0], (ordinal[0].value, most), days), whole[1]) if fits else None
