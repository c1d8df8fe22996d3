"""Edits of a text: lists of replacements that can be applied, laid one over the other, and told as repairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `start` to `end` (code points of the text before the edit) by `to`, for the reason called `name`.

    `name` is one rule's name, or several joined by "+". Lists of edits are ordered and do not overlap.
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


@dataclass(slots=True)
class _Group:
    """Edits of both layers that touch each other, and the span of the middle text that they cover."""

    start: int
    end: int
    first: list[Edit]
    second: list[Edit]

    def patched(self, middle: str) -> str:
        """Give the group's span with the second layer made."""
        local = (Edit(e.start - self.start, e.end - self.start, e.to, e.name) for e in self.second)
        return apply(middle[self.start : self.end], local)

    def name(self) -> str:
        """Join the names of all rules that had a hand in it, each once."""
        names = dict.fromkeys(part for edit in (*self.first, *self.second) for part in edit.name.split("+"))
        return "+".join(names)


def compose(middle: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Lay `second` (edits of `middle`) over `first` (the edits that made `middle`): one list on the first text."""
    if not first or not second:
        return list(first or second)
    composed: list[Edit] = []
    shift = 0  # the middle text is this much longer than the first, up to here
    for group in _groups(first, second):
        start = group.start - shift
        shift += growth(group.first)
        composed.append(Edit(start, group.end - shift, group.patched(middle), group.name()))
    return composed


def growth(edits: Iterable[Edit]) -> int:
    """Tell how many code points longer `edits` make a text."""
    return sum(len(edit.to) - (edit.end - edit.start) for edit in edits)


def _groups(first: Sequence[Edit], second: Sequence[Edit]) -> list[_Group]:
    spans: list[tuple[int, int, int, Edit]] = []
    shift = 0
    for edit in first:
        start = edit.start + shift
        spans.append((start, start + len(edit.to), 0, edit))
        shift += growth((edit,))
    spans += [(edit.start, edit.end, 1, edit) for edit in second]
    spans.sort(key=lambda span: span[:3])
    groups: list[_Group] = []
    for start, end, layer, edit in spans:
        if not groups or start > groups[-1].end:
            groups.append(_Group(start, end, [], []))
        group = groups[-1]
        group.end = max(group.end, end)
        (group.second if layer else group.first).append(edit)
    return groups
