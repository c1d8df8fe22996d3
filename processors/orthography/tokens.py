"""Words for matching: exactly the tokens that the generated Elasticsearch index analyzer makes of a text."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from processors.orthography.affixes import AFFIX, CONTEXT_STEPS, DECIMAL
from processors.orthography.collisions import may_join
from processors.orthography.compounds import FIRST_WORDS, LONGEST_READ_AS, READ_AS, Parts
from processors.orthography.fold import HALF_SPACE, SEQUENCES, letter_class, letters_but
from processors.orthography.stems import JOIN, PAIR, joined, stem

LATE_LETTERS: Final = "آأإ"
"""Alef forms, folded only after the context rules have seen them: a madda shows the beginning of a word."""

JOINED_WORDS: Final = 3
"""So many neighbouring words are also matched as if they had been written as one."""

LONGEST_WORD: Final = 100
"""Code points; a longer run of letters is read as several words (Lucene refuses terms over 32,766 bytes)."""

EARLY_LETTERS: Final[Mapping[str, str]] = {
    **letters_but(HALF_SPACE + LATE_LETTERS),
    JOIN: "",
    PAIR: "",
    **SEQUENCES,
}
"""What becomes of each letter, or sequence of letters, before the context rules run; the longest that fits counts."""


LATE: Final[Mapping[str, str]] = dict.fromkeys(LATE_LETTERS, "\N{ARABIC LETTER ALEF}")
"""What becomes of the alef forms after the context rules."""


class Word(NamedTuple):  # a dataclass would cost a third more time for each word of each article
    """One word of a text: folded, endings written apart joined by AFFIX; `start` and `end` on the text as given."""

    spelled: str
    start: int
    end: int


class Token(NamedTuple):
    """One term at one position. `start` and `end` are code points of the text as given."""

    term: str
    start: int
    end: int
    position: int


_EARLY = re.compile(
    "|".join((*sorted(SEQUENCES, key=len, reverse=True), letter_class([key for key in EARLY_LETTERS if len(key) == 1])))
)
_STEPS = tuple((step.python, step.replacement) for step in CONTEXT_STEPS)
_LATE = re.compile(f"[{LATE_LETTERS}]")
_WORD = re.compile(f"(?:[^\\W_]|[{AFFIX}{DECIMAL}]){{1,{LONGEST_WORD}}}")


def words(text: str) -> tuple[Word, ...]:
    """Tell the words of `text` apart: endings and prefixes belong to their word, a half-space parts all others."""
    folded, offsets = _spelled(text)
    found = [Word(word.group(), offsets[word.start()], offsets[word.end()]) for word in _WORD.finditer(folded)]
    return tuple(_parted(found))


def tokenize(text: str) -> tuple[Token, ...]:
    """Make the tokens under which `text` is found.

    At each word's position: the word joined, its stem, and the same two for the 2 and 3 words that begin there and may
    be one word, as if written so (a compound is one term however it is spelled).
    """
    return expand(words(text))


def expand(sequence: tuple[Word, ...]) -> tuple[Token, ...]:
    """Make the tokens of words that `words` told apart; positions count from 0."""
    tokens: list[Token] = []
    spelled = tuple(word.spelled for word in sequence)
    wholes = [joined(word) for word in spelled]
    stems = [stem(word) for word in spelled]
    for position, word in enumerate(sequence):
        before = ""
        for at in range(position, min(position + JOINED_WORDS, len(sequence))):
            whole = before + wholes[at]
            if may_join(spelled[position : at + 1]):
                terms = dict.fromkeys((whole, before + stems[at]))
                tokens += (Token(term, word.start, sequence[at].end, position) for term in terms)
            before = whole
    return tuple(tokens)


def _parted(written: list[Word]) -> Iterator[Word]:
    """Read known compounds in their parts; each part of one that was glued stands where the whole does."""
    at = 0
    while at < len(written):
        length, parts = _reading(written, at)
        if parts:
            start, end = written[at].start, written[at + length - 1].end
            yield from (Word(part, start, end) for part in parts)
        else:
            yield written[at]
        at += length


def _reading(written: list[Word], at: int) -> tuple[int, Parts]:
    if written[at].spelled in FIRST_WORDS:
        for length in range(min(LONGEST_READ_AS, len(written) - at), 0, -1):
            parts = READ_AS.get(tuple(word.spelled for word in written[at : at + length]))
            if parts:
                return length, parts
    return 1, ()


def _spelled(text: str) -> tuple[str, list[int]]:
    text, offsets = _fold_early(text)
    for pattern, replacement in _STEPS:
        text, offsets = _apply(pattern, replacement, text, offsets)
    return _LATE.sub(LATE[LATE_LETTERS[0]], text).replace(HALF_SPACE, " ").lower(), offsets


def _fold_early(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    offsets: list[int] = []
    done = 0
    for found in _EARLY.finditer(text):
        start, end = found.span()
        folded = EARLY_LETTERS[found.group()]
        parts += (text[done:start], folded)
        offsets.extend(range(done, start))
        # Letter by letter, and what is more on the last one: so does Lucene.
        offsets.extend(min(place, end - 1) for place in range(start, start + len(folded)))
        done = end
    parts.append(text[done:])
    offsets.extend(range(done, len(text) + 1))
    return "".join(parts), offsets


def _apply(pattern: re.Pattern[str], replacement: str, text: str, offsets: list[int]) -> tuple[str, list[int]]:
    parts: list[str] = []
    moved: list[int] = []
    done = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        written = found[found.lastindex] if found.lastindex else replacement
        parts += (text[done:start], written)
        moved += offsets[done : start + len(written)]
        done = end
    if not done:
        return text, offsets
    parts.append(text[done:])
    moved += offsets[done:]
    return "".join(parts), moved
