"""Names within one article: a name found again, whole or by its family name, where the tagger missed it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from processors.entities.features import common_word, given_name
from processors.entities.gazetteer import folded
from processors.entities.spans import Span
from processors.entities.tokens import Token

type Name = tuple[str, ...]
"""The folded words of a name."""

_SHORTEST = 3


def told(words: Sequence[Token], spans: Iterable[Span]) -> Iterator[Name]:
    """Give the full names of the persons among these words, and their family names."""
    for span in spans:
        if span.type == "person" and span.last - span.first > 1:
            name = tuple(folded(word.text) for word in words[span.first : span.last])
            if any(given_name(key) or not common_word(key) for key in name):
                yield name
            if len(name[-1]) >= _SHORTEST and name[-1].isalpha():
                yield name[-1:]


def spread(words: Sequence[Token], spans: Sequence[Span], names: Iterable[Name]) -> list[Span]:
    """Draw these names wherever they stand and the tagger saw nothing, a part, or a family name as something else."""
    by_first = _by_first(names)
    holding = {index: span for span in spans for index in range(span.first, span.last)}
    keys = [folded(word.text) for word in words]
    for first in (index for index, key in enumerate(keys) if key in by_first):
        for name in by_first[keys[first]]:
            last = first + len(name)
            if tuple(keys[first:last]) != name or words[first].line != words[last - 1].line:
                continue
            over = [holding[index] for index in range(first, last) if index in holding]
            if _gives_way(over, first, last) if over else len(name) > 1 or not common_word(name[0]):
                holding |= dict.fromkeys(range(first, last), Span(first, last, "person"))
            break
    return [span for index, span in sorted(holding.items()) if index == span.first]


def _by_first(names: Iterable[Name]) -> Mapping[str, Sequence[Name]]:
    """Names by their first word, the longest first."""
    ordered = sorted(set(names), key=lambda name: (name[0], -len(name)))
    return {first: [*group] for first, group in groupby(ordered, key=lambda name: name[0])}


def _gives_way(over: Iterable[Span], first: int, last: int) -> bool:
    """Whether all that is drawn within these words is less than their name: a part of it, or a guess at its type."""
    return all(
        first <= span.first
        and span.last <= last
        and (span.first, span.last, span.type) != (first, last, "person")
        and not (span.match and any(span.type == each.known.type for each in span.match.candidates))
        for span in over
    )
