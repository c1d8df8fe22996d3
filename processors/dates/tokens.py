"""From words to runs of typed tokens: neighbouring words that play a part in dates."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from processors.dates.lexicon import PHRASES, Lexeme, Seconds, key, lookup
from processors.dates.tables import rows
from processors.dates.words import Words

_GAPS = {"": " ", ",": ",", "،": ",", "-": "-", "–": "-", "—": "-", "−": "-", "‐": "-", "/": "/", ":": ":", ".": "."}
BREAK = "|"
# After «پیش از» these do not name an event: «دو روز پیش از سوی پلیس», «... از زندان».
_NO_EVENTS = frozenset(key(row[2]) for row in rows("context.tsv") if row[0] == "ago")
_BEFORE_AN_EVENT = frozenset({"ago", "later", "next"})
_FIGURE_SIGNS = frozenset("/:")
_MEMORY = 1 << 16
_LONGEST = 40  # characters of a word worth remembering


@lru_cache(maxsize=4096)
def gap_code(separator: str) -> str:
    """Name what stands between two words: a space, one sign (, - / : .), the sign doubled when tight, or BREAK."""
    if "\n" in separator:
        return BREAK
    bare = separator.strip(" \t\u00a0\u202f\u2009")
    code = _GAPS.get(bare, BREAK)
    tight = bare == separator and code in "-/:."
    return code * 2 if tight else code


class Token(NamedTuple):
    """A word or a set phrase of a run with its part; `gap` is the code of what stands before it.

    `word` and `last` are the indices of its first and last word in the text.
    """

    kind: str
    value: int
    tag: str
    strength: str
    start: int
    end: int
    gap: str
    word: int
    last: int

    @property
    def strong(self) -> bool:
        """Whether the word means a time even by itself."""
        return self.strength == "strong"


class Run(NamedTuple):
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

    def step(self, index: int) -> Token | None:
        """Give the direction at `index`, but not in «پیش از», «بعد از»: these tell of another event than now."""
        found = self.at(index, "direction")
        return None if found and found.tag in _BEFORE_AN_EVENT and self.before_an_event(index + 1) else found

    def before_an_event(self, index: int) -> bool:
        """Say whether the token at `index` is the از of «پیش از انتخابات», and not that of «از سوی پلیس»."""
        leads = self.at(index, "from")
        return leads is not None and self.text.key_at(leads.last + 1) not in _NO_EVENTS

    def spaced(self, word: int) -> bool:
        """Say whether only a space stands before the word `word` of the text."""
        return gap_at(self.text, word) == " "


def gap_at(text: Words, index: int) -> str:
    """Give the code of what stands before the word at `index`; BREAK outside the text."""
    return gap_code(text.separators[index]) if 0 < index < len(text.words) else BREAK


_Piece = tuple[int, int, tuple[Lexeme, ...]]  # first word, word after, parts


def runs(text: Words) -> Iterator[Run]:
    """Give the runs of `text` that have a word worth a look, in order."""
    known = list(map(_KNOWN.__getitem__, text.words))
    pieces: list[_Piece] = []
    worth = False
    index = 0
    while index < len(known):
        lexemes, seconds = known[index]
        after = index + 1
        if seconds:
            lexeme, after = _phrase(text, index, seconds)
            lexemes = (lexeme,) if lexeme else lexemes
        if pieces and (not lexemes or gap_at(text, index) == BREAK):
            if worth:
                yield Run(tuple(_tokens(text, pieces)), text)
            pieces, worth = [], False
        if lexemes:
            pieces.append((index, after, lexemes))
            worth = worth or lexemes[0].anchor or lexemes[-1].anchor or text.separators[index] in _FIGURE_SIGNS
        index = after
    if worth:
        yield Run(tuple(_tokens(text, pieces)), text)


class _Known(dict[str, tuple[tuple[Lexeme, ...], Seconds]]):
    """The parts of each word met so far, and the phrases that it may begin."""

    def __missing__(self, word: str) -> tuple[tuple[Lexeme, ...], Seconds]:
        if len(self) >= _MEMORY:
            self.clear()
        found = (lookup(word), PHRASES.get(key(word), {}))
        if len(word) <= _LONGEST:
            self[word] = found
        return found


_KNOWN = _Known()


def _tokens(text: Words, pieces: list[_Piece]) -> Iterator[Token]:
    for first, after, lexemes in pieces:
        start, end = text.starts[first], text.starts[after - 1] + len(text.words[after - 1])
        gap = gap_at(text, first)
        for lexeme in lexemes:
            yield Token(lexeme.kind, lexeme.value, lexeme.tag, lexeme.strength, start, end, gap, first, after - 1)
            gap = " "


def _phrase(text: Words, index: int, seconds: Seconds) -> tuple[Lexeme | None, int]:
    """Find the longest phrase of the tables that begins at `index`, with the index after it."""
    if gap_at(text, index + 1) == " ":
        for rest, lexeme in seconds.get(text.key_at(index + 1), ()):
            if all(gap_at(text, i) == " " and text.key_at(i) == word for i, word in enumerate(rest, index + 2)):
                return lexeme, index + 2 + len(rest)
    return None, index + 1
