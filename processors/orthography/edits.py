"""Edits of a text: lists of replacements that can be applied, laid one over the other, and told as repairs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace `start` to `end` (code points of the text before the edit) by `to`, for the reason called `name`.

    `name` is one rule's name, or several joined by "+". Lists of edits are ordered and do not overlap. A named tuple,
    because an article has hundreds and a frozen dataclass takes four times as long to make.
    """

    start: int
    end: int
    to: str
    name: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Give `text` with all `edits` made.

    >>> apply("abc", [Edit(1, 2, "", "drop"), Edit(3, 3, "d", "add")])
    'acd'
    """
    out: list[str] = []
    at = 0
    for edit in edits:
        out += (text[at : edit.start], edit.to)
        at = edit.end
    out.append(text[at:])
    return "".join(out)


def growth(edits: Iterable[Edit]) -> int:
    """Tell how many code points longer `edits` make a text."""
    return sum(len(edit.to) - (edit.end - edit.start) for edit in edits)


def compose(middle: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Lay `second` (edits of `middle`) over `first` (the edits that made `middle`): one list on the first text."""
    if not first or not second:
        return list(first or second)
    composed: list[Edit] = []
    shift = 0  # the middle text is this much longer than the first, up to here
    i = j = 0
    while i < len(first) or j < len(second):
        one = first[i] if i < len(first) else None
        two = second[j] if j < len(second) else None
        if one is None or (two is not None and two.end < one.start + shift):
            start, end, to, name = second[j]
            composed.append(Edit(start - shift, end - shift, to, name))
            j += 1
        elif two is None or one.start + shift + len(one.to) < two.start:
            composed.append(one)
            shift += len(one.to) - (one.end - one.start)
            i += 1
        else:
            stop_i, stop_j, end = _touching(first, second, (i, j), shift)
            start = min(one.start + shift, two.start)
            mine, over = first[i:stop_i], second[j:stop_j]
            start_before = start - shift
            shift += growth(mine)
            composed.append(Edit(start_before, end - shift, _patched(middle, start, end, over), _names(mine, over)))
            i, j = stop_i, stop_j
    return composed


def _touching(first: Sequence[Edit], second: Sequence[Edit], at: tuple[int, int], shift: int) -> tuple[int, int, int]:
    """Give how far the edits of both layers that touch each other reach, and the end of their span in the middle."""
    i, j = at
    end = -1
    while True:
        if i < len(first) and (end < 0 or first[i].start + shift <= end):
            end = max(end, first[i].start + shift + len(first[i].to))
            shift += growth((first[i],))
            i += 1
        elif j < len(second) and (j == at[1] or second[j].start <= end):
            end = max(end, second[j].end)
            j += 1
        else:
            return i, j, end


def _patched(middle: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    return apply(middle[start:end], (Edit(e.start - start, e.end - start, e.to, e.name) for e in edits))


def _names(*layers: Sequence[Edit]) -> str:
    return "+".join(dict.fromkeys(part for edits in layers for edit in edits for part in edit.name.split("+")))
