"""Where in a text to look: the few places whose words can make up a date, found without reading the rest closely."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from processors.dates.lexicon import Lexeme, key, lookup

# Marks and joiners belong to the word that carries them.
_WORD = r"\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f"
_SPLIT = re.compile(f"([^{_WORD}]+)")
_FIGURES = re.compile(r"\d[/.-]\d{1,2}[/.-]\d")
# A letter for what each word may be; see _letter. What must meet for a date to be possible:
_CORE = re.compile(
    "M|[yuwU][aE]?d|[yU]n|t[wU]|nc?m|n[pE]|n[wU]n|[wU]a?m|m[nwyd]|mcm|hm|ndc?p|pd|et?w|e[yw]c|[yuw]ccd|h[nyuwU]|th|s[dyn]|[uwypdo]o|od|oco|dco"
)
_CLUSTER = re.compile("[^.]{2,}|M")
_ORDER = "MmyUwushtefpdnoEac"
_UNITS = {"year": "y", "decade": "y", "century": "y", "hour": "y", "week": "w", "month": "w"}
_KINDS = {"direction": "d", "number": "n", "part": "p", "this": "t", "few": "f", "edge": "e", "era": "E", "season": "s"}
_KINDS |= {"third": "h", "half": "h", "quarter": "h", "adjective": "a", "opener": "o"}
_KINDS |= dict.fromkeys(("weekday", "relday", "relyear", "recurring", "vague"), "M")
_SIGNS = frozenset("/-–—")
_MEMORY = 1 << 16
_BEFORE, _AFTER = 2, 3  # words around a place that tell a date from what is none


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text as its words: separators[i] stands before words[i], which begins at code point starts[i].

    `whole` is true where the stretch is all of the text.
    """

    words: list[str]
    separators: list[str]
    starts: list[int]
    whole: bool

    def key_at(self, index: int) -> str:
        """Give the folded word at `index`, empty outside the stretch."""
        return key(self.words[index]) if 0 <= index < len(self.words) else ""


def split_words(text: str, offset: int = 0, *, whole: bool = True) -> Words:
    """Split a text that begins at code point `offset` into words and what stands between them."""
    pieces = _SPLIT.split(text)
    starts = list(accumulate(map(len, pieces), initial=offset))
    return Words(pieces[::2], ["", *pieces[1::2]], starts[:-1:2], whole)


def windows(text: str) -> Iterator[Words]:
    """Give each stretch of `text` that may hold a date, with a few words around it, in order and without overlap."""
    chunks = text.replace("\n", " ").split(" ")
    letters = "".join(map(_LETTERS.__getitem__, chunks))
    places = [cluster.span() for cluster in _CLUSTER.finditer(letters) if _promises(cluster.group())]
    if not places:
        return
    lengths = list(accumulate(map(len, chunks), initial=0))
    for first, last in _merged(places):
        before, after = max(0, first - _BEFORE), min(len(chunks), last + _AFTER)
        begin, end = lengths[before] + before, lengths[after] + after - 1
        yield split_words(text[begin:end], begin, whole=end - begin == len(text))


@lru_cache(maxsize=1 << 14)
def _promises(letters: str) -> bool:
    return _CORE.search(letters) is not None


def _merged(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give first and last chunk of each place; places whose surroundings would meet are one."""
    first, last = places[0]
    for begin, end in places:
        if begin - _BEFORE > last + _AFTER:
            yield first, last
            first = begin
        last = end
    yield first, last


def _letter(lexeme: Lexeme) -> str:
    """Give the letter of one part: M makes a date possible by itself, a dot none."""
    if lexeme.kind == "unit":
        return "U" if lexeme.value else _UNITS.get(lexeme.tag, "u")
    if lexeme.kind == "month":
        return "M" if lexeme.strength == "strong" else "m"
    alone = lexeme.tag == "alone" or (lexeme.anchor and lexeme.kind == "number")
    alone = alone or (lexeme.kind == "part" and not lexeme.value)
    return "M" if alone else _KINDS.get(lexeme.kind, "c")


class _Letters(dict[str, str]):
    """The letter of each chunk met so far: reading a text is mostly looking up words seen before."""

    def __missing__(self, chunk: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        letters = "".join(_letter(lexeme) for word in _SPLIT.split(chunk)[::2] for lexeme in lookup(word))
        dated = _CORE.search(letters) or _FIGURES.search(chunk)
        letter = "M" if dated else min(letters, key=_ORDER.index, default="c" if chunk in _SIGNS else ".")
        self[chunk] = letter
        return letter


_LETTERS = _Letters()
