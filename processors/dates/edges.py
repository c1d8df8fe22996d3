"""The ends of longer times: «پایان آبان», «آخرین روز سال ۱۴۰۳», «روزهای نخست مهر», «سه روز پایانی هفتهٔ گذشته»."""

from processors.dates import context
from processors.dates.expressions import FIRST, LAST, Expression, Fraction, Month, Part, Season, Whole
from processors.dates.lexicon import key
from processors.dates.numbers import number
from processors.dates.tokens import Run, Token
from processors.dates.wholes import is_month, is_year, whole

_YEAR_MONTHS = 12
_DAYS = {"day": 1, "week": 7}
_LEADS = frozenset({"از", "در", "تا", "به", "با", "برای", "قبل", "پیش", "پس", "بعد", ""})
_FIRST = "اول"
_CEREMONIAL = frozenset(map(key, ("آغاز", "شروع")))
Side = int  # -1 for the end, 1 for the beginning, 0 for the middle


def edge(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the end of a longer time that begins at `index`, with the index after it."""
    return _bound(run, index) or _edge_day(run, index) or _ranked(run, index) or _counted(run, index)


def _bound(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «پایان آبان», «آغاز سال ۲۰۲۴», «اول هفتهٔ آینده»: a day; of a decade or a century it is a third."""
    named = run.at(index, "edge")
    side = (-1 if named.tag == "end" else 1) if named else _first_of(run, index)
    found = whole(run, index + 1) if side else None
    if found is None or (named is None and not isinstance(found[0], Whole) and not is_year(found[0])):
        return None
    if (
        found[1] == index + 2
        and isinstance(found[0], Whole)
        and not run.at(index + 1, "relyear")
        and not _led(run, index)
    ):
        return None  # «۲۹ اسفند روز آخر سال است»
    if named and run.text.key_at(named.word) in _CEREMONIAL and _opens_a_week(run, index + 1, found):
        return None
    if isinstance(found[0], Month | Season) or is_year(found[0]) or _is_short(found[0]):
        return Part(found[0], FIRST if side > 0 else LAST, 1), found[1]
    return (Part(found[0], (1 if side > 0 else 3, 3)), found[1]) if not isinstance(found[0], Whole) else None


def _opens_a_week(run: Run, index: int, found: tuple[Expression, int]) -> bool:
    """Say whether a week with a name is opened («آغاز هفته کتاب»), written without the sign of its ezafe."""
    week = isinstance(found[0], Whole) and found[0].unit == "week" and found[1] == index + 1
    last = run.tokens[index].last + 1
    return week and run.spaced(last) and not context.right(run, index, "year-weak", "right-ok")


def _is_short(said: Expression) -> bool:
    return isinstance(said, Whole) and said.unit in {"week", "month"}


def _first_of(run: Run, index: int) -> Side:
    """Say whether «اول» means the beginning: «از اول سال», not «نفر اول سال»."""
    token = run.at(index, "number")
    return int(token is not None and run.text.key_at(token.word) == _FIRST and _led(run, index))


def _led(run: Run, index: int) -> bool:
    return run.text.key_at(run.tokens[index].word - 1) in _LEADS


def _edge_day(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «اولین روز مهر», «آخرین روز سال ۱۴۰۳», «نخستین ماه سال», «آخرین روزهای شهریور»."""
    named, unit = run.at(index, "edgeday", "nth"), run.at(index + 1, "unit")
    found = whole(run, index + 2) if named and unit else None
    if named is None or unit is None or found is None:
        return None
    if named.kind == "nth":  # «یازدهمین روز شوال»
        day = unit.tag == "day" and not unit.value and (is_month(found[0]) or is_year(found[0]))
        return (Part(found[0], (named.value, 0), 1), found[1]) if day else None
    return _piece(unit, named.value, found)


def _ranked(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «روزهای نخست مهر», «هفتهٔ پایانی آبان», «ماه های آخر سال», «سال های میانی دههٔ ۶۰»."""
    unit = run.at(index, "unit")
    side = rank(run, index + 1) if unit else None
    if unit is None or side is None:
        return None
    found = whole(run, index + 2, bare_too=bool(unit.value))
    return _piece(unit, side, found) if found else None


def rank(run: Run, index: int) -> Side | None:
    """Read which end is meant: آغازین, ابتدای, اول (1), پایانی, آخر (-1) or میانی (0)."""
    named = run.at(index, "rank", "edge")
    if named:
        return named.value if named.kind == "rank" else -1 if named.tag == "end" else 1
    first = number(run, index)
    return 1 if first and first[0].ordinal and first[0].value == 1 else None


def _piece(unit: Token, side: Side, found: tuple[Expression, int]) -> tuple[Expression, int] | None:
    """Cut from a whole its first or last unit, or some of them where the unit is in the plural."""
    said, after = found
    fraction: Fraction = {1: FIRST, -1: LAST}.get(side, (2, 3))
    if unit.value and (side == 0 or unit.tag in {"month", "year"} or (unit.tag == "week" and is_month(said))):
        return Part(said, {1: (1, 3), 0: (2, 3), -1: (3, 3)}[side]), after
    if unit.tag in _DAYS:
        few = {"day": 10, "week": 28}[unit.tag] if not isinstance(said, Whole) or said.unit != "week" else 2
        return Part(said, fraction, few if unit.value else _DAYS[unit.tag]), after
    if unit.tag == "decade" and is_month(said):
        return Part(said, (1 if side > 0 else 3, 3), 10), after
    if unit.tag == "month" and is_year(said):
        return Part(said, (1 if side > 0 else _YEAR_MONTHS, _YEAR_MONTHS)), after
    return None


def _monthly(run: Run, index: int) -> Token | None:
    """Give the ماهه of «۶ ماهه ابتدای سال» as a unit."""
    named = run.at(index, "monthly")
    return named._replace(kind="unit", tag="month", value=0) if named else None


def _counted(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read «ده روز اول محرم», «سه ماه پایانی سال ۲۰۲۴», «دو هفتهٔ آخر آبان»."""
    count = number(run, index)
    unit = run.at(count[1], "unit") or _monthly(run, count[1]) if count and not count[0].ordinal else None
    side = rank(run, count[1] + 1) if count and unit and not unit.value else None
    found = whole(run, count[1] + 2) if count and side else None
    if count is None or unit is None or found is None or side is None or not 0 < count[0].value < 100:  # noqa: PLR2004
        return None
    if unit.tag in _DAYS:
        return Part(found[0], FIRST if side > 0 else LAST, count[0].value * _DAYS[unit.tag]), found[1]
    if unit.tag == "month" and is_year(found[0]) and count[0].value < _YEAR_MONTHS:
        return Part(found[0], (side * count[0].value, -_YEAR_MONTHS)), found[1]
    return None
