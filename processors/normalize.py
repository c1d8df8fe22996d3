"""Repair the spelling of a text, and tell each repair: its rule, what was written, what stands there now."""

from collections.abc import Iterable
from dataclasses import dataclass

from processors.orthography.edits import Edit, apply, compose
from processors.orthography.encoding import encoding_edits
from processors.orthography.markup import markup_edits
from processors.orthography.marks import character_edits, spacing_edits
from processors.orthography.repair_words import Spans, word_edits
from processors.orthography.runs import foreign_spans
from processors.tagged_article import Repair

_PERSIAN = frozenset(("fa", "prs", "fas", "per", "pes", "dar"))


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` as a reader should see it, and the `repairs` (ordered, apart) that lead to it from the original."""

    text: str
    repairs: tuple[Repair, ...]


def normalize(text: str, language: str | None = None, *, protect: Iterable[tuple[int, int]] = ()) -> Normalized:
    """Repair letters, signs, spaces and half-spaces of Persian and Dari `text`; right text comes back as it is.

    `language` is the article's as declared (fa, prs, ps, ar, en ...; None when unknown): stretches in other languages
    keep their letters. Words that begin in the spans `protect` (code points of `text`: names, say) are left alone.

    >>> normalize("رسانهها مي روند").text == "رسانه\\u200cها می\\u200cروند"
    True

    Raises:
        ItemRejected: the text cannot be read in any encoding Peyk knows (reason encoding).
    """
    edits: list[Edit] = []
    current = text
    for find in (encoding_edits, markup_edits, character_edits):
        found = find(current)
        edits, current = compose(current, edits, found), apply(current, found) if found else current
    spaced, found = spacing_edits(current)
    edits, current = compose(current, edits, found), spaced
    persian = language is None or language.lower().partition("-")[0] in _PERSIAN
    kept = _kept(foreign_spans(current, persian=persian), _moved(protect, edits))
    found = word_edits(current, kept)
    edits, current = compose(current, edits, found), apply(current, found) if found else current
    return Normalized(current, _repairs(text, edits))


def _repairs(text: str, edits: list[Edit]) -> tuple[Repair, ...]:
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
    moved = []
    for start, end in sorted(spans):
        before = sum(len(edit.to) - (edit.end - edit.start) for edit in edits if edit.end <= start)
        within = sum(len(edit.to) - (edit.end - edit.start) for edit in edits if start < edit.end <= end)
        moved.append((start + before, end + before + within))
    return moved


def _kept(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> Spans:
    kept: list[tuple[int, int]] = []
    for start, end in sorted((*first, *second)):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


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
