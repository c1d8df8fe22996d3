"""Names within one article: a short form found again after its full one."""

from collections.abc import Sequence

from processors.entities.features import common_word
from processors.entities.gazetteer import folded
from processors.entities.spans import Span
from processors.entities.tokens import Token

_SHORTEST = 3


def spread(words: Sequence[Token], spans: Sequence[Span]) -> list[Span]:
    """Add mentions that the tagger missed: family names of persons whose full name stands in the article."""
    families = {_family(words, span) for span in spans if span.type == "person" and span.last - span.first > 1} - {""}
    if not families:
        return list(spans)
    taken = {index for span in spans for index in range(span.first, span.last)}
    again = [
        Span(index, index + 1, "person")
        for index, word in enumerate(words)
        if index not in taken and folded(word.text) in families
    ]
    return sorted([*spans, *again], key=lambda span: span.first)


def _family(words: Sequence[Token], span: Span) -> str:
    last = folded(words[span.last - 1].text)
    return last if len(last) >= _SHORTEST and last.isalpha() and not common_word(last) else ""
