"""A stretch of text as its words and what stands between them."""

import re
from dataclasses import dataclass
from itertools import accumulate

from processors.dates.lexicon import key

# Marks and joiners belong to the word that carries them.
WORD = r"\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f"
SPLIT = re.compile(f"([^{WORD}]+)")


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
    pieces = SPLIT.split(text)
    starts = list(accumulate(map(len, pieces), initial=offset))
    return Words(pieces[::2], ["", *pieces[1::2]], starts[:-1:2], whole)
