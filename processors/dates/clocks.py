"""Times of day: «ساعت ۱۴:۳۰», «ساعت ۸ و نیم شب», «۱۰ صبح», «به وقت کابل»."""

from processors.dates import context
from processors.dates.expressions import Clock
from processors.dates.numbers import number, part_of_longer
from processors.dates.tokens import Run, Token

_HOURS = 24
_MINUTES = 60
_COUNTED = frozenset({"night"})  # «۳ شب» is rather three nights
_EVENING = range(7, 13)
_QUARTER = 15
_ZERO = "صفر"


def clock(run: Run, index: int, *, beside_day: bool = False) -> tuple[Clock, int] | None:
    """Read a time of day; without ساعت it needs a part of the day, or figures with a colon `beside_day`."""
    unit = run.at(index, "unit")
    said = unit is not None and unit.tag == "hour"
    read = (said and _named(run, index + 1)) or hour_and_minute(run, index + said)
    if not read:
        return None
    hour, minute, at, colon = read
    if run.at(at, "oclock"):  # Dari: «۸ بجه صبح»
        said, at = True, at + 1
    half = _half_day(run, at) if hour <= _HOURS // 2 or said or colon else None
    if half:
        return Clock(hour, minute, half), at + 2
    part = run.at(at, "part")
    if part and (said or _belongs(run, part, hour, colon=colon, index=index)):
        return Clock(hour, minute, part.tag), at + 1
    if said and not colon and (run.at(at, "direction", "number") or context.right(run, at - 1, "clock")):
        return None  # «ساعت ۲ هزار تومانی»
    zone = run.at(at, "zone")
    return (Clock(hour, minute), at) if said or (colon and (beside_day or zone)) else None


def _named(run: Run, index: int) -> tuple[int, int, int, bool] | None:
    """Read what follows ساعت in other ways: «صفر», «یک ربع به ده», «ده دقیقه به هشت»."""
    zero = run.at(index, "month")
    if zero and run.text.key_at(zero.word) == _ZERO:
        return 0, 0, index + 1, False
    hours, minutes = run.at(index, "number"), run.at(index + 1, "number", gaps="..")
    if hours and minutes and minutes.tag == "digits2" and hours.value <= _HOURS and minutes.value < _MINUTES:
        return hours.value, minutes.value, index + 2, True  # «ساعت ۱۴.۳۰»
    count = number(run, index)
    unit = run.at(count[1], "unit", "quarter") if count else None
    at = count[1] + 1 if count else index
    hour = number(run, at + 1) if unit and run.at(at, "at") and run.text.key_at(run.tokens[at].word) == "به" else None
    if count is None or unit is None or hour is None or not 0 < hour[0].value <= _HOURS:
        return None
    before = count[0].value * _QUARTER if unit.kind == "quarter" else count[0].value
    if (unit.kind == "unit" and unit.tag != "minute") or not 0 < before < _MINUTES:
        return None
    return hour[0].value - 1, _MINUTES - before, hour[1], False


def _half_day(run: Run, index: int) -> str | None:
    """Read ق.ظ and ب.ظ after an hour: the part of the day that they stand for."""
    first, second = run.at(index, "abbr"), run.at(index + 1, "abbr", gaps=" ..")
    if first is None or second is None or second.tag != "noon":
        return None
    return {"lunar": "am", "after": "pm"}.get(first.tag)


def _belongs(run: Run, part: Token, hour: int, *, colon: bool, index: int) -> bool:
    if part.tag in _COUNTED or part.value == 1820:  # noqa: PLR2004 - شام is also supper, and Syria
        return colon or (hour in _EVENING and run.tokens[index].tag.startswith("digits"))
    return hour <= _HOURS // 2 or colon


def hour_and_minute(run: Run, index: int) -> tuple[int, int, int, bool] | None:
    """Read «۱۴:۳۰», «۸ و نیم», «۲۳ و ۳۰ دقیقه» or «۸»: hour, minute, index after, whether in figures with a colon."""
    first, second = run.at(index, "number"), run.at(index + 1, "number", gaps="::")
    if first and second and second.tag == "digits2" and first.tag in {"digits1", "digits2"}:
        third = run.at(index + 2, "number", gaps="::")
        seconds = third is not None and third.tag == "digits2" and third.value < _MINUTES
        at = index + 2 + seconds
        longer = run.at(at, "number", gaps="::") is not None or first.gap in {"::", "//", ".."}
        valid = first.value <= _HOURS and second.value < _MINUTES and not longer
        return (first.value, second.value, at, True) if valid else None
    found = number(run, index)
    if found is None or found[0].ordinal or not 0 <= found[0].value <= _HOURS or part_of_longer(run, run.tokens[index]):
        return None
    minute, at = _minutes(run, found[1])
    return found[0].value, minute, at, False


def _minutes(run: Run, index: int) -> tuple[int, int]:
    if not run.at(index, "and"):
        return 0, index
    half = run.at(index + 1, "fraction", "quarter")
    if half:
        return (30 if half.kind == "fraction" else 15), index + 2
    found = number(run, index + 1)
    unit = run.at(found[1], "unit") if found else None
    if found and unit and unit.tag == "minute" and found[0].value < _MINUTES:
        return found[0].value, found[1] + 1
    return 0, index
