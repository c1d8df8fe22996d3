"""Repair the spelling of a text, and tell each repair: its rule, what was written, what stands there now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from processors.orthography.addresses import address_spans
from processors.orthography.chunks import Noted, noted_chunks
from processors.orthography.edits import Edit, apply, laid_over
from processors.orthography.encoding import encoding_edits
from processors.orthography.letters import has_doubtful_letters, letter_edits, mended, mended_throughout
from processors.orthography.marks import character_edits, spacing_edits
from processors.orthography.markup import markup_edits
from processors.orthography.repair_words import word_edits
from processors.orthography.runs import Spans, foreign_spans
from processors.orthography.windows import merged_spans, spaced_locally
from processors.tagged_article import Repair

_PERSIAN = frozenset(("fa", "prs", "fas", "per", "pes", "dar"))
_MOST_ROUNDS = 6


type _Layer = tuple[str, Sequence[Edit] | str]
"""One step of a repair: the text before it, and its edits, or the text after it where only letters were exchanged."""


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` as a reader should see it, and the `repairs` (ordered, apart) that lead to it from the original."""

    text: str
    _original: str
    _layers: tuple[_Layer, ...]

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Every repair, worked out when asked for: an old wire's text has one in every third word."""
        return _repairs(self._original, _as_one(self._layers))


def normalize(text: str, language: str | None = None, *, protect: Iterable[tuple[int, int]] = ()) -> Normalized:
    r"""Repair letters, signs, spaces and half-spaces of Persian and Dari `text`; right text comes back as it is.

    `language` is the article's as declared (fa, prs, ps, ar, en ...; None when unknown): stretches in other languages
    keep their letters. Words that begin in the spans `protect` (code points of `text`: names, say) are left alone.

    >>> normalize("رسانهها مي روند").text == "رسانه\u200cها می\u200cروند"
    True

    Raises:
        ItemRejected: the text cannot be read in any encoding Peyk knows (reason encoding).
    """
    persian = language is None or language.lower().partition("-")[0] in _PERSIAN
    spans = tuple(protect)
    lettered = mended_throughout(text)
    noted = noted_chunks(lettered)
    if spans or not persian or any(found.chunk.foreign for found in noted):
        return _with_care(text, noted, spans, persian=persian)
    current, layers, smooth_chunks = _mended_plainly(text, lettered, noted)
    if any(found.chunk.foreign for found in smooth_chunks):  # laid bare: an Urdu letter in its presentation form
        return _with_care(text, noted, spans, persian=persian)
    found = word_edits(current, smooth_chunks)
    return Normalized(apply(current, found), text, (*layers, (current, found)))


def _mended_plainly(text: str, lettered: str, noted: Sequence[Noted]) -> tuple[str, list[_Layer], Sequence[Noted]]:
    """Repair all but the words of a text that is Persian throughout; give it with its layers and noted chunks."""
    layers: list[_Layer] = [(text, lettered)]
    if _holds_codes(lettered, noted):
        smooth, steps = _smoothed(lettered)
        current = mended_throughout(smooth)
        layers += (*steps, (smooth, current))
        return current, layers, noted_chunks(current)
    if "  " in text or any(found.chunk.signs for found in noted):
        smooth, edits, noted = spaced_locally(lettered, noted)
        lettered, before = mended_throughout(smooth), lettered
        layers += ((before, edits), (smooth, lettered))
    return lettered, layers, noted


def _with_care(text: str, noted: Sequence[Noted], protect: Spans, *, persian: bool) -> Normalized:
    """Repair a text that is not Persian throughout, or has parts to be left alone; `noted` with letters mended."""
    if _holds_codes(text, noted):
        current, layers = _smoothed(text)
        noted = noted_chunks(mended_throughout(current))
    else:
        current, edits, noted = spaced_locally(text, noted)
        layers = [(text, edits)]
    signs = [found.start for found in noted if found.chunk.foreign]
    protected = _moved(protect, _as_one(layers)) if protect else ()
    foreign = foreign_spans(current, signs, persian=persian)
    kept = merged_spans((*foreign, *protected, *address_spans(current)))
    lettered = mended(current, kept)
    # Outside of what is kept the letters are those that `noted` was read with, but for doubtful words.
    noted = noted_chunks(lettered) if has_doubtful_letters(current) else noted
    found = word_edits(lettered, noted, kept)
    return Normalized(apply(lettered, found), text, (*layers, (current, lettered), (lettered, found)))


def _holds_codes(text: str, noted: Sequence[Noted]) -> bool:
    """Tell whether `text` has tags, entities or a wrong encoding to repair, or may have them once signs are gone."""
    if not any(found.chunk.codes for found in noted):
        return False
    return any(found.chunk.signs for found in noted) or bool(encoding_edits(text) or markup_edits(text))


def _smoothed(text: str) -> tuple[str, list[_Layer]]:
    """Repair what is not words: encoding, markup, single characters, spaces and marks."""
    layers: list[_Layer] = []
    # What one rule lays bare another may have to repair: an entity that stands for a tag, a form that hides a code.
    for _ in range(_MOST_ROUNDS):
        before = text
        for find in (encoding_edits, markup_edits, character_edits):
            found = find(text)
            if found:
                layers.append((text, found))
                text = apply(text, found)
        spaced, found = spacing_edits(text)
        if found:
            layers.append((text, found))
        text = spaced
        if text == before:
            break
    return text, layers


def _as_one(layers: Iterable[_Layer]) -> list[Edit]:
    """Lay all steps of a repair over each other: one list of edits on the first text."""
    return laid_over(
        [(before, letter_edits(before, step) if isinstance(step, str) else step) for before, step in layers]
    )


def _repairs(text: str, edits: Iterable[Edit]) -> tuple[Repair, ...]:
    repairs = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.to)
        repairs.append(Repair(name=edit.name, from_=text[edit.start : edit.end], to=edit.to, start=start, end=end))
        shift = end - edit.end
    return tuple(repairs)


def _moved(spans: Iterable[tuple[int, int]], edits: list[Edit]) -> list[tuple[int, int]]:
    """Find spans of the text before `edits` in the text after them."""
    return [(_place(start, edits, "first"), _place(end, edits, "last")) for start, end in sorted(spans)]


def _place(at: int, edits: Iterable[Edit], side: Literal["first", "last"]) -> int:
    """Find where `at` is after `edits`; of one that holds it, where what it wrote begins (first) or ends (last)."""
    shift = 0
    for edit in edits:
        if edit.end > at:
            if edit.start < at:
                return edit.start + shift + (len(edit.to) if side == "last" else 0)
            break
        shift += len(edit.to) - (edit.end - edit.start)
    return at + shift


def replay(original: str, repairs: Iterable[Repair]) -> str:
    """Make the reported `repairs` in `original`: the result is the repaired text."""
    shift = 0
    edits = []
    for repair in repairs:
        start = repair.start - shift
        edits.append(Edit(start, start + len(repair.from_), repair.to, repair.name))
        shift += len(repair.to) - len(repair.from_)
    return apply(original, edits)


def undo(repaired: str, repairs: Iterable[Repair]) -> str:
    """Take the reported `repairs` back from `repaired`: the result is the original, code point for code point."""
    return apply(repaired, (Edit(repair.start, repair.end, repair.from_, repair.name) for repair in repairs))
