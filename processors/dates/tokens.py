"""From text to runs of typed tokens: only the neighbourhood of words that dates are made of is looked at closely."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from processors.dates.lexicon import NO_PHRASES, PHRASES, Lexeme, key

# Marks and joiners belong to the word that carries them.
_WORD = r"\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f"
_SPLIT = re.compile(f"([^{_WORD}]+)")
_GAPS = {"": " ", ",": ",", "،": ",", "-": "-", "–": "-", "—": "-", "−": "-", "‐": "-", "/": "/", ":": ":", ".": "."}
# What may stand between a date's words. Tighter gaps are asked for where the grammar needs them.
BREAK = "|"


@lru_cache(maxsize=4096)
def gap_code(separator: str) -> str:
    """Name what stands between two words: a space, one sign (, - / : .), the sign doubled when tight, or BREAK."""
    if "\n" in separator:
        return BREAK
    bare = separator.strip(" \t\u00a0\u202f\u2009")
    code = _GAPS.get(bare, BREAK)
    tight = bare == separator and code in "-/:."
    return code * 2 if tight else code


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a run with its part; `gap` is the code of what stands before it, `word` its index in the text."""

    kind: str
    value: int
    tag: str
    strength: str
    start: int
    end: int
    gap: str
    word: int

    @property
    def strong(self) -> bool:
        """Whether the word means a time even by itself."""
        return self.strength == "strong"


@dataclass(frozen=True, slots=True)
class Words:
    """A text as its words and the separators between them: separators[i] stands before words[i]."""

    words: list[str]
    separators: list[str]
    starts: list[int]

    def key_at(self, index: int) -> str:
        """Give the folded word at `index`, empty outside the text."""
        return key(self.words[index]) if 0 <= index < len(self.words) else ""

    def gap_at(self, index: int) -> str:
        """Give the code of what stands before the word at `index`; BREAK outside the text."""
        return gap_code(self.separators[index]) if 0 < index < len(self.words) else BREAK


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring tokens with nothing else between them, and the text they are in.

    What stands before the token `free` does not matter: an expression is read from there.
    """

    tokens: tuple[Token, ...]
    text: Words
    free: int = 0

    def start_at(self, index: int) -> "Run":
        """Give the same run, to be read from `index` on, whatever stands before it."""
        return self if index == self.free else Run(self.tokens, self.text, index)

    def at(self, index: int, *kinds: str, gaps: str = " ") -> Token | None:
        """Give the token at `index` if it is of one of `kinds` and one of `gaps` stands before it."""
        if index >= len(self.tokens):
            return None
        token = self.tokens[index]
        return token if token.kind in kinds and (index == self.free or token.gap in gaps) else None


def split_words(text: str) -> Words:
    """Split a text into words and what stands between them."""
    pieces = _SPLIT.split(text)
    starts = [0, *accumulate(map(len, pieces))]
    return Words(pieces[::2], ["", *pieces[1::2]], starts[:-1:2])


def runs(text: Words, found: list[tuple[Lexeme, ...]]) -> Iterator[Run]:
    """Give each run around the words of `found` that are worth a look, in order and without overlap."""
    done = 0
    for index in _anchors(text, found):
        if index < done:
            continue
        first = index
        while first > done and found[first - 1] and text.gap_at(first) != BREAK:
            first -= 1
        tokens, done = _collect(text, found, first)
        yield Run(tokens, text)


def _anchors(text: Words, found: list[tuple[Lexeme, ...]]) -> list[int]:
    """Give the indexes of the words worth a look: those of dates, and figures after a slash («۹۹/۱۲/۲۵»)."""
    anchors = [i for i, lexemes in enumerate(found) if lexemes and (lexemes[0].anchor or lexemes[-1].anchor)]
    if "/" in text.separators:
        slashed = {i for i, sign in enumerate(text.separators) if sign == "/" and found[i]}
        anchors = sorted(slashed.union(anchors))
    return anchors


def _collect(text: Words, found: list[tuple[Lexeme, ...]], index: int) -> tuple[tuple[Token, ...], int]:
    tokens: list[Token] = []
    while index < len(found) and (not tokens or text.gap_at(index) != BREAK):
        lexeme, after = _phrase(text, index)
        lexemes = (lexeme,) if lexeme else found[index]
        if not lexemes:
            break
        tokens += _tokens(text, lexemes, index, after)
        index = after
    return tuple(tokens), index


def _phrase(text: Words, index: int) -> tuple[Lexeme | None, int]:
    """Find the longest phrase of the tables that begins at `index`, with the index after it."""
    seconds = PHRASES.get(text.key_at(index), NO_PHRASES)
    if seconds and text.gap_at(index + 1) == " ":
        for rest, lexeme in seconds.get(text.key_at(index + 1), ()):
            if all(text.gap_at(i) == " " and text.key_at(i) == word for i, word in enumerate(rest, index + 2)):
                return lexeme, index + 2 + len(rest)
    return None, index + 1


def _tokens(text: Words, lexemes: tuple[Lexeme, ...], index: int, after: int) -> Iterator[Token]:
    start, end = text.starts[index], text.starts[after - 1] + len(text.words[after - 1])
    gap = text.gap_at(index)
    for lexeme in lexemes:
        yield Token(lexeme.kind, lexeme.value, lexeme.tag, lexeme.strength, start, end, gap, index)
        gap = " "
