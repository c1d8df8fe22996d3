"""A day said in several ways at once, with the time on it: «صبح روز جمعه ۲ حوت», «امروز ساعت ۱۰ به وقت کابل»."""

from collections.abc import Callable
from dataclasses import replace

from processors.dates import context
from processors.dates.clocks import clock
from processors.dates.days import date
from processors.dates.expressions import Clock, DayOfMonth, Moment, Recurring, Weekday, Year
from processors.dates.lexicon import ZONES
from processors.dates.tokens import Run
from processors.dates.years import attached

Step = tuple[Moment, int] | None
_PLAIN = Moment()
_DUSK = 1719
_LINKS = frozenset({"at", "dated", "unit"})
_AFTER_COMMA = frozenset({"number", "weekday", "unit", "relday", "recurring", *_LINKS})


def moment(run: Run, index: int) -> tuple[Moment, int] | None:
    """Read the longest chain of day, date and time that begins at `index`; None where it fixes nothing."""
    said, at = _PLAIN, index
    while True:
        grown = _grow(run, at, said, first=at == index)
        if grown is None:
            break
        said, at = grown
    return (said, at) if _fixes(said) else None


def _fixes(said: Moment) -> bool:
    midnight = said.part == (0, 0)
    return said.offset is not None or bool(said.weekday or said.date or said.clock) or midnight


def _grow(run: Run, index: int, said: Moment, *, first: bool) -> Step:
    """Read one more part of the chain, over the words that link parts."""
    if index >= len(run.tokens):
        return None
    token = run.tokens[index]
    if not first and token.gap != " " and (token.gap != "," or token.kind not in _AFTER_COMMA):
        return _stamp(run, index, said) if token.gap == "-" and said.date else None
    run = run.start_at(index)
    if token.kind == "unit" and (found := _relative_or_clock(run, index, said)):
        return found
    at = _linked(run, index, first=first) if token.kind in _LINKS else index
    if at >= len(run.tokens) or (at > index and run.tokens[at].gap != " "):
        return None
    return _part_of(run, at, said, after_comma=not first and token.gap == ",")


def _stamp(run: Run, index: int, said: Moment) -> Step:
    """Read the time of an agency's stamp: «۱۴۰۴/۰۷/۳۰ - ۱۴:۳۰», «۳۰ مهر ۱۴۰۴ - ساعت ۱۴:۳۰»."""
    return _clock(run.start_at(index), index, said) if run.tokens[index].kind in {"number", "unit"} else None


def _part_of(run: Run, index: int, said: Moment, *, after_comma: bool) -> Step:
    kind = run.tokens[index].kind
    if kind == "number":
        may_be_time = not after_comma or _fixes(said)
        return _dated(run, index, said) or (_clock(run, index, said) if may_be_time else None)
    return _PARTS[kind](run, index, said) if kind in _PARTS else None


def _linked(run: Run, index: int, *, first: bool) -> int:
    """Skip روز, مورخ, به تاریخ and در before the next part."""
    at = index
    if not first:
        at += run.at(at, "at") is not None
        at += run.at(at, "dated") is not None
    unit = run.at(at, "unit")
    return at + (unit is not None and unit.tag == "day" and not unit.value)


def _dated(run: Run, index: int, said: Moment) -> Step:
    if said.date:
        return None
    named = run.at(index, "recurring")
    if named and (named.strong or _recurs(run, index)) and not _is_name(run, index):
        year = attached(run, index + 1)
        return said._replace(date=Recurring(named.value, year[0] if year else None)), year[1] if year else index + 1
    found = date(run, index, named=said.weekday is not None or bool(index and run.at(index - 1, "dated")))
    return (said._replace(date=found[0]), found[1]) if found else None


def _is_name(run: Run, index: int) -> bool:
    """Say whether a neighbour makes the name of a feast that of a person or a paper: «نوروز خان»."""
    return context.left(run, index, "recurring") or context.right(run, index, "recurring")


def _recurs(run: Run, index: int) -> bool:
    """Say whether a weak name («عاشورا») means the day: after روز, در, تا ... or with a year."""
    around = [[token.kind for token in run.tokens[max(0, at) : at + 3]] for at in (index - 2, index)]
    if ["recurring", "and", "recurring"] in around:  # «تاسوعا و عاشورا»
        return True
    return context.left(run, index, "recurring-weak", "left-ok") or attached(run, index + 1) is not None


def in_relative_year(run: Run, index: int) -> tuple[Moment, int] | None:
    """Read a day after its year: «پارسال نوروز», «امسال ۲۲ بهمن»."""
    year = Year(offset=run.tokens[index].value)
    at = index + 1
    named = run.at(at, "recurring")
    if named and (named.strong or _recurs(run, at)):
        return (Moment(date=Recurring(named.value, year)), at + 1) if attached(run, at + 1) is None else None
    found = date(run, at) if run.at(at, "number") else None
    if found is None or not isinstance(found[0], DayOfMonth) or found[0].year:
        return None
    return Moment(date=replace(found[0], year=year)), found[1]


def _weekday(run: Run, index: int, said: Moment) -> Step:
    this = run.at(index, "this") is not None
    named = run.at(index + this, "weekday")
    if said.weekday or isinstance(said.date, Recurring) or named is None:
        return None
    before = run.tokens[index - 1] if index else None
    sure = before is not None and (before.kind == "to" or before.tag == "day")  # «تا چهارشنبه بازار باز است»
    city = context.right(run, index + this, f"weekday.{run.text.key_at(named.word)}", gaps=" ,")  # «دوشنبه، پایتخت»
    if city or context.left(run, index, "weekday") or (context.right(run, index + this, "weekday") and not sure):
        return None
    at = index + this + 1
    if this:
        return said._replace(weekday=Weekday(named.value, weeks=0)), at
    weeks, after = _week(run, at)
    if weeks is not None:
        return said._replace(weekday=Weekday(named.value, weeks=weeks)), after
    step = run.step(at)
    if step and step.tag in {"", "ago", "next"}:
        day = Weekday(named.value, weeks=0) if step.value == 0 else Weekday(named.value, step=step.value)
        return said._replace(weekday=day), at + 1
    return said._replace(weekday=Weekday(named.value)), at


def _week(run: Run, index: int) -> tuple[int | None, int]:
    """Read «هفتهٔ آینده» or «این هفته» after a weekday: how many weeks from now."""
    this = run.at(index, "this") is not None
    unit = run.at(index + this, "unit")
    if unit is None or unit.tag != "week" or unit.value:
        return None, index
    if this:
        return 0, index + 2
    step = run.at(index + 1, "direction")
    return (step.value, index + 2) if step and step.tag in {"", "ago", "next"} else (None, index)


def _relative(run: Run, index: int, said: Moment) -> Step:
    if said.offset is not None or said.date:
        return None
    named = run.at(index, "relday")
    if named:
        refused = context.left(run, index, "relday") or context.right(run, index, "relday")
        if refused:
            return None
        clock = said.clock and replace(said.clock, part=said.clock.part or named.tag)  # «ساعت ۱۰ دیشب»
        ends = said.part == (0, 0) and named.tag == "night"  # «نیمه شب دیشب» began today
        return said._replace(offset=named.value + ends, clock=clock), index + 1
    unit, step = run.at(index, "unit"), run.step(index + 1)
    if unit is None or unit.value or step is None:
        return None
    deictic = unit.tag == "day" and step.tag == ""
    return (said._replace(offset=step.value), index + 2) if deictic else None


def _clock(run: Run, index: int, said: Moment) -> Step:
    if said.clock or said.part == (0, 0):
        return None
    found = clock(run, index, beside_day=said.offset is not None or bool(said.weekday or said.date))
    if found is None:
        return None
    if not found[0].part and said.offset is not None and _of_night(run, index):
        return said._replace(clock=replace(found[0], part="night")), found[1]  # «دیشب ساعت ۱۰»
    step = run.at(found[1], "direction") if found[0].part == "night" and said.offset is None else None
    if step and step.tag == "":
        return said._replace(clock=found[0], offset=step.value), found[1] + 1  # «ساعت ۱۰ شب گذشته»
    return said._replace(clock=found[0]), found[1]


def _of_night(run: Run, index: int) -> bool:
    """Say whether a night is told just before: دیشب, شب گذشته."""
    before = run.tokens[max(0, index - 2) : index]
    return any(token.tag == "night" and token.kind in {"relday", "part"} for token in before)


def _part(run: Run, index: int, said: Moment) -> Step:
    named = run.at(index, "part")
    twice = said.offset is not None and _of_night(run, index)  # «امشب شب شهادت امام است»
    said_again = said.part or said.date or (said != _PLAIN and run.at(index + 1, "relday", "weekday"))
    if named is None or said_again or (twice and named.tag == "night"):
        return None
    night = named.tag == "night"
    step = run.at(index + 1, "direction")
    if night and step and step.tag == "" and said.offset is None and said.clock is None:
        return said._replace(offset=step.value), index + 2  # «شب گذشته» is the day before, like دیشب
    hours = divmod(named.value, 100)
    if named.tag == "pm" and named.value >= _DUSK and step and step.value < 0 and step.tag == "" and said == _PLAIN:
        return said._replace(offset=-1, part=hours), index + 2  # «شامگاه گذشته»
    if hours == (0, 0) and step and step.tag == "" and said == _PLAIN:
        return said._replace(offset=min(step.value + 1, 1), part=hours), index + 2  # «نیمه شب گذشته» began today
    if said.clock:
        told = Clock(said.clock.hour, said.clock.minute, named.tag)
        return None if said.clock.part else (said._replace(clock=told), index + 1)
    if said.offset is not None and twice and hours == (0, 0):
        said = said._replace(offset=said.offset + 1)  # «دیشب نیمه شب» began today
    return said._replace(part=hours), index + 1


def _zone(run: Run, index: int, said: Moment) -> Step:
    named = run.at(index, "zone")
    if named is None or said.zone or said.clock is None:
        return None
    return said._replace(zone=ZONES[named.value]), index + 1


def _relative_or_clock(run: Run, index: int, said: Moment) -> Step:
    return _relative(run, index, said) or _clock(run, index, said)


_PARTS: dict[str, Callable[[Run, int, Moment], Step]] = {
    "recurring": _dated,
    "weekday": _weekday,
    "this": _weekday,
    "relday": _relative,
    "unit": _relative_or_clock,
    "part": _part,
    "zone": _zone,
}
