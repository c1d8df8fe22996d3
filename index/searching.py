"""Searching, and showing how a text is read: the questions that people ask of the index."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from index.analysis import INDEX_ANALYZER, QUOTE_ANALYZER, SEARCH_ANALYZER
from index.elastic import Elastic
from index.search import IdsFor, Results, Search, build, read
from processors.orthography.fold import fold_text
from processors.orthography.tokens import tokenize


async def search(elastic: Elastic, wanted: Search, now: datetime, ids_for: IdsFor) -> Results:
    """Search the articles.

    Raises:
        QueryError: the query means nothing; the error points at the character.
        IndexRefused: Elasticsearch finds fault with the request; the message says what.
        DownstreamUnavailable: Elasticsearch does not answer, or not now.
    """
    return read(await elastic.search(build(wanted, now, ids_for)))


@dataclass(frozen=True, slots=True)
class Term:
    """One term at one position of a text."""

    term: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed:
    """How a text is read: folded, as words for matching in Python, and by each analyzer of the index."""

    folded: str
    python: tuple[Term, ...]
    index: tuple[Term, ...]
    search: tuple[Term, ...]
    quote: tuple[Term, ...]

    @property
    def agree(self) -> bool:
        """Whether Python and Elasticsearch make the same of the text, as they must."""
        return set(self.python) == set(self.index)


async def analyze(elastic: Elastic, text: str) -> Analyzed:
    """Show what Elasticsearch makes of a text beside what Python makes of it.

    Raises:
        IndexRefused, DownstreamUnavailable: see search.
    """

    async def terms(analyzer: str) -> tuple[Term, ...]:
        return tuple(Term(token["token"], token["position"]) for token in await elastic.analyze(analyzer, text))

    return Analyzed(
        folded=fold_text(text),
        python=tuple(Term(token.term, token.position) for token in tokenize(text)),
        index=await terms(INDEX_ANALYZER),
        search=await terms(SEARCH_ANALYZER),
        quote=await terms(QUOTE_ANALYZER),
    )


def by_position(terms: tuple[Term, ...]) -> tuple[tuple[str, ...], ...]:
    """Group terms for display: the terms of each position, in order."""
    ordered = sorted(terms, key=lambda term: term.position)
    return tuple(tuple(term.term for term in same) for _, same in groupby(ordered, key=lambda term: term.position))
