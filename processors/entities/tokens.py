"""Words of a text with their offsets, and the sentences that they form."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# A word runs over its half-spaces, vowel marks and hamza above; a number over its separators; the rest stands alone.
# A stretching sign (tatweel) belongs to the word around it, and alone it is a dash.
_MARKS = "\u200c\u200d\u064b-\u065f\u0670"
_TOKEN = re.compile(rf"[^\W\d_\u0640](?:[^\W_]|[{_MARKS}])*|\d+(?:[.,:/\u066b\u066c]\d+)*|[^\s{_MARKS}]")
_LAST_LATIN = "\u024f"
SENTENCE_END = frozenset(".!?\u061f\u2026")


class Token(NamedTuple):
    """One word, number or sign: `text` is `source[start:end]`; `line` counts the line breaks before it."""

    text: str
    start: int
    end: int
    line: int


_MAKE = tuple.__new__


def tokens(text: str) -> tuple[Token, ...]:
    """Split a text into words, numbers and signs, with offsets in code points."""
    found: list[Token] = []
    begin = 0
    for line, part in enumerate(text.split("\n")):
        end = begin + len(part)
        # Twice as fast as calling the class: its constructor is written in Python.
        found += [_MAKE(Token, (each[0], *each.span(), line)) for each in _TOKEN.finditer(text, begin, end)]
        begin = end + 1
    return tuple(found)


def sentences(words: Sequence[Token]) -> tuple[tuple[Token, ...], ...]:
    """Group words into sentences: a full stop, question or exclamation mark ends one, and so does a line break."""
    beside = enumerate(pairwise(words), 1)
    ends = [end for end, (word, after) in beside if word.text in SENTENCE_END or after.line != word.line]
    return tuple(tuple(words[begin:end]) for begin, end in pairwise((0, *ends, len(words)))) if words else ()


def in_latin(sentence: Sequence[Token]) -> bool:
    """Whether a sentence has more words in Latin letters than in others."""
    letters = [word.text[0] <= _LAST_LATIN for word in sentence if word.text[0].isalpha()]
    return 2 * sum(letters) > len(letters)
