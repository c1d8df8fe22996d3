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
    # An old wire has hundreds of edits, so this loop takes tuples apart rather than ask them by name.
    while i < len(first) and j < len(second):
        one = first[i]
        start, end, to, _ = one
        over_start, over_end, over_to, name = second[j]
        if start + shift + len(to) < over_start:
            composed.append(one)
            shift += len(to) - (end - start)
            i += 1
        elif over_end < start + shift:
            composed.append(Edit(over_start - shift, over_end - shift, over_to, name))
            j += 1
        else:
            stop_i, stop_j, end = _touching(first, second, (i, j), shift)
            start = min(start + shift, over_start)
            mine, over = first[i:stop_i], second[j:stop_j]
            start_before = start - shift
            shift += growth(mine)
            composed.append(Edit(start_before, end - shift, _patched(middle, start, end, over), _names(mine, over)))
            i, j = stop_i, stop_j
    composed += first[i:]
    composed += [Edit(start - shift, end - shift, to, name) for start, end, to, name in second[j:]]
    return composed


def laid_over(layers: Sequence[tuple[str, Sequence[Edit]]]) -> list[Edit]:
    """Lay all `layers` (a text, its edits, which give the next text) over each other: one list on the first text.

    By halves, so that the edits of an early layer are not gone through again for every later one.
    """
    if len(layers) <= 1:
        return list(layers[0][1]) if layers else []
    half = len(layers) // 2
    return compose(layers[half][0], laid_over(layers[:half]), laid_over(layers[half:]))


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
