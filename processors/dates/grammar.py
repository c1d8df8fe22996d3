"""From runs of tokens to the date expressions in them, leftmost and longest first."""

from collections.abc import Iterator

from processors.dates import context
from processors.dates.expressions import DayOfMonth, Expression, Found, Moment, Month, Range
from processors.dates.lists import listed
from processors.dates.ranges import ranged
from processors.dates.tokens import Run

_STARTS = frozenset({"from", "between", "number", "unit", "month", "weekday", "relday", "recurring", "part", "relyear"})
_STARTS |= {"this", "few", "edge", "season", "head", "third", "half", "quarter", "vague", "edgeday", "fraction", "nth"}

_LINKS = frozenset({"from", "to", "at", "and", "or", "between", "this", "few", "adjective", "dated", "clocktime"})
_TIGHT = 2  # the code of a sign without spaces: figures of one date


def expressions(run: Run) -> Iterator[Found]:
    """Give the date expressions of a run, in order and without overlap."""
    index, until = 0, _last_worthy(run)
    lists = any(token.kind == "and" or token.gap == "," for token in run.tokens)
    while index <= until:
        if run.tokens[index].kind not in _STARTS:
            index += 1
            continue
        here = run.start_at(index)
        members = listed(here, index) if lists else ()
        one = None if members else ranged(here, index)
        if one and not _refused(here, index, one[0]):
            members = ((one[0], index, one[1]),)
        for expression, first, after in members:
            yield _found(run, expression, first, after)
        index = members[-1][2] if members else one[1] if one else index + 1
        # Two words written as one share their span: what is left of the last one is no mention of its own.
        while members and index < len(run.tokens) and run.tokens[index].word == run.tokens[index - 1].word:
            index += 1


def _last_worthy(run: Run) -> int:
    """Give the index of the last token that is more than a number or a link: no expression begins after it."""
    for index in range(len(run.tokens) - 1, -1, -1):
        token = run.tokens[index]
        if token.kind not in _LINKS and (token.kind != "number" or token.tag == "digits4" or len(token.gap) == _TIGHT):
            return index
    return -1


def _found(run: Run, expression: Expression, first: int, after: int) -> Found:
    return Found(expression, run.tokens[first].start, run.tokens[after - 1].end)


def _refused(run: Run, index: int, found: Expression) -> bool:
    """Say whether the word before makes the whole a name or a frequency («خیابان ۲۲ بهمن», «هر جمعه»)."""
    if isinstance(found, Range):
        return False
    if context.left(run, index, "any"):
        return True
    if not isinstance(found, Moment) or found.weekday or found.offset is not None:
        return isinstance(found, Month) and found.year is None and context.left(run, index, "name")
    yearless = isinstance(found.date, DayOfMonth) and found.date.year is None
    return yearless and context.left(run, index, "name")
