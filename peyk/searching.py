"""Search as `peyk search` and the page do it: the configuration's engine, its names, and the moment of asking."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from index.analysis import INDEX_ANALYZER
from index.elastic import Elastic
from index.search import Results, Search, build, read
from index.templates import NEWS_ALIAS, TAKES_INDEX
from peyk.settings import Settings
from peyk.workers import elastic
from processors.entities.gazetteer import Gazetteer, load_gazetteer
from processors.orthography.tokens import tokenize


async def search(connection: Elastic, names: Gazetteer, asked: Search, *, all_versions: bool = False) -> Results:
    """Ask Elasticsearch and read its answer; with `all_versions` also among superseded takes and notes carried out.

    Raises:
        QueryError: the query means nothing; the error points at the character.
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    request = build(replace(asked, notes_carried_out=all_versions), datetime.now(UTC), names.ids_for)
    indices = f"{NEWS_ALIAS},{TAKES_INDEX}" if all_versions else NEWS_ALIAS
    return read(await connection.search(request, index=indices))


async def ask(settings: Settings, asked: Search, *, all_versions: bool = False) -> Results:
    """Ask once; see `search`."""
    connection = elastic(settings)
    try:
        return await search(connection, load_gazetteer(settings.names_file), asked, all_versions=all_versions)
    finally:
        await connection.close()


async def analyzed(settings: Settings, text: str) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Give for each position the terms that Elasticsearch makes of `text`, and those that Python makes.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    connection = elastic(settings)
    try:
        tokens = await connection.analyze(INDEX_ANALYZER, text)
    finally:
        await connection.close()
    theirs = _by_position((token["position"], token["token"]) for token in tokens)
    ours = _by_position((token.position, token.term) for token in tokenize(text))
    return [(place, theirs.get(place, ()), ours.get(place, ())) for place in sorted({*theirs, *ours})]


def _by_position(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    grouped = groupby(sorted(set(pairs)), key=lambda pair: pair[0])
    return {position: tuple(term for _, term in group) for position, group in grouped}
