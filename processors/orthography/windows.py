"""Repair characters, spaces and marks only where a text is rough, so that a right sentence beside costs nothing."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import itemgetter

from processors.orthography.chunks import Noted, noted_chunks
from processors.orthography.edits import Edit, apply, compose
from processors.orthography.letters import mended_throughout
from processors.orthography.marks import character_edits, has_rare, spacing_edits
from processors.orthography.runs import Spans

_MOST_ROUNDS = 6
_SPACES = re.compile("  +")


def spaced_locally(text: str, noted: Sequence[Noted]) -> tuple[str, list[Edit], list[Noted]]:
    """Give `text` with spaces and marks in their places, the edits that put them there, and its noted chunks.

    `noted` are the noted chunks of `text`, its letters mended or not; no rule for tags or encodings may apply to any.
    """
    rough = [(found.start, found.end) for found in noted if found.chunk.signs]
    rough += [match.span() for match in _SPACES.finditer(text)]
    windows = merged_spans(_widened(text, *span) for span in rough)
    edits = _edits(text, windows)
    if not edits:
        return text, edits, list(noted)
    after = apply(text, edits)
    return after, edits, _noted_after(after, noted, windows, edits)


def merged_spans(spans: Iterable[tuple[int, int]]) -> Spans:
    """Give `spans` in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span by the chunk on each side of it: no rule looks farther."""
    before = text.rfind(" ", 0, max(start - 1, 0)) + 1
    after = text.find(" ", end + 1)
    return before, after if after >= 0 else len(text)


def _edits(text: str, windows: Spans) -> list[Edit]:
    # One search over all windows, with line breaks between, which no rule crosses.
    shown = "\n".join(text[start:end] for start, end in windows)
    starts = list(accumulate((end - start + 1 for start, end in windows), initial=0))
    edits = []
    for edit in _on_shown(shown):
        window = bisect_right(starts, edit.start) - 1
        shift = windows[window][0] - starts[window]
        edits.append(Edit(edit.start + shift, edit.end + shift, edit.to, edit.name))
    return edits


def _on_shown(text: str) -> list[Edit]:
    edits: list[Edit] = []
    # What one rule takes away may bring under another what stood beside it.
    for _ in range(_MOST_ROUNDS):
        found = character_edits(text)
        if found:
            edits, text = compose(text, edits, found), apply(text, found)
        spaced, found = spacing_edits(text)
        edits, text = compose(text, edits, found), spaced
        if not has_rare(text):
            break
    return edits


def _noted_after(after: str, noted: Sequence[Noted], windows: Spans, edits: Sequence[Edit]) -> list[Noted]:
    """Give the noted chunks of `after`, the text after `edits`: outside the windows moved, within read anew."""
    ends = [edit.end for edit in edits]
    grown = [0, *accumulate(len(to) - (end - start) for start, end, to, _ in edits)]
    found = []
    begins = [start for start, _ in windows]
    for start, end, chunk in noted:
        window = bisect_right(begins, start) - 1
        if window < 0 or start >= windows[window][1]:
            shift = grown[bisect_right(ends, start)]
            found.append(Noted(start + shift, end + shift, chunk))
    news, starts = [], []
    for start, end in windows:
        starts.append(start + grown[bisect_right(ends, start)])
        news.append(after[starts[-1] : end + grown[bisect_right(ends, end)]])
    # Read together, as they were searched; a line break between two is a chunk's end like any other.
    shown = list(accumulate((len(new) + 1 for new in news), initial=0))
    for start, end, chunk in noted_chunks(mended_throughout("\n".join(news))):
        window = bisect_right(shown, start) - 1
        shift = starts[window] - shown[window]
        found.append(Noted(start + shift, end + shift, chunk))
    return sorted(found, key=itemgetter(0))
