"""Repair the words of a text in their sentence: where a form is in doubt, the neighbours and the text's style decide."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from processors.orthography.edits import Edit
from processors.orthography.lexicon import HALF_SPACE
from processors.orthography.sources import own_lines
from processors.orthography.spaced import affixes, join, joined
from processors.orthography.words import LONGEST, WORD, Reading, reading

_STYLE_SHARE = 3
"""A text writes half-spaces itself where it has one for every three or fewer that it could be given."""

Spans = Sequence[tuple[int, int]]


@cache
def _never_after_ezafe() -> frozenset[str]:
    return frozenset(own_lines("never_after_ezafe.txt"))


@dataclass(slots=True)
class _Text:
    """A text cut into what stands between words (even places) and words (odd places), and where each begins."""

    pieces: list[str]
    starts: list[int]
    keeps_style: bool

    def space_after(self, place: int) -> str:
        return self.pieces[place + 1]

    def word(self, place: int) -> str:
        return self.pieces[place] if 0 < place < len(self.pieces) else ""


def word_edits(text: str, kept: Spans = ()) -> list[Edit]:
    """Find the words to repair. Words that begin within the `kept` spans (ordered, apart) are left alone."""
    pieces = WORD.split(text)
    readings = [reading(word) if len(word) <= LONGEST else None for word in pieces[1::2]]
    touched = {2 * i + 1: found for i, found in enumerate(readings) if found}
    loose = _loose(pieces, touched)
    if not touched and not loose:
        return []
    starts = [0, *accumulate(map(len, pieces))]
    if kept:
        touched = {place: found for place, found in touched.items() if not _is_within(starts[place], kept)}
        loose = [place for place in loose if not _is_within(starts[place], kept)]
    lost = sum(HALF_SPACE in found.full for found in touched.values())
    cut = _Text(pieces, starts, keeps_style=text.count(HALF_SPACE) * _STYLE_SHARE >= lost)
    return _all_edits(cut, touched, loose)


def _loose(pieces: list[str], touched: dict[int, Reading]) -> list[int]:
    """Give the places of the words that may belong to a neighbour."""
    places = [2 * i + 1 for i, word in enumerate(pieces[1::2]) if word in affixes()]
    written_otherwise = [place for place, found in touched.items() if found.letters in affixes()]
    return sorted({*places, *written_otherwise}) if written_otherwise else places


def _is_within(position: int, spans: Spans) -> bool:
    at = bisect_right(spans, (position, 1 << 62)) - 1
    return at >= 0 and spans[at][0] <= position < spans[at][1]


def _all_edits(cut: _Text, touched: dict[int, Reading], loose: list[int]) -> list[Edit]:
    forms: dict[int, tuple[str, str]] = {}
    for place, found in touched.items():
        form, name = _form(cut, place, found)
        if form != cut.pieces[place]:
            forms[place] = (form, name)
    spans = _joined_spans(cut, forms, loose)
    covered = {place for first, last in spans for place in range(first, last + 1, 2)}
    edits = [_edit(cut, place, place, *forms[place]) for place in forms if place not in covered]
    for first, last in spans:
        edits.append(_joined_edit(cut, forms, first, last))
    return sorted(edits, key=lambda edit: edit.start)


def _edit(cut: _Text, first: int, last: int, to: str, name: str) -> Edit:
    return Edit(cut.starts[first], cut.starts[last + 1], to, name)


def _form(cut: _Text, place: int, found: Reading) -> tuple[str, str]:
    form = found.certain if cut.keeps_style else found.full
    if form not in (found.letters, found.before_stop) and found.before_stop and _stops_after(cut, place):
        form = found.before_stop
    names = [found.letter_names, found.half_space_name if form != found.letters else ""]
    return form, "+".join(filter(None, names))


def _stops_after(cut: _Text, place: int) -> bool:
    if cut.space_after(place) != " ":
        return True
    following = cut.word(place + 2)
    return following in _never_after_ezafe()


def _joined_spans(cut: _Text, forms: dict[int, tuple[str, str]], loose: list[int]) -> list[tuple[int, int]]:
    """Give the places (first and last word) of parts that belong together, neighbours in a row as one span."""

    def now(place: int) -> str:
        return forms[place][0] if place in forms else cut.word(place)

    spans: list[tuple[int, int]] = []
    for place in loose:
        before = now(place - 2) if cut.pieces[place - 1] == " " else ""
        after = now(place + 2) if cut.space_after(place) == " " else ""
        side = joined(before, now(place), after)
        if side is None:
            continue
        first, last = (place, place + 2) if side == "next" else (place - 2, place)
        if spans and spans[-1][1] >= first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _joined_edit(cut: _Text, forms: dict[int, tuple[str, str]], first: int, last: int) -> Edit:
    names = []
    whole = ""
    for place in range(first, last + 1, 2):
        form, name = forms.get(place, (cut.word(place), ""))
        whole = join(whole, form) if whole else form
        names.append(name)
    kept = dict.fromkeys(part for name in (*names, "half-space-for-space") for part in name.split("+") if part)
    return _edit(cut, first, last, whole, "+".join(kept))
