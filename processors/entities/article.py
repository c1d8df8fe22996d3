"""Names within one article: a short form found again where its full name stands."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from processors.entities.features import common_word
from processors.entities.gazetteer import folded
from processors.entities.spans import Span
from processors.entities.tokens import Token

_SHORTEST = 3


def families(words: Sequence[Token], spans: Sequence[Span]) -> frozenset[str]:
    """Folded family names of the persons whose full name stands among these words, ordinary words left out."""
    full = (span for span in spans if span.type == "person" and span.last - span.first > 1)
    last = (folded(words[span.last - 1].text) for span in full)
    return frozenset(name for name in last if len(name) >= _SHORTEST and name.isalpha() and not common_word(name))


def spread(words: Sequence[Token], spans: Sequence[Span], names: AbstractSet[str]) -> list[Span]:
    """Add the mentions of these family names that the tagger missed."""
    taken = {index for span in spans for index in range(span.first, span.last)}
    again = (index for index, word in enumerate(words) if index not in taken and folded(word.text) in names)
    return sorted([*spans, *(Span(index, index + 1, "person") for index in again)], key=lambda span: span.first)
