"""Words of a text with their offsets, and the sentences that they form."""

import re
from collections.abc import Sequence
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
    groups: list[tuple[Token, ...]] = []
    begin = 0
    for here, word in enumerate(words):
        after = words[here + 1] if here + 1 < len(words) else None
        if after is None or after.line != word.line or word.text in SENTENCE_END:
            groups.append(tuple(words[begin : here + 1]))
            begin = here + 1
    return tuple(groups)


def in_latin(sentence: Sequence[Token]) -> bool:
    """Whether a sentence has more words in Latin letters than in others."""
    letters = [word.text[0] <= _LAST_LATIN for word in sentence if word.text[0].isalpha()]
    return 2 * sum(letters) > len(letters)
