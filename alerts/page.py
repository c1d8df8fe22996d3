"""One tagged article as the matcher reads it: its terms with their positions, headline first, then the body."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from alerts.places import Displayed, Hit
from alerts.rule import Part
from processors.entities.asking import keys_of
from processors.orthography.collisions import may_join
from processors.orthography.stems import joined, stem
from processors.orthography.tokens import JOINED_WORDS, Word, words
from processors.orthography.variants import Path
from processors.tagged_article import Entity, TaggedArticle

GAP = 1_000
"""Positions between headline and body: no phrase and no proximity reaches over it."""


@dataclass(frozen=True, slots=True)
class Window:
    """One part of an article: the positions from `first` up to but not including `end`."""

    part: Part
    first: int
    end: int


EVERYWHERE = Window(Part.ANYWHERE, 0, 1 << 60)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rules look up of words that are read as one: whole terms, and beginnings of terms (`openings`).

    `openings` holds what such a beginning begins with: a word of an article that is none opens no term that counts,
    and one that has the whole beginning is found alone.
    """

    terms: Container[str]
    openings: Container[str]


@dataclass(frozen=True, slots=True)
class Page:
    """Terms and entities of one article.

    `present` are the terms alone, for what is asked of many at once. `entities` stand under each of their keys
    (processors.entities.asking), `windows` say which positions belong to which part. `remembered` (hits of options of
    a query) and `begun` are filled when they are asked for.
    """

    article: TaggedArticle
    displayed: Displayed
    terms: Mapping[str, list[Hit]]
    present: frozenset[str]
    entities: Mapping[str, list[Entity]]
    windows: Mapping[Part, Window]
    remembered: dict[tuple[tuple[Path, ...], int, int], Sequence[Hit]] = field(default_factory=dict)
    begun: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def beginning(self, length: int) -> Mapping[str, list[str]]:
        """Give the terms by their first `length` letters."""
        if length not in self.begun:
            begun = self.begun[length] = {}
            for term in self.terms:
                if len(term) >= length:
                    begun.setdefault(term[:length], []).append(term)
        return self.begun[length]


def page(article: TaggedArticle, wanted: Wanted | None = None) -> Page:
    """Read `article` for matching. Of words read as one, only those in `wanted` are kept (null: all of them)."""
    title, body = words(article.title or ""), words(article.body or "")
    body_from = len(title) + GAP
    displayed = Displayed(article.title or "", article.body or "", body_from)
    terms: dict[str, list[Hit]] = {}
    _collect(title, 0, terms, wanted)
    _collect(body, body_from, terms, wanted)
    lead_end = lead(displayed.body)
    windows = {
        Part.ANYWHERE: EVERYWHERE,
        Part.HEADLINE: Window(Part.HEADLINE, 0, body_from),
        Part.LEAD: Window(Part.LEAD, body_from, body_from + sum(1 for word in body if word.end <= lead_end)),
        Part.BODY: Window(Part.BODY, body_from, EVERYWHERE.end),
    }
    return Page(article, displayed, terms, frozenset(terms), _entities(article.entities), windows)


def _collect(sequence: Sequence[Word], base: int, terms: dict[str, list[Hit]], wanted: Wanted | None) -> None:
    """Add the terms of `sequence`: those of processors.orthography.tokens.expand, at a third of its cost.

    Most of them are two or three words read as one that no rule asks for; for those no place is kept. A test holds
    both to the same terms.
    """
    looked_up, openings = (wanted.terms, wanted.openings) if wanted else ((), ())
    spelled = tuple(word.spelled for word in sequence)
    wholes = [joined(word) for word in spelled]
    stems = [stem(word) for word in spelled]
    for at, first in enumerate(sequence):
        before = wholes[at]
        _add(terms, before, stems[at], (base + at, first.start, first.end))
        every = wanted is None or before in openings
        for last in range(at + 1, min(at + JOINED_WORDS, len(sequence))):
            whole = before + wholes[last]
            cut = whole if stems[last] == wholes[last] else before + stems[last]
            asked = every or whole in looked_up or (cut is not whole and cut in looked_up)
            if asked and may_join(spelled[at : last + 1]):
                _add(terms, whole, cut, (base + at, first.start, sequence[last].end))
            before = whole


def _add(terms: dict[str, list[Hit]], whole: str, cut: str, hit: Hit) -> None:
    if whole in terms:
        terms[whole].append(hit)
    else:
        terms[whole] = [hit]
    if cut != whole:
        terms.setdefault(cut, []).append(hit)


def lead(body: str) -> int:
    """Give the length of the first paragraph, in code points, with the blank lines before it."""
    begin = len(body) - len(body.lstrip())
    end = body.find("\n", begin)
    return len(body) if end < 0 else end


def _entities(found: tuple[Entity, ...]) -> Mapping[str, list[Entity]]:
    by_key: dict[str, list[Entity]] = {}
    for entity in found:
        for key in keys_of(entity):
            by_key.setdefault(key, []).append(entity)
    return by_key
