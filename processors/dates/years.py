"""Years in a run: beside a month, with سال, or bare; decades and centuries."""

from processors.dates import context
from processors.dates.expressions import CalendarName, Era, Year
from processors.dates.numbers import Number, number
from processors.dates.tokens import Run, Token

_FIRST_GREGORIAN = 1500
_FIRST_LUNAR = 1426  # nearer today as a lunar year (2005) than as a solar one (2047)
_FIRST_BARE = 1200
_LAST_BARE = 2100
_SHORT_FROM = 32  # a two-digit year below it is more likely a day
_FIGURES = 4
_CALENDARS = frozenset({"solar", "gregorian", "lunar"})
_ROUND = 50  # four round figures are more often a count


def era(run: Run, index: int) -> tuple[Token, int] | None:
    """Read the name of an era (شمسی, هـ.ش, میلادی, قبل از میلاد) with the index after it."""
    named = run.at(index, "era")
    if named:
        return named, index + 1
    first = run.at(index, "abbr")
    if first is None:
        return None
    second = run.at(index + 1, "abbr", gaps=" ..")
    if second and (first.tag, second.tag) in {("h", "solar"), ("h", "lunar")}:
        return second, index + 2
    if second and second.tag == "gregorian" and second.gap == ".." and first.tag in {"lunar", "before"}:
        return second._replace(tag="bc"), index + 2  # «ق.م», «پ.م»
    return (first, index + 1) if first.tag in _CALENDARS else None


def dated(run: Run, index: int, value: int) -> tuple[CalendarName, bool, int]:
    """Give calendar, whether before Christ, and the index after the era at `index`, if one stands there."""
    found = era(run, index)
    if found is None:
        return "", False, index
    token, after = found
    if token.tag == "hijri":
        return "solar" if value >= _FIRST_BARE and calendar_of(value) == "solar" else "lunar", False, after
    if token.tag == "bc":
        return "gregorian", True, after
    return token.tag, False, after  # type: ignore[return-value]  # the tags of eras are calendar names


def calendar_of(value: int) -> CalendarName:
    """Say which calendar a four-digit year belongs to when nothing is said."""
    if value >= _FIRST_GREGORIAN:
        return "gregorian"
    return "lunar" if value >= _FIRST_LUNAR or value < _FIRST_BARE else "solar"


def attached(run: Run, index: int) -> tuple[Year, int] | None:
    """Read the year said with a month, a season or a recurring day that ends before `index`."""
    relative = run.at(index, "relyear")
    if relative:
        return Year(offset=relative.value), index + 1
    unit = run.at(index, "unit", gaps=" ,")
    if unit and unit.tag == "year" and not unit.value:
        after_word = _after_year_word(run, index + 1)
        over_comma = after_word is not None and unit.gap == "," and after_word[0].number is None
        return None if over_comma else after_word
    step = run.step(index)
    if step and step.tag in {"", "next"}:
        return (Year(step=step.value) if step.value else Year(offset=0)), index + 1
    comma = run.at(index, "number", gaps=",")
    found = number(run, index, gaps="," if comma else " ")
    return _plain(run, index, found, comma=comma is not None) if found else None


def _after_year_word(run: Run, index: int) -> tuple[Year, int] | None:
    index += run.at(index, "adjective") is not None
    said = era(run, index)
    at = said[1] if said else index
    step = run.step(at)
    if step and step.tag != "later":
        calendar, _, after = dated(run, at + 1, 0)
        calendar = said[0].tag if said else calendar  # type: ignore[assignment]  # the tags of eras are calendar names
        return Year(offset=step.value, calendar=calendar), after
    found = number(run, index)
    if found is None or found[0].ordinal:
        return None
    value, after = found[0], found[1]
    calendar, bc, end = dated(run, after, value.value)
    if not _plausible(value, named=bool(calendar)):
        return None
    return _year(value, calendar, bc=bc), end


def _plausible(found: Number, *, named: bool) -> bool:
    if found.digits == 2 or (found.digits == 0 and found.value < 100):  # noqa: PLR2004 - two figures
        return found.value >= _SHORT_FROM or (found.digits == 2 and found.value < 10) or named  # noqa: PLR2004
    return _FIRST_BARE <= found.value <= _LAST_BARE or (named and found.value > 0)


def _year(found: Number, calendar: CalendarName, *, bc: bool = False) -> Year:
    short = found.value < 100 and not calendar.startswith("l") and not bc  # noqa: PLR2004 - two figures
    return Year(found.value, calendar, short=short, bc=bc)


def _plain(run: Run, index: int, found: tuple[Number, int], *, comma: bool) -> tuple[Year, int] | None:
    value, after = found
    calendar, bc, end = dated(run, after, value.value)
    time_follows = run.at(after, "unit") is not None and run.at(after + 1, "number") is not None
    counted = not calendar and not time_follows and context.right(run, after - 1, "year")
    if value.ordinal or (comma and value.digits != _FIGURES):
        return None
    if value.digits == 2 and not calendar:  # noqa: PLR2004 - two figures
        fits = (value.value >= _SHORT_FROM or value.value < 10) and not counted  # noqa: PLR2004 - «۰۴»
    else:
        fits = _plausible(value, named=bool(calendar)) and not (counted and value.value % 10 == 0)
        fits = fits and (value.digits == _FIGURES or value.value >= _FIRST_BARE or bool(calendar))
    return (_year(value, calendar, bc=bc), end) if fits and run.tokens[index].kind == "number" else None


def standalone(run: Run, index: int) -> tuple[Year, int] | None:
    """Read a year said by itself: «سال ۱۴۰۴», «۵۰۰ سال قبل از میلاد», or bare where it can be no count."""
    unit = run.at(index, "unit")
    if unit:
        named = _after_year_word(run, index + 1) if unit.tag == "year" else None
        return named if named and named[0].number is not None else None
    found = number(run, index)
    if found is None or found[0].ordinal:
        return None
    value, after = found
    skip = run.at(after, "unit")
    at = after + 1 if skip and skip.tag == "year" else after
    calendar, bc, end = dated(run, at, value.value)
    if bc or (calendar and at == after and value.digits >= 3):  # noqa: PLR2004 - «۶۱ هجری» has three with its era
        return _year(value, calendar, bc=bc), end
    return (_year(value, ""), after) if _bare(run, index, value, after) else None


def _bare(run: Run, index: int, value: Number, after: int) -> bool:
    """Say whether four figures by themselves can only be a year."""
    if value.digits != _FIGURES or not _FIRST_BARE <= value.value <= _LAST_BARE:
        return False
    if context.right(run, after - 1, "year") or context.left(run, index, "number"):
        return False
    if run.text.whole and len(run.text.words) <= after - index:
        return True
    ends = not run.spaced(run.tokens[after - 1].last + 1) or context.right(run, after - 1, "year-weak", "right-ok")
    said, perhaps = (context.left(run, index, scope, "left-ok") for scope in ("year", "year-weak"))
    is_round = value.value % _ROUND == 0
    perhaps = perhaps and not (is_round and run.text.key_at(run.tokens[index].word - 1) == "به")  # «۱۴۰۰ به ۱۲۰۰»
    return (said and not is_round) or (ends and (said or perhaps))


def decade_or_century(run: Run, index: int) -> tuple[Era, int] | None:
    """Read «دههٔ ۱۹۹۰», «دههٔ شصت», «قرن بیست و یکم», «قرن پنجم قبل از میلاد»."""
    unit = run.at(index, "unit")
    if unit and unit.tag == "year" and unit.value:  # «سال های دههٔ ۶۰»
        index += 1
        unit = run.at(index, "unit")
    if unit is None or unit.tag not in {"decade", "century"}:
        return None
    found = number(run, index + 1)
    if found is None:
        return None
    value, after = found
    calendar, bc, end = dated(run, after, value.value)
    if unit.tag == "century":
        return (Era(100, value.value, calendar, bc), end) if 1 <= value.value <= 30 else None  # noqa: PLR2004
    fits = value.value % 10 == 0 and (10 <= value.value <= 90 or _FIRST_BARE <= value.value <= _LAST_BARE)  # noqa: PLR2004
    return (Era(10, value.value, calendar, bc), end) if fits and not value.ordinal else None
