"""Prepares a query for matching: the tree that search and rules share becomes checks against a Page.

A check answers with the places that made it true (none, where something is true by being absent), or null. Each also
names the terms that it looks up, and its triggers: terms of which at least one must be in an article before the check
can be true, so that the matcher need not look at the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from alerts.page import EVERYWHERE, Hit, Page, Window, entity_key
from processors.orthography.fold import fold_text
from processors.orthography.variants import NO_VARIANTS, Path, VariantTable, default_variants, needs, paths
from processors.query import And, AtLeast, EntityIs, Leaf, Node, Not, Or, Phrase, Prefix, Words

PREFIX_MARK = "\x01"
ENTITY_MARK = "\x02"
"""First characters of triggers that are no term: the beginning of one, and an entity."""


class Place(NamedTuple):  # made for each place of each match
    """One place that helped to make a check true: the leaf of the query it stands for, and where it is."""

    term: str
    hit: Hit


type Found = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class AnyPath:
    """One of several runs of neighbouring positions, each with one of the terms that the run asks for there."""

    term: str
    options: tuple[Path, ...]

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every place of every option."""
        hits: set[Hit] = set()
        for path in self.options:
            # Nearly every path is one position long.
            hits.update(_term_hits(page, path[0], window) if len(path) == 1 else _path_hits(page, path, window))
        return tuple(Place(self.term, hit) for hit in sorted(hits)) if hits else None

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset(term for path in self.options for step in path for term in step)

    def triggers(self) -> frozenset[str]:
        """Name the terms of the most telling position of each option."""
        return frozenset(term for path in self.options for term in min(path, key=_commonness))


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any order, with at most `within` positions between them that are none of theirs."""

    term: str
    words: tuple[AnyPath, ...]
    within: int

    def find(self, page: Page, window: Window) -> Found | None:
        """Find the words in each stretch that is short enough."""
        found = [word.find(page, window) for word in self.words]
        hits = [[place.hit for place in places] for places in found if places]
        if len(hits) < len(self.words):
            return None
        close = {hit for chosen in _stretches(hits, self.within + len(hits)) for hit in chosen}
        return tuple(Place(self.term, hit) for hit in sorted(close)) or None

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset().union(*(word.terms() for word in self.words))

    def triggers(self) -> frozenset[str]:
        """Name the triggers of the most telling word."""
        return min((word.triggers() for word in self.words), key=_commonness)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A term that begins with `start` (folded)."""

    term: str
    start: str

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every term that begins so."""
        begun = (places for term, places in page.terms.items() if term.startswith(self.start))
        hits = sorted(hit for places in begun for hit in places if window.first <= hit[0] < window.end)
        # Words that are also matched as if written as one begin alike: the first word alone is what was meant.
        shortest = {hit[0]: hit for hit in reversed(hits)}
        return tuple(Place(self.term, hit) for hit in shortest.values()) or None

    def terms(self) -> frozenset[str]:
        """Name none: any term may begin so."""
        return frozenset()

    def triggers(self) -> frozenset[str]:
        """Name the beginning."""
        return frozenset((PREFIX_MARK + self.start,))


@dataclass(frozen=True, slots=True)
class Tagged:
    """An entity of the article, by identity or folded name."""

    term: str
    key: str

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every mention."""
        hits = (
            (page.body_from if entity.field == "body" else 0, entity.start, entity.end)
            for entity in page.entities.get(self.key, ())
        )
        return tuple(Place(self.term, hit) for hit in hits if window.first <= hit[0] < window.end) or None

    def terms(self) -> frozenset[str]:
        """Name none: entities are no terms."""
        return frozenset()

    def triggers(self) -> frozenset[str]:
        """Name the entity."""
        return frozenset((ENTITY_MARK + self.key,))


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """At least `count` of `parts`."""

    count: int
    parts: tuple["Check", ...]

    def find(self, page: Page, window: Window) -> Found | None:
        """Find the places of all parts that are true, if they are enough."""
        found: list[Place] = []
        missing = len(self.parts) - self.count
        for part in self.parts:
            places = part.find(page, window)
            if places is not None:
                found += places
                continue
            missing -= 1
            if missing < 0:
                return None
        return tuple(found)

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset().union(*(part.terms() for part in self.parts))

    def triggers(self) -> frozenset[str]:
        """Name the triggers of as many parts as cannot all be missing, the most telling ones."""
        telling = sorted((part.triggers() for part in self.parts if not isinstance(part, Without)), key=_commonness)
        absent = len(self.parts) - len(telling)
        return frozenset().union(*telling[: len(telling) - (self.count - absent) + 1])


@dataclass(frozen=True, slots=True)
class Without:
    """Anything in which `part` is not found."""

    part: "Check"

    def find(self, page: Page, window: Window) -> Found | None:
        """Find nothing, which is what was asked for, or null."""
        return () if self.part.find(page, window) is None else None

    def terms(self) -> frozenset[str]:
        """Name every term that must be absent."""
        return self.part.terms()

    def triggers(self) -> frozenset[str]:
        """Name no trigger: what is absent cannot be one. The parser sees to it that something else is asked for."""
        return frozenset()


type Check = AnyPath | Near | Beginning | Tagged | AtLeastOf | Without


def prepare(node: Node, *, variants: bool) -> Check:
    """Prepare a parsed query. `variants` lets Dari and Iranian words stand for each other."""
    return _prepare(node, default_variants() if variants else NO_VARIANTS)


def _prepare(node: Node, table: VariantTable) -> Check:
    match node:
        case Or(parts):
            return AtLeastOf(1, tuple(_prepare(part, table) for part in parts))
        case AtLeast(count, parts):
            return AtLeastOf(count, tuple(_prepare(part, table) for part in parts))
        case And(parts):
            # What must be absent is looked for last: most articles fail before.
            return _all([_prepare(part, table) for part in sorted(parts, key=lambda part: isinstance(part, Not))])
        case Not(part):
            return Without(_prepare(part, table))
        case _:
            return _leaf(node, table)


def _leaf(leaf: Leaf, table: VariantTable) -> Check:
    match leaf:
        case Words(text):
            return _all([AnyPath(text, need) for need in needs(text, table)])
        case Phrase(text, within=None):
            return AnyPath(text, paths(text, table))
        case Phrase(text, within=within):
            return Near(text, tuple(AnyPath(text, need) for need in needs(text, table)), within or 0)
        case Prefix(text):
            return Beginning(text, fold_text(text))
        case EntityIs(value):
            return Tagged(value, entity_key(value))


def _all(checks: list["Check"]) -> Check:
    return checks[0] if len(checks) == 1 else AtLeastOf(len(checks), tuple(checks))


def _commonness(terms: Iterable[str]) -> tuple[float, int]:
    # Short words are common in Persian as in other languages; the trigger is the longest that is at hand.
    listed = list(terms)
    return -min(map(len, listed), default=0), len(listed)


def _term_hits(page: Page, terms: Iterable[str], window: Window) -> Iterator[Hit]:
    for term in terms:
        if (places := page.terms.get(term)) is None:
            continue
        yield from places if window is EVERYWHERE else [hit for hit in places if window.first <= hit[0] < window.end]


def _path_hits(page: Page, path: Path, window: Window) -> Iterator[Hit]:
    steps = [_at(page, terms) for terms in path]
    if not all(steps):
        return
    starts = reduce(set.intersection, ({position - shift for position in step} for shift, step in enumerate(steps)))
    for position in starts:
        if window.first <= position and position + len(steps) <= window.end:
            yield position, steps[0][position][0], max(step[position + i][1] for i, step in enumerate(steps))


def _at(page: Page, terms: Iterable[str]) -> dict[int, tuple[int, int]]:
    return {position: (start, end) for term in terms for position, start, end in page.terms.get(term, ())}


def _stretches(words: list[list[Hit]], longest: int) -> Iterator[list[Hit]]:
    """Yield, for each place of each word as the first, the nearest places of the others that are close enough."""
    for first in sorted(hit for places in words for hit in places):
        chosen = [next((hit for hit in places if hit[0] >= first[0]), None) for places in words]
        near = [hit for hit in chosen if hit is not None]
        if len(near) == len(words) and max(hit[0] for hit in near) - first[0] + 1 <= longest:
            yield near
