"""Text from outside, made safe to show: nothing invisible acts, and what was marked stays marked.

Escaping HTML is the templates' part (autoescape); this is about characters that turn, hide or break text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.search import Marked

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, direction controls, zero-width and tag characters, lone surrogates; not the two joiners of Persian."""


_RIGHT_TO_LEFT = frozenset({"fa", "prs", "ps", "ar", "ur", "ckb"})


def direction(language: str | None) -> str:
    """Give the direction of a text: that of its language, else of its first letter.

    A Persian headline that begins with a Latin word is a Persian headline; `auto` alone would turn it around.
    """
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr" if language == "en" else "auto"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of displayed text: marked as a match, or as the code point of a character that cannot be seen."""

    text: str
    mark: bool = False
    code: bool = False


def safe(text: str) -> str:
    """Take out every character that cannot be seen and acts on its surroundings; half-spaces stay.

    >>> safe("a" + chr(0x202E) + "b")
    'ab'
    """
    return _UNSEEN.sub("", text)


def coded(text: str) -> Iterator[Piece]:
    """Give text with each character that cannot be seen, as its code point; half-spaces stay.

    >>> [piece.text for piece in coded("a" + chr(0x202E) + "b")]
    ['a', 'U+202E', 'b']
    """
    done = 0
    for found in _UNSEEN.finditer(text):
        if found.start() > done:
            yield Piece(text[done : found.start()])
        yield Piece(f"U+{ord(found.group()):04X}", code=True)
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def pieces(marked: Marked) -> Iterator[Piece]:
    """Cut text at its marks."""
    return cut(marked.text, marked.marks)


def cut(text: str, marks: Iterable[Sequence[int]]) -> Iterator[Piece]:
    """Cut `text` at `marks` (start, end); marks that overlap an earlier one, or lie outside, are left out.

    >>> [piece.mark for piece in cut("abc", [(1, 2)])]
    [False, True, False]
    """
    done = 0
    for start, end in sorted((int(mark[0]), int(mark[1])) for mark in marks):
        if not done <= start < end <= len(text):
            continue
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], mark=True)
        done = end
    if done < len(text):
        yield Piece(text[done:])
