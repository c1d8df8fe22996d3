"""Prepares a query for matching: the tree that search and rules share becomes checks against a Page.

A check answers with the places that made it true (none, where something is true by being absent), or null. Each also
names what it looks up (terms, beginnings of terms), and what it requires: sets of triggers, of each of which an article
must have one before the check can be true, so that the matcher need not look at the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from heapq import merge
from itertools import combinations, islice

from alerts.page import EVERYWHERE, Page, Window
from alerts.places import Found, Hit
from alerts.postings import Required, commonness
from processors.entities.asking import IdsFor, keys_asked, shipped_ids
from processors.orthography.fold import fold_text
from processors.orthography.variants import NO_VARIANTS, Path, VariantTable, default_variants, needs, paths
from processors.query import And, AtLeast, EntityIs, Leaf, Node, Not, Or, Phrase, Prefix, Words

PREFIX_MARK = "\x01"
ENTITY_MARK = "\x02"
"""First characters of triggers that are no term: the beginning of one, and an entity."""

MOST_CHOICES = 6
"""Required sets of one list: enough for two of four to be told from one by their words alone."""


@dataclass(frozen=True, slots=True)
class AnyPath:
    """One of several runs of neighbouring positions, each with one of the terms that the run asks for there.

    `first` holds the terms that may begin one; `plain` says that these are all: one option of one position.
    """

    term: str
    options: tuple[Path, ...]
    first: frozenset[str]
    plain: bool

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every place of every option."""
        present = page.present & self.first
        if not present:  # which is so of most words in most articles
            return None
        if self.plain and len(present) == 1 and window is EVERYWHERE:
            (term,) = present
            return ((self.term, page.terms[term]),)
        hits = page.remembered.get((self.options, window.first, window.end))
        if hits is None:  # rules share words: each is looked up once for an article
            hits = page.remembered[self.options, window.first, window.end] = self._hits(page, window)
        return ((self.term, hits),) if hits else None

    def _hits(self, page: Page, window: Window) -> Sequence[Hit]:
        terms = page.terms
        hits: list[Sequence[Hit]] = []
        for path in self.options:
            if len(path) > 1:
                hits.append(_path_hits(page, path, window))
            elif window is EVERYWHERE:
                hits += [terms[term] for term in path[0] if term in terms]
            else:
                hits += [_inside(terms[term], window) for term in path[0] if term in terms]
        # What one term has stands in order.
        return hits[0] if len(hits) == 1 else sorted({hit for places in hits for hit in places})

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset(term for path in self.options for step in path for term in step)

    def required(self) -> Required:
        """Require the terms of every position; with several options, those of the most telling of each, and so on."""
        if len(self.options) == 1:
            return self.options[0]
        telling = [sorted(path, key=commonness) for path in self.options]
        steps = range(max(map(len, telling)))
        # An option that has no more positions is asked for its last one again.
        return tuple(frozenset().union(*(path[min(step, len(path) - 1)] for path in telling)) for step in steps)


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any order, with at most `within` positions between them that are none of theirs."""

    term: str
    words: tuple[AnyPath, ...]
    within: int

    def find(self, page: Page, window: Window) -> Found | None:
        """Find the words in each stretch that is short enough."""
        found = [word.find(page, window) for word in self.words]
        hits = [hits for places in found if places for _, hits in places]
        if len(hits) < len(self.words):
            return None
        close = {hit for chosen in _stretches(hits, self.within + len(hits)) for hit in chosen}
        return ((self.term, sorted(close)),) if close else None

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset().union(*(word.terms() for word in self.words))

    def required(self) -> Required:
        """Require what each word requires."""
        return tuple(terms for word in self.words for terms in word.required())


@dataclass(frozen=True, slots=True)
class Beginning:
    """A term that begins with `start` (folded)."""

    term: str
    start: str

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every term that begins so."""
        begun = (page.terms[term] for term in page.beginning(len(self.start)).get(self.start, ()))
        hits = sorted(hit for places in begun for hit in _inside(places, window))
        # Words that are also matched as if written as one begin alike: the first word alone is what was meant.
        shortest = {hit[0]: hit for hit in reversed(hits)}
        return ((self.term, tuple(shortest.values())),) if shortest else None

    def terms(self) -> frozenset[str]:
        """Name the beginning: any term may have it."""
        return frozenset((PREFIX_MARK + self.start,))

    def required(self) -> Required:
        """Require the beginning."""
        return (frozenset((PREFIX_MARK + self.start,)),)


@dataclass(frozen=True, slots=True)
class Tagged:
    """An entity of the article that has one of `keys`."""

    term: str
    keys: frozenset[str]

    def find(self, page: Page, window: Window) -> Found | None:
        """Find every mention."""
        everywhere = {
            (page.displayed.body_from if entity.field == "body" else 0, entity.start, entity.end)
            for key in self.keys
            for entity in page.entities.get(key, ())
        }
        hits = sorted(_inside(everywhere, window))
        return ((self.term, hits),) if hits else None

    def terms(self) -> frozenset[str]:
        """Name none: entities are no terms."""
        return frozenset()

    def required(self) -> Required:
        """Require the entity."""
        return (frozenset(ENTITY_MARK + key for key in self.keys),)


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """At least `count` of `parts`."""

    count: int
    parts: tuple["Check", ...]

    def find(self, page: Page, window: Window) -> Found | None:
        """Find the places of all parts that are true, if they are enough."""
        found: Found = ()
        missing = len(self.parts) - self.count
        for part in self.parts:
            places = part.find(page, window)
            if places is not None:
                found += places
                continue
            missing -= 1
            if missing < 0:
                return None
        return found

    def terms(self) -> frozenset[str]:
        """Name every term that is looked up."""
        return frozenset().union(*(part.terms() for part in self.parts))

    def required(self) -> Required:
        """Require what every part does or, where some may be missing, one trigger of any that cannot all be."""
        telling = [part.required() for part in self.parts if not isinstance(part, Without)]
        present = self.count - (len(self.parts) - len(telling))
        if present == len(telling):
            return tuple(dict.fromkeys(terms for required in telling for terms in required))
        chosen = sorted((min(required, key=commonness) for required in telling), key=commonness)
        some = combinations(chosen, len(telling) - present + 1)  # of each of these one part is there
        return tuple(frozenset().union(*parts) for parts in islice(some, MOST_CHOICES))


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

    def required(self) -> Required:
        """Require nothing: the parser sees to it that something else is asked for."""
        return ()


type Check = AnyPath | Near | Beginning | Tagged | AtLeastOf | Without


def prepare(node: Node, ids_for: IdsFor = shipped_ids, *, variants: bool) -> Check:
    """Prepare a parsed query. `variants` lets Dari and Iranian words stand for each other."""
    return _prepare(node, ids_for, variants=variants)


def _prepare(node: Node, ids_for: IdsFor, *, variants: bool) -> Check:
    def each(parts: Iterable[Node]) -> tuple[Check, ...]:
        return tuple(_prepare(part, ids_for, variants=variants) for part in parts)

    match node:
        case Or(parts):
            return AtLeastOf(1, each(parts))
        case AtLeast(count, parts):
            return AtLeastOf(count, each(parts))
        case And(parts):
            # What must be absent is looked for last: most articles fail before.
            return _all(each(sorted(parts, key=lambda part: isinstance(part, Not))))
        case Not(part):
            return Without(_prepare(part, ids_for, variants=variants))
        case _:
            return _leaf(node, ids_for, variants=variants)


def _leaf(leaf: Leaf, ids_for: IdsFor, *, variants: bool) -> Check:
    match leaf:
        case Words(text):
            return _words(text, variants=variants)
        case Phrase(text, within=within):
            return _phrase(text, within, _table(variants=variants))
        case Prefix(text):
            return Beginning(text, fold_text(text))
        case EntityIs(value):
            return Tagged(value, keys_asked(value, ids_for))


@lru_cache(maxsize=1 << 16)
def _words(text: str, *, variants: bool) -> Check:
    """Prepare bare words once for all rules that ask for them: one check also takes the room of one."""
    return _all(tuple(_any(text, need) for need in needs(text, _table(variants=variants))))


def _phrase(text: str, within: int | None, table: VariantTable) -> Check:
    if within is None:
        return _any(text, paths(text, table))
    return Near(text, tuple(_any(text, need) for need in needs(text, table)), within)


def _table(*, variants: bool) -> VariantTable:
    return default_variants() if variants else NO_VARIANTS


def _any(text: str, options: tuple[Path, ...]) -> AnyPath:
    first = options[0][0] if len(options) == 1 else frozenset().union(*(path[0] for path in options))
    return AnyPath(text, options, first, plain=len(options) == len(options[0]) == 1)


def _all(checks: tuple["Check", ...]) -> Check:
    return checks[0] if len(checks) == 1 else AtLeastOf(len(checks), checks)


def _inside(hits: Iterable[Hit], window: Window) -> list[Hit]:
    return [hit for hit in hits if window.first <= hit[0] < window.end]


def _path_hits(page: Page, path: Path, window: Window) -> list[Hit]:
    if any(map(page.present.isdisjoint, path)):
        return []
    steps = [_at(page, terms) for terms in path]
    starts = reduce(set.intersection, ({position - shift for position in step} for shift, step in enumerate(steps)))
    return [
        (position, steps[0][position][0], max(step[position + shift][1] for shift, step in enumerate(steps)))
        for position in sorted(starts)
        if window.first <= position and position + len(steps) <= window.end
    ]


def _at(page: Page, terms: Iterable[str]) -> dict[int, tuple[int, int]]:
    return {position: (start, end) for term in terms for position, start, end in page.terms.get(term, ())}


def _stretches(words: Sequence[Sequence[Hit]], longest: int) -> Iterator[list[Hit]]:
    """Yield, for each place of each word as the first, the nearest places of the others that are close enough."""
    rows = [sorted(places) for places in words]
    at = [0] * len(rows)  # moves on only, so that two words which fill a long text cost its length and not its square
    for first, *_ in merge(*rows):
        for number, places in enumerate(rows):
            while at[number] < len(places) and places[at[number]][0] < first:
                at[number] += 1
            if at[number] == len(places):
                return
        near = [places[place] for places, place in zip(rows, at, strict=True)]
        if max(near)[0] - first + 1 <= longest:
            yield near
