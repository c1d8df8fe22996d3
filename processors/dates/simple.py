"""One time by itself, which is neither a range nor a list."""

from collections.abc import Callable

from processors.dates.days import month_alone
from processors.dates.expressions import Expression, Vague
from processors.dates.moments import in_relative_year, moment
from processors.dates.periods import period
from processors.dates.relative import relative
from processors.dates.tokens import Run
from processors.dates.years import decade_or_century, standalone

_BEFORE = frozenset({"پیش", "قبل"})
Reader = Callable[[Run, int], tuple[Expression, int] | None]


def _vague(run: Run, index: int) -> tuple[Expression, int] | None:
    after = index + 1
    event = run.before_an_event(after) and run.text.key_at(run.tokens[after].word - 1) in _BEFORE
    return None if event else (Vague(), index + 1)  # «ساعتی پیش از حادثه»


# What may begin with a word of each kind, or with each unit, in the order of trial.
_READERS: dict[str, tuple[Reader, ...]] = {
    "number": (moment, relative, standalone, period),
    "month": (month_alone,),
    **dict.fromkeys(("weekday", "relday", "recurring", "part"), (moment,)),
    "relyear": (in_relative_year, relative),
    "this": (moment, relative),
    **dict.fromkeys(("few", "fraction"), (relative,)),
    "edge": (relative, period),
    **dict.fromkeys(("season", "third", "half", "quarter", "edgeday", "nth"), (period,)),
    "head": (period, month_alone),
    "vague": (_vague,),
}
_UNIT_READERS: dict[str, tuple[Reader, ...]] = {
    "minute": (relative,),
    "hour": (moment, relative),
    "day": (moment, relative, period),
    "week": (period, relative),
    "month": (month_alone, relative, period),
    "year": (relative, standalone, decade_or_century, period),
    "decade": (period, relative, decade_or_century),
    "century": (relative, decade_or_century),
}


def simple(run: Run, index: int) -> tuple[Expression, int] | None:
    """Read the time that begins at `index`, with the index after it."""
    if index >= len(run.tokens):
        return None
    token = run.tokens[index]
    readers = _UNIT_READERS[token.tag] if token.kind == "unit" else _READERS.get(token.kind, ())
    for read in readers:
        found = read(run, index)
        if found:
            return found
    return None
