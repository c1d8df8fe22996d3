"""Parts of years and months: seasons, halves, quarters, thirds, weeks of a month, groups of ten days."""

from processors.dates.days import month_alone
from processors.dates.edges import edge, rank
from processors.dates.expressions import DayOfMonth, Expression, Moment, Month, Part, Whole, Year
from processors.dates.numbers import number
from processors.dates.relative import relative
from processors.dates.tokens import Run
from processors.dates.wholes import is_month, is_year, season, weak_month, whole

_QUARTERS = 4
_YEAR_MONTHS = 12
_MIDDLE = 15


def period(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the part of a year, month, week or decade that begins at `index`."""
    return (
        season(run, index)
        or _third(run, index)
        or _half(run, index)
        or _quarter(run, index)
        or _month_of_year(run, index)
        or _piece_of_month(run, index)
        or _months_of_year(run, index)
        or edge(run, index)
    )


def _third(run: Run, index: int) -> tuple[Expression, int] | None:
    named = run.at(index, "third")
    found = whole(run, index + 1) if named else None
    return (Part(found[0], (named.value, 3)), found[1]) if named and found else None


def _half(run: Run, index: int) -> tuple[Expression, int] | None:
    named = run.at(index, "half")
    ordinal = number(run, index + 1) if named else None
    if named and ordinal is None:
        return _middle(run, index + 1)
    if named is None or ordinal is None or not ordinal[0].ordinal or ordinal[0].value > 2:  # noqa: PLR2004 - halves
        return None
    found = whole(run, ordinal[1])
    return (Part(found[0], (ordinal[0].value, 2)), found[1]) if found else None


def _middle(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the whole after «نیمهٔ»: its middle third, of a lunar month the day of its full moon."""
    found = whole(run, index)
    if found and isinstance(found[0], Month) and found[0].calendar == "lunar":
        return Moment(date=DayOfMonth("lunar", found[0].number, _MIDDLE, found[0].year)), found[1]
    return (Part(found[0], (2, 3)), found[1]) if found else None


def _quarter(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «ربع دوم ۱۴۰۴», «سه ماههٔ نخست سال جاری», «شش ماههٔ دوم سال ۱۴۰۳»."""
    named = run.at(index, "quarter")
    ordinal = number(run, index + 1) if named else None
    if named is None or ordinal is None or not ordinal[0].ordinal:
        return _months_at_an_end(run, named.value, index + 1) if named and named.value else None
    found = whole(run, ordinal[1])
    if found is None and named.value == 0 and ordinal[0].value <= _QUARTERS:
        return Part(Whole("year", 0), (ordinal[0].value, _QUARTERS)), ordinal[1]
    if found is None or not isinstance(found[0], Year | Whole):
        return None
    return _of_year(named.value or _YEAR_MONTHS // _QUARTERS, ordinal[0].value, found)


def _month_of_year(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «ماه اول سال ۱۴۰۴», «ماه دوازدهم سال»."""
    unit = run.at(index, "unit")
    ordinal = number(run, index + 1) if unit and unit.tag == "month" and not unit.value else None
    found = whole(run, ordinal[1]) if ordinal and ordinal[0].ordinal and ordinal[0].value <= _YEAR_MONTHS else None
    if ordinal is None or found is None or not is_year(found[0]):
        return None
    return Part(found[0], (ordinal[0].value, _YEAR_MONTHS)), found[1]


def _months_of_year(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «سه ماه نخست سال ۱۴۰۴», «۹ ماههٔ دوم امسال»."""
    count, unit = number(run, index), run.at(index + 1, "unit", "monthly")
    counts_months = unit is not None and (unit.kind == "monthly" or (unit.tag == "month" and not unit.value))
    ordinal = number(run, index + 2) if count and counts_months else None
    if count and unit and unit.kind == "monthly" and (ordinal is None or not ordinal[0].ordinal):
        return _first_months(run, count[0].value, index + 2)
    found = whole(run, ordinal[1]) if ordinal and ordinal[0].ordinal else None
    if count is None or ordinal is None or found is None or not isinstance(found[0], Year | Whole):
        return None
    return _of_year(count[0].value, ordinal[0].value, found)


def _months_at_an_end(run: Run, months: int, index: int) -> tuple[Expression, int] | None:
    """Read the end and the year of «سه ماههٔ پایانی سال ۱۴۰۳», or the year alone, of whose first months it tells."""
    side = rank(run, index)
    found = whole(run, index + 1) if side else None
    if side and found and is_year(found[0]):
        return Part(found[0], (side * months, -_YEAR_MONTHS)), found[1]
    return _first_months(run, months, index)


def _first_months(run: Run, months: int, index: int) -> tuple[Expression, int] | None:
    """Read the year of «۱۰ ماههٔ سال ۹۴», «شش ماههٔ امسال»: its first months."""
    found = whole(run, index)
    return _of_year(months, 1, found) if found and is_year(found[0]) else None


def _of_year(months: int, which: int, found: tuple[Expression, int]) -> tuple[Expression, int] | None:
    if not 0 < months < _YEAR_MONTHS:
        return None
    if which == 1:
        return Part(found[0], (months, -_YEAR_MONTHS)), found[1]
    parts, rest = divmod(_YEAR_MONTHS, months)
    return (Part(found[0], (which, parts)), found[1]) if not rest and which <= parts else None


def _piece_of_month(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «هفتهٔ سوم مهر» and «دههٔ اول محرم»: days 15-21, days 1-10."""
    unit = run.at(index, "unit")
    ordinal = number(run, index + 1) if unit and unit.tag in {"week", "decade"} and not unit.value else None
    if unit is None or ordinal is None or not ordinal[0].ordinal:
        return None
    found = month_alone(run, ordinal[1]) or weak_month(run, ordinal[1]) or relative(run, ordinal[1])
    if found is None or not is_month(found[0]):
        return None
    days, most = (7, 5) if unit.tag == "week" else (10, 3)
    fits = ordinal[0].value <= most
    return (Part(found[0], (ordinal[0].value, most), days), found[1]) if fits else None
