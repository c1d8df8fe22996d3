"""What changed from one take to another, word by word, in bounded time, written so that both directions read right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

MOST_PAIRS = 400_000
"""Words of one side times words of the other that are compared; of more, all old words are out and all new ones in."""
# A number with its marks is one piece, as is a word with its half-spaces, hamza and vowel signs.
_PIECE = re.compile(r"\d+(?:[.,:/\u066b\u066c]\d+)+|\w[\w\u200c\u064b-\u065f\u0670]*|\s+|[^\w\s]")
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_MARKS = {"kept": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}


class ChangeKind(StrEnum):
    """What became of a run of text."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Change:
    """One run of text: kept, taken out of the old take, or put into the new one."""

    kind: ChangeKind
    text: str


def diff(old: str, new: str) -> tuple[Change, ...]:
    """Compare two texts. What is kept and out, put together, is `old`; what is kept and in, `new`."""
    changes = _compared(old.splitlines(keepends=True), new.splitlines(keepends=True), finer=True)
    return tuple(_merged(change for change in changes if change.text))


def in_one_line(changes: Sequence[Change]) -> str:
    """Write changes for a terminal: [-out-] and {+in+}.

    Each is isolated, so that a Latin word in a Persian sentence, or the reverse, does not turn its surroundings around.
    """
    return "".join(_marked(change) for change in changes)


def _marked(change: Change) -> str:
    before, after = _MARKS[change.kind]
    return f"{_ISOLATE}{before}{change.text}{after}{_END}" if before else change.text


def _compared(old: Sequence[str], new: Sequence[str], *, finer: bool) -> Iterator[Change]:
    if len(old) * len(new) > MOST_PAIRS:
        yield Change(ChangeKind.OUT, "".join(old))
        yield Change(ChangeKind.IN, "".join(new))
        return
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        out, put = "".join(old[start:end]), "".join(new[new_start:new_end])
        if kind == "equal":
            yield Change(ChangeKind.KEPT, out)
        elif kind == "replace" and finer:
            yield from _compared(_PIECE.findall(out), _PIECE.findall(put), finer=False)
        else:
            yield Change(ChangeKind.OUT, out)
            yield Change(ChangeKind.IN, put)


def _merged(changes: Iterator[Change]) -> Iterator[Change]:
    for kept, run in groupby(changes, key=lambda change: change.kind is ChangeKind.KEPT):
        of_run = tuple(run)
        if kept:
            yield Change(ChangeKind.KEPT, "".join(change.text for change in of_run))
            continue
        for kind in (ChangeKind.OUT, ChangeKind.IN):
            text = "".join(change.text for change in of_run if change.kind is kind)
            if text:
                yield Change(kind, text)
