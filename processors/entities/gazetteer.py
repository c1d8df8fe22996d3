"""Known names in a text: one automaton over folded words, whatever their spaces, half-spaces and vowel marks."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

import ahocorasick

from processors.entities.known import Known, Place, own, shipped
from processors.entities.tokens import Token, tokens
from processors.orthography.fold import fold, fold_text

# What may follow a known name within one written word: clitics after a half-space, never the adjective's ی.
_CLITIC = re.compile("\u200c(?:ام|ات|اش|اند|ایم|مان|تان|شان|را|ست|م|ت|ش)")
_EDGE_MARKS = re.compile("[\u064b-\u0652\u0654\u0670\u200c]+\\Z|(?<=ه)\u200cی\\Z")
# The Arabic article before a surname in Latin letters.
_ARTICLE = re.compile("(?:al|el|ul)-", re.IGNORECASE)
_LONG = 4
"""Letters of a name in و; with its ezafe a shorter one is an ordinary word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that a spelling may stand for; `sure` when no context is needed to say so."""

    known: Known
    sure: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Words `first` to `last` (excluded) spell a known name; `start` and `end` leave out ezafe signs and clitics."""

    first: int
    last: int
    start: int
    end: int
    candidates: tuple[Candidate, ...]

    @property
    def sure(self) -> bool:
        """Whether the spelling means one of its entities in any context."""
        return any(candidate.sure for candidate in self.candidates)


@dataclass(slots=True)
class _Pattern:
    length: int
    candidates: list[Candidate]
    cuts: set[int]
    capitals: bool
    """Whether Latin capitals spell it: among Latin words WHO is an organization, who is not."""


class Gazetteer:
    """Known entities, found by their spellings; immutable once built."""

    def __init__(self, entities: Iterable[Known]) -> None:
        """Build the automaton; of two entities that share a spelling the one that comes first wins."""
        self._by_id: dict[str, Known] = {}
        self._by_form: dict[str, list[Known]] = {}
        self._surnames: dict[str, list[Known]] = {}
        patterns: dict[str, _Pattern] = {}
        for known in entities:
            self._by_id.setdefault(known.id, known)
            for form in known.forms:
                key = _add(patterns, known, form.text, sure=form.sure)
                holders = self._by_form.setdefault(key, [])
                if all(holder is not known for holder in holders):
                    holders.append(known)
        self._automaton = ahocorasick.Automaton()
        for key, pattern in patterns.items():
            self._automaton.add_word(key, pattern)
        self._automaton.make_automaton()

    def matches(self, words: Sequence[Token]) -> tuple[Match, ...]:
        """Known names among these words, the first and longest where they overlap; two of one entity are one name."""
        found = sorted(self._all(words), key=lambda match: (match.first, -match.last))
        chosen: list[Match] = []
        for match in found:
            if not chosen or match.first >= chosen[-1].last:
                chosen.append(match)
            elif match.last > chosen[-1].last and (shared := _shared(chosen[-1], match)):
                chosen[-1] = replace(chosen[-1], last=match.last, end=match.end, candidates=shared)
        return tuple(chosen)

    def _all(self, words: Sequence[Token]) -> Iterator[Match]:
        stream, begins, ends, bounds = _stream(words)
        for last, pattern in self._automaton.iter(stream):
            end = last + 1
            start = end - pattern.length
            first = begins.get(start)
            if first is None:
                continue
            after = ends.get(end)
            if after is None:
                after = _before_clitic(words, bounds, end)
                if after is None or not pattern.candidates[0].sure:
                    continue
            if all(begin - start in pattern.cuts for begin in bounds[first + 1 : after]):
                if pattern.capitals and _in_small_print(words, first, after):
                    continue
                stop = words[after - 1]
                edge = stop.start + bounds_end(stop.text, end - bounds[after - 1])
                yield Match(first, after, words[first].start, edge, tuple(pattern.candidates))

    def get(self, identity: str) -> Known | None:
        """The entity of that id, null when there is none."""
        return self._by_id.get(identity)

    def place_of(self, identity: str) -> Place | None:
        """Where the place of that id is; null when the id is unknown or not a place's."""
        known = self._by_id.get(identity)
        return known.place if known else None

    def names_of(self, identity: str) -> tuple[str, ...]:
        """Every spelling of the entity of that id, the canonical name first; empty when the id is unknown."""
        known = self._by_id.get(identity)
        return tuple(dict.fromkeys((known.name, *(form.text for form in known.forms)))) if known else ()

    def ids_for(self, name: str) -> tuple[str, ...]:
        """Ids of the entities that a name may stand for, the likeliest first; an id stands for itself.

        The last word of a person's name in Latin letters will do where nothing else is called so: of those who share
        it, it means the ones whom the Persian surname alone means (Trump is not the whole family).
        """
        for identity in (name, name.upper(), name.lower()):
            if identity in self._by_id:
                return (identity,)
        key = spelled(name)
        holders = self._by_form.get(key) or self._by_surname().get(key, [])
        sure = [known.id for known in holders if any(form.sure for form in known.forms if spelled(form.text) == key)]
        return tuple(dict.fromkeys((*sure, *(known.id for known in holders))))

    def _by_surname(self) -> Mapping[str, list[Known]]:
        if not self._surnames:
            for known in self.persons():
                if known.name_en and " " in known.name_en:
                    surname = _ARTICLE.sub("", known.name_en.split()[-1])
                    self._surnames.setdefault(spelled(surname), []).append(known)
            for key, holders in self._surnames.items():
                self._surnames[key] = [known for known in holders if _goes_by_surname(known)] or holders
        return self._surnames

    def persons(self) -> tuple[Known, ...]:
        """Every known person."""
        return tuple(known for known in self._by_id.values() if known.type == "person")

    def names(self) -> tuple[str, ...]:
        """Every spelling of every entity, for those who must not break names (half-space repair)."""
        return tuple(dict.fromkeys(form.text for known in self._by_id.values() for form in known.forms))


def _goes_by_surname(known: Known) -> bool:
    surname = spelled(known.name.split()[-1])
    return any(spelled(form.text) == surname for form in known.forms)


def _shared(one: Match, other: Match) -> tuple[Candidate, ...]:
    """What both spellings may stand for: ملا یعقوب and یعقوب مجاهد in ملا یعقوب مجاهد."""
    ids = {candidate.known.id for candidate in other.candidates}
    return tuple(candidate for candidate in one.candidates if candidate.known.id in ids)


def _add(patterns: dict[str, _Pattern], known: Known, form: str, *, sure: bool) -> str:
    """Add a form to the patterns, and give its letters, as `spelled` does."""
    key, cuts = _cuts(form)
    if not key:
        return key
    capitals = form.isascii() and form.isupper()
    pattern = patterns.setdefault(key, _Pattern(len(key), [], set(), capitals))
    pattern.cuts |= cuts
    pattern.capitals &= capitals
    if all(candidate.known.id != known.id for candidate in pattern.candidates):
        candidate = Candidate(known, sure)
        if sure and pattern.candidates and not pattern.candidates[0].sure:
            pattern.candidates.insert(0, candidate)
        else:
            pattern.candidates.append(candidate)
    return key


def spelled(name: str) -> str:
    """A name folded, with nothing left of its spaces, half-spaces and marks."""
    return "".join(folded(word.text) for word in tokens(name))


def _cuts(form: str) -> tuple[str, set[int]]:
    """The folded letters of a form without any space, and where a text may part them."""
    cuts: set[int] = set()
    key = ""
    for word in tokens(form):
        for part in word.text.split("\u200c"):
            if part:
                cuts.add(len(key))
                key += folded(part)
    return key, cuts


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """One word folded, with nothing left of its half-spaces and marks."""
    return fold_text(word).replace(" ", "")


def _in_small_print(words: Sequence[Token], first: int, after: int) -> bool:
    """Whether words in small letters stand beside another Latin word: `who` does in "those who know"."""
    beside = (*words[max(0, first - 1) : first], *words[after : after + 1])
    small = any(word.text.islower() for word in words[first:after])
    return small and any(word.text.isascii() and word.text.isalpha() for word in beside)


def _stream(words: Sequence[Token]) -> tuple[str, dict[int, int], dict[int, int], list[int]]:
    """All words folded in one row; by letter the word that begins and the word after one that ends; the beginnings."""
    texts = [folded(word.text) for word in words]
    lines = pairwise((0, *(word.line for word in words)))
    parts = [text if line == before else "\n" + text for text, (before, line) in zip(texts, lines, strict=True)]
    stops = [*accumulate(map(len, parts))]
    bounds = [stop - len(text) for stop, text in zip(stops, texts, strict=True)]
    # Of a sign that folds to nothing and the word beside it, which begin or end at one letter, the word counts.
    begins = {begin: index for index, begin in enumerate(bounds)}
    ends = dict(zip(reversed(stops), range(len(stops), 0, -1), strict=True))
    return "".join(parts), begins, ends, bounds


def _before_clitic(words: Sequence[Token], bounds: list[int], end: int) -> int | None:
    """Number of the word after the one whose clitic begins at letter `end`; null when no clitic begins there."""
    after = bisect_left(bounds, end)
    if not after:
        return None
    word = words[after - 1]
    rest = bounds_end(word.text, end - bounds[after - 1])
    return after if _CLITIC.fullmatch(word.text, rest) or _is_ezafe(words, after, rest) else None


def _is_ezafe(words: Sequence[Token], after: int, rest: int) -> bool:
    """Whether all that a word has past letter `rest` is the ezafe after a vowel: اروپای متحد، مسکوی امروز."""
    word = words[after - 1]
    follows = after < len(words) and words[after].line == word.line and words[after].text[0].isalpha()
    vowel, rest_of_it = word.text[rest - 1 : rest], word.text[rest:]
    return follows and rest_of_it == "ی" and (vowel == "ا" or (vowel == "و" and rest >= _LONG))


@lru_cache(maxsize=1 << 14)
def bounds_end(word: str, letters: int) -> int:
    """Where the first `letters` folded letters of a word end in it, ezafe signs and vowel marks left out."""
    row = fold(word)
    end = row.offsets[letters] if letters < len(row.text) else len(word)
    mark = _EDGE_MARKS.search(word[:end])
    return mark.start() if mark else end


@cache
def _base() -> Gazetteer:
    return Gazetteer(shipped())


def load_gazetteer(extra: Path | None = None) -> Gazetteer:
    """Load the gazetteer that Peyk ships, and before it the names of a newsroom's own file, which win.

    Raises:
        NamesFileError: the newsroom's file has a row that is no entity; the message names it.
        OSError: the file cannot be read.
    """
    return Gazetteer((*own(extra), *shipped())) if extra else _base()
