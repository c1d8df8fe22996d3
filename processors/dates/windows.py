"""Where in a text to look: the few places whose words can make up a date, found without reading the rest closely."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from processors.dates.context import DECIDING
from processors.dates.lexicon import PHRASES, WORDS, Lexeme, key, lookup
from processors.dates.words import SPLIT
from processors.orthography.fold import LETTERS

_FIGURES = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|\d:\d\d")
# A letter for what each word may be; see _letter. What must meet for a date to be possible:
_CORE = re.compile(
    "M|[yuwU][aE]?d|[yU][n1]|t[wU]|[n1]c?m|n[pE]|n[wU][n1]|1[yw]|[wU]a?m|m[n1wyd]|mcm|hm|ndc?p|pd|et?[ywUE]|em|e[n1]|[he]s"
    "|[yuw]ccd|h[n1yuwU]|th|s[dyn1]|[n1]cc|hp|im".replace("c", "[ci]")
)
_PHRASE = re.compile("[muwypdo]a?o|o[dy]|dy|o[ci]o|d[ci]o|f[ci]d")  # what a set phrase may look like
_CLUSTER = re.compile("[^.](?:[^.]+|(?<=M))")  # two letters or more, or M
_ORDER = "MmyUwushtefpd1noEaic"
_UNITS = {"year": "y", "decade": "y", "century": "y", "hour": "y", "week": "w", "month": "w"}
_KINDS = {"direction": "d", "number": "n", "part": "p", "this": "t", "few": "f", "edge": "e", "era": "E", "season": "s"}
_KINDS |= dict.fromkeys(("third", "half", "quarter", "edgeday", "rank", "nth"), "h")
_KINDS |= {"monthly": "w", "adjective": "a", "opener": "o"}
_KINDS |= dict.fromkeys(("weekday", "relday", "relyear", "recurring", "vague", "oclock"), "M")
_SIGNS = frozenset("/-–—")
_PERHAPS = 1
_EDGES = frozenset({"", " "})
_MEMORY = 1 << 16
_LONGEST = 40  # characters of a word worth remembering
_DUMMY = "ا"
_FOLDING = {ord(letter): folded for letter, folded in LETTERS.items()}
_MARKS = "،؛؟.:!«»()[]\"'…,-"


class Window(NamedTuple):
    """The words of a place and what matters of the words around it, as one text.

    Two windows of one text are read alike: neighbours that decide nothing stand as a dummy, so that the windows of a
    newsroom's everyday words («صبح امروز») are few. Code point 0 of `text` is code point `shift` of the whole, and the
    place itself begins at `first` and ends before `last` of it. `whole` is true where the place is all there is.
    """

    text: str
    shift: int
    first: int
    last: int
    whole: bool


def windows(text: str) -> Iterator[Window]:
    """Give each place of `text` that may hold a date, in order and without overlap."""
    flat = text.replace("\n", " ")
    chunks = flat.split(" ")
    letters = "".join(map(_LETTERS.__getitem__, chunks))
    end = 0
    for cluster in _CLUSTER.finditer(letters):
        promise = _promises(cluster.group())
        if promise:
            first, last = cluster.span()
            if promise == _PERHAPS and not _has_phrase(chunks[first:last]):
                continue
            begin, end = _place(flat, " ".join(chunks[first:last]), end)
            before = _NEIGHBOURS[chunks[first - 1]] + text[begin - 1] if first else ""
            after = [text[end] + _NEIGHBOURS[chunks[last]]] if last < len(chunks) else []
            if last + 1 < len(chunks):
                after.append(" " + _NEIGHBOURS[chunks[last + 1]])
            whole = end - begin == len(text)
            shift = begin - len(before)
            yield Window(before + text[begin:end] + "".join(after), shift, len(before), end - shift, whole)


def _place(flat: str, words: str, start: int) -> tuple[int, int]:
    """Find whole words from `start` on: they are there, for nothing before them is the same."""
    while True:
        begin = flat.index(words, start)
        end = begin + len(words)
        if flat[begin - 1 : begin] in _EDGES and flat[end : end + 1] in _EDGES:
            return begin, end
        start = begin + 1


@lru_cache(maxsize=1 << 14)
def _promises(letters: str) -> int:
    """Say whether a cluster may hold a date: 0 not, 1 if a set phrase of the tables is in it, 2 surely worth a look."""
    return 2 if _CORE.search(letters) else int(_PHRASE.search(letters) is not None)


def _has_phrase(chunks: list[str]) -> bool:
    """Say whether two neighbours begin a set phrase («حقوق بشر» alone is none, «روز جهانی» is)."""
    words = [key(chunk.strip(_MARKS)) for chunk in chunks]
    return any(second in PHRASES.get(first, ()) for first, second in pairwise(words))


def _letter(lexeme: Lexeme) -> str:
    """Give the letter of one part: M makes a date possible by itself, a dot none."""
    if lexeme.kind == "unit":
        return "U" if lexeme.value else _UNITS.get(lexeme.tag, "u")
    if lexeme.kind == "head" and lexeme.tag == "month":
        return "w"
    if lexeme.kind == "month":
        return "M" if lexeme.strength == "strong" else "m"
    if lexeme.kind == "at" and lexeme.tag == "in":
        return "i"  # «در آبان»
    if lexeme.kind == "number" and lexeme.tag == "ordinal" and lexeme.value == 1:
        return "1"  # «اول سال»
    alone = lexeme.tag == "alone" or (lexeme.anchor and lexeme.kind == "number")
    alone = alone or (lexeme.kind == "part" and not lexeme.value)
    return "M" if alone else _KINDS.get(lexeme.kind, "c")


def _plain(chunk: str) -> bool:
    """Say whether a chunk is one word that plays no part in dates, without splitting and folding it in full."""
    word = chunk.translate(_FOLDING).strip(_MARKS)
    return word.isalpha() and word not in WORDS and not word.endswith("هی")


class _Letters(dict[str, str]):
    """The letter of each chunk met so far: reading a text is mostly looking up words seen before."""

    def __missing__(self, chunk: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        if _plain(chunk):
            if len(chunk) <= _LONGEST:
                self[chunk] = "."
            return "."
        lexemes = [lexeme for word in SPLIT.split(chunk)[::2] for lexeme in lookup(word)]
        letters = "".join(map(_letter, lexemes))
        if len(lexemes) > 1 and all(lexeme.kind == "abbr" for lexeme in lexemes):
            letters = "E"  # «ق.م», «ه.ش», «ب.ظ»
        dated = letters and (_CORE.search(letters) or _PHRASE.search(letters) or _FIGURES.search(chunk))
        letter = "M" if dated else min(letters, key=_ORDER.index, default="c" if chunk in _SIGNS else ".")
        if len(chunk) <= _LONGEST:
            self[chunk] = letter
        return letter


_LETTERS = _Letters()


class _Neighbours(dict[str, str]):
    """What to put for each chunk beside a place: itself where it decides anything, else a dummy."""

    def __missing__(self, chunk: str) -> str:
        if len(self) >= _MEMORY:
            self.clear()
        known = any(key(word) in DECIDING for word in SPLIT.split(chunk)[::2])
        opened = "(" if chunk[:1] and not chunk[0].isalnum() else ""
        standing = chunk if known or not chunk else opened + _DUMMY
        if len(chunk) <= _LONGEST:
            self[chunk] = standing
        return standing


_NEIGHBOURS = _Neighbours()
