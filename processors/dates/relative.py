"""Times told by their distance from now: «هفتهٔ گذشته», «سه روز پیش», «چند روز آینده», «سال های اخیر»."""

from processors.dates.days import present_verb
from processors.dates.expressions import Stretch, Weekend, Whole
from processors.dates.numbers import number
from processors.dates.tokens import Run, Token
from processors.dates.years import dated, era

Relative = Whole | Stretch | Weekend
_POINT = frozenset({"ago", "later"})  # a distance: «سه روز پیش»; گذشته and آینده tell a stretch
_THIS = frozenset({"week", "month"})
# The unit in which a half of each is counted, and how many make one.
_HALVES = {"century": ("year", 100), "decade": ("year", 10), "year": ("month", 12), "month": ("day", 30)}
_HALVES |= {"week": ("day", 7), "hour": ("minute", 60)}
_LONGEST = 1000


def relative(run: Run, index: int) -> tuple[Relative, int] | None:
    """Read the relative time that begins at `index`, with the index after it."""
    readers = (_weekend, _this, _halved, _counted, _single)
    return next((found for read in readers if (found := read(run, index))), None)


def _weekend(run: Run, index: int) -> tuple[Relative, int] | None:
    edge = run.at(index, "edge")
    if edge is None or edge.tag != "end":
        return None
    this = run.at(index + 1, "this") is not None
    unit = run.at(index + 1 + this, "unit")
    if unit is None or unit.tag != "week" or unit.value or run.at(index + 2 + this, "number"):
        return None
    step = run.step(index + 2) if not this else None
    if this or (step and step.tag in {"", "ago", "next"}):
        return Weekend(step.value if step else 0), index + 3
    return Weekend(), index + 2


def _this(run: Run, index: int) -> tuple[Relative, int] | None:
    year = run.at(index, "relyear")
    if year:
        return Whole("year", year.value), index + 1
    unit = run.at(index + 1, "unit") if run.at(index, "this") else None
    if (
        unit is None
        or unit.tag not in _THIS
        or unit.value
        or (run.at(index + 2, "month") and not present_verb(run, index + 2))
        or _of_another_year(run, index + 2)
    ):
        return None
    return Whole(unit.tag, 0), index + 2


def _of_another_year(run: Run, index: int) -> bool:
    """Say whether a year follows that is not this one: «همین ماه سال گذشته»."""
    unit, step = run.at(index, "unit"), run.step(index + 1)
    return bool(unit and unit.tag == "year" and step and step.value)


def _single(run: Run, index: int) -> tuple[Relative, int] | None:
    """Read one unit, or a plural, and a direction: «سال مالی گذشته», «ماه جاری میلادی», «روزهای آینده»."""
    unit = run.at(index, "unit")
    if unit is None or unit.tag == "minute" or _counts(run, index):
        return None
    at = index + 1 + (run.at(index + 1, "adjective") is not None)
    said = era(run, at)
    at = said[1] if said else at
    step = run.step(at)
    if step is None or (step.value and unit.tag == "hour" and not unit.value):
        return None
    if unit.value or step.tag == "recent":
        stretches = unit.value and step.value and step.tag not in {"later", "next"}
        return (Stretch(unit.tag, step.value, ends_before=step.tag == "ago"), at + 1) if stretches else None
    if unit.tag == "hour" or (unit.tag == "day" and step.tag) or _another(unit, step):
        return None
    calendar, _, after = dated(run, at + 1, 0)
    if said:
        calendar = said[0].tag  # type: ignore[assignment]  # the tags of eras are calendar names
    return Whole(unit.tag, step.value, calendar), after


def _counts(run: Run, index: int) -> bool:
    """Say whether a number stands before the unit («سه سال بعد»): the whole is then no single unit."""
    before = run.tokens[index - 1] if index and run.tokens[index].gap == " " else None
    return before is not None and before.kind in {"number", "few", "fraction"} and before.tag != "ordinal"


def _another(unit: Token, step: Token) -> bool:
    return step.tag == "later" and unit.tag not in {"week", "month", "year"}


def _counted(run: Run, index: int) -> tuple[Relative, int] | None:
    """Read a number or چند, a unit and a direction; «برای پنج سال دیگر» is a length, not a time."""
    count = (0, None, index + 1) if run.at(index, "few") else _count(run, index)
    if count is None:
        return None
    low, high, at = count
    unit, half = run.at(at, "unit") or _night(run, at), run.at(at + 1, "and") and run.at(at + 2, "fraction")
    if low and unit and half and unit.tag in _HALVES:
        return _with_half(run, at, low, unit)
    step = run.step(at + 1)
    if unit is None or step is None or step.value == 0 or step.tag == "next":
        return None
    if step.tag == "later" and _lasting(run, index):
        return None
    if low and step.tag in _POINT:
        upto = step.value * high if high else None
        return Whole(unit.tag, step.value * low, upto=upto), at + 2
    return Stretch(unit.tag, step.value, high or low or None, ends_before=step.tag in _POINT and not low), at + 2


def _halved(run: Run, index: int) -> tuple[Relative, int] | None:
    """Read «نیم قرن پیش» and «دو و نیم سال پیش» in the next smaller unit."""
    count = number(run, index)
    at = count[1] + (run.at(count[1], "and") is not None) if count else index
    if run.at(at, "fraction") is None or (count and (at == count[1] or count[0].ordinal)):
        return None
    unit = run.at(at + 1, "unit")
    if unit is None or unit.value or unit.tag not in _HALVES:
        return None
    return _in_halves(run, at + 2, count[0].value if count else 0, unit)


def _night(run: Run, index: int) -> Token | None:
    """Give the night counted in «دو شب پیش» as a unit."""
    part = run.at(index, "part")
    return part._replace(kind="unit", value=0) if part and part.tag == "night" else None


def _with_half(run: Run, at: int, low: int, unit: Token) -> tuple[Relative, int] | None:
    """Read «یک سال و نیم پیش» in the next smaller unit."""
    return _in_halves(run, at + 3, low, unit)


def _in_halves(run: Run, at: int, low: int, unit: Token) -> tuple[Relative, int] | None:
    step = run.step(at)
    if step is None or step.value == 0 or step.tag == "next" or low > _LONGEST:
        return None
    smaller, size = _HALVES[unit.tag]
    count = low * size + size // 2
    if step.tag in _POINT:
        return Whole(smaller, step.value * count), at + 1
    return Stretch(smaller, step.value, count), at + 1


def _lasting(run: Run, index: int) -> bool:
    return run.text.key_at(run.tokens[index].word - 1) in {"برای", "هر"}


def _count(run: Run, index: int) -> tuple[int, int | None, int] | None:
    """Read «سه», «دو یا سه», «دو تا سه», «یکی دو»: the least, the most, the index after."""
    low = number(run, index)
    if low is None or low[0].ordinal or not 0 < low[0].value <= _LONGEST:
        return None
    link = run.at(low[1], "or", "to")
    high = number(run, low[1] + (link is not None), gaps=" " if link else " ---")
    if high is None or high[0].ordinal or not low[0].value < high[0].value <= _LONGEST:
        return low[0].value, None, low[1]
    return low[0].value, high[0].value, high[1]
