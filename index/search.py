"""Queries for Elasticsearch, built from what a person typed and chose; and what came back, read. All pure.

build(Search(...), now, ids_for) -> request body           read(response) -> Results
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from ingest.article import Status
from processors.entities.asking import letters_of
from processors.orthography.fold import fold_text
from processors.orthography.variants import Path, VariantTable, needs, paths
from processors.query import And, AtLeast, EntityIs, Node, Not, Or, Phrase, Prefix, Words, parse

type Query = dict[str, Any]
type IdsFor = Callable[[str], Sequence[str]]
"""Give the identities of the entities that a name, in any spelling, may mean."""

FIELDS: Final[Mapping[str, float]] = {"title": 3.0, "body": 1.0}
"""Searched fields, and how much a match in each weighs."""

NAMES: Final = ("persons", "places", "organizations", "events")
FACETS: Final = ("source", "language", "persons", "places", "organizations", "date_kinds")
MOST_HITS: Final = 1000
_MARKED, _UNMARKED = "\ue000", "\ue001"
_SHOWN = ("id", "source", "title", "published_at", "received_at", "url", "language", "status", "story_id", "urgency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for. Without a query, everything that passes the filters.

    `since` and `until` bound the publication, `about_since` and `about_until` the time that the text talks about; a
    date means the whole day, in `time_zone`. `entities` are identities or names, each of which must be there.
    Of `sources`, `languages` and `statuses` any one will do. Embargoed and expired articles are shown to nobody, and
    notes that killed, held or released a story only with `notes_carried_out`: they have its headline.
    """

    query: str = ""
    since: date | datetime | None = None
    until: date | datetime | None = None
    about_since: date | None = None
    about_until: date | None = None
    entities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = (Status.USABLE,)
    sort: Literal["relevance", "time"] = "relevance"
    limit: int = 10
    skip: int = 0
    facets: bool = False
    one_per_story: bool = False
    notes_carried_out: bool = False
    time_zone: str = "UTC"
    variants: VariantTable | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """Displayed text, and the (start, end) of each match in it, in code points."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article found. `score` is null when sorted by time; `fragments` are of the body, best first."""

    id: str
    source: str
    title: Marked
    fragments: tuple[Marked, ...]
    published_at: str | None
    received_at: str
    language: str | None
    status: str
    story_id: str | None
    url: str | None
    urgency: int | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was found: how many in all, the first of them, and counts by facet. `took` is in milliseconds."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    took: int


def build(search: Search, now: datetime, ids_for: IdsFor) -> Query:
    """Build the request body of a search.

    Raises:
        QueryError: the query means nothing; the error points at the character.
    """
    asked = compiled(parse(search.query), ids_for, search.variants) if search.query.strip() else {"match_all": {}}
    body: Query = {
        "query": {"bool": {"must": [asked], "filter": [*filters(search, ids_for), *_visible(now)]}},
        "size": min(search.limit, MOST_HITS),
        "from": search.skip,
        "track_total_hits": True,
        "timeout": "10s",
        "_source": list(_SHOWN),
        "highlight": _highlight(),
        "sort": _sort(search),
    }
    if search.one_per_story:
        body["collapse"] = {"field": "story_id"}
    if search.facets:
        body["aggs"] = {name: {"terms": {"field": name, "size": 20}} for name in FACETS}
    return body


def compiled(node: Node, ids_for: IdsFor, variants: VariantTable | None = None) -> Query:
    """Translate a query. It finds what the alert matcher finds with the same query."""
    match node:
        case And() | Or() | AtLeast() | Not():
            return _combined(node, ids_for, variants)
        case Words(text):
            return {"bool": {"must": [_any_path(need) for need in needs(text, variants)]}}
        case Phrase(text, within=None):
            return _any_path(paths(text, variants))
        case Phrase(text, within=distance):
            return _near(needs(text, variants), distance or 0)
        case Prefix(text):
            return _beginning(text)
        case EntityIs(value):
            return entity(value, ids_for)


def _combined(node: And | Or | AtLeast | Not, ids_for: IdsFor, variants: VariantTable | None) -> Query:
    parts = (node.part,) if isinstance(node, Not) else node.parts
    inside = [compiled(part, ids_for, variants) for part in parts]
    match node:
        case And():
            return {"bool": {"must": inside}}
        case Not():
            return {"bool": {"must_not": inside}}
        case Or():
            return {"bool": {"should": inside, "minimum_should_match": 1}}
        case AtLeast(count):
            return {"bool": {"should": inside, "minimum_should_match": count}}


def _beginning(text: str) -> Query:
    folded = re.sub(r"\s", "", fold_text(text))
    return _any_field(lambda field: {"prefix": {field: {"value": folded}}})


def entity(value: str, ids_for: IdsFor) -> Query:
    """Find articles with the entity that has this identity or this name in any spelling."""
    written = (value, value.upper(), value.lower(), letters_of(value))
    ids = list(dict.fromkeys(filter(None, (*written, *ids_for(value)))))
    named = [{"term": {name: {"value": value, "case_insensitive": True}}} for name in NAMES]
    return {"bool": {"should": [{"terms": {"entity_ids": ids}}, *named], "minimum_should_match": 1}}


def filters(search: Search, ids_for: IdsFor) -> list[Query]:
    """Translate what was chosen beside the query."""
    found: list[Query] = [entity(value, ids_for) for value in search.entities]
    chosen = {
        "source": search.sources,
        "language": search.languages,
        "status": tuple(status.value for status in search.statuses),
    }
    found += [{"terms": {field: list(values)}} for field, values in chosen.items() if values]
    if not search.notes_carried_out:
        found.append({"bool": {"must_not": {"exists": {"field": "acted_on"}}}})
    if search.since or search.until:
        found.append({"range": {"dated_at": _bounds(search.since, search.until) | {"time_zone": search.time_zone}}})
    if search.about_since or search.about_until:
        about = _bounds(search.about_since, search.about_until) | {"relation": "intersects"}
        found.append({"range": {"about": about}})
    return found


def read(response: Mapping[str, Any]) -> Results:
    """Read what Elasticsearch answered to a request that `build` made."""
    counted = response.get("aggregations", {})
    return Results(
        total=response["hits"]["total"]["value"],
        hits=tuple(map(_hit, response["hits"]["hits"])),
        facets={
            name: tuple((str(bucket["key"]), bucket["doc_count"]) for bucket in counted[name]["buckets"])
            for name in FACETS
            if name in counted
        },
        took=response["took"],
    )


def _any_path(ways: Sequence[Path]) -> Query:
    """Find any of these paths in any field."""
    return _any_field(lambda field: _either([_path(field, way) for way in ways]))


def _any_field(query: Callable[[str], Query]) -> Query:
    weighed = [{"bool": {"must": [query(field)], "boost": boost}} for field, boost in FIELDS.items()]
    return {"dis_max": {"queries": weighed, "tie_breaker": 0.3}}


def _either(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def _path(field: str, way: Path) -> Query:
    if len(way) > 1:
        return _span(field, way)
    # The terms are as the index has them; splitting them at spaces is all the analysis they need.
    return {"match": {field: {"query": " ".join(sorted(way[0])), "analyzer": "whitespace"}}}


def _span(field: str, way: Path) -> Query:
    clauses = [_any_span([{"span_term": {field: term}} for term in sorted(terms)]) for terms in way]
    return clauses[0] if len(clauses) == 1 else {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _any_span(clauses: list[Query]) -> Query:
    return clauses[0] if len(clauses) == 1 else {"span_or": {"clauses": clauses}}


def _near(wanted: Sequence[Sequence[Path]], distance: int) -> Query:
    def near(field: str) -> Query:
        clauses = [_any_span([_span(field, way) for way in ways]) for ways in wanted]
        together = {"span_near": {"clauses": clauses, "slop": distance, "in_order": False}}
        return clauses[0] if len(clauses) == 1 else together

    return _any_field(near)


def _bounds(since: date | None, until: date | None) -> Query:
    bounds = {"gte": since, "lte": until}
    return {name: bound.isoformat() for name, bound in bounds.items() if bound is not None}


def _visible(now: datetime) -> list[Query]:
    at = now.isoformat()
    return [
        {"bool": {"must_not": [{"range": {"embargoed_until": {"gt": at}}}, {"range": {"expires_at": {"lte": at}}}]}}
    ]


def _sort(search: Search) -> list[Query]:
    newest: list[Query] = [{"dated_at": {"order": "desc"}}, {"received_at": {"order": "desc"}}]
    by_score = search.sort == "relevance" and search.query.strip()
    return [{"_score": {"order": "desc"}}, *newest] if by_score else newest


def _highlight() -> Query:
    return {
        "type": "unified",
        "pre_tags": [_MARKED],
        "post_tags": [_UNMARKED],
        "fields": {
            "title": {"number_of_fragments": 0},
            "body": {"number_of_fragments": 3, "fragment_size": 160, "no_match_size": 160, "order": "score"},
        },
    }


def _hit(hit: Mapping[str, Any]) -> Hit:
    source, marked = hit["_source"], hit.get("highlight", {})
    title = marked.get("title", [source.get("title", "")])[0]
    return Hit(
        id=source["id"],
        source=source["source"],
        title=_unmarked(title),
        fragments=tuple(map(_unmarked, marked.get("body", ()))),
        published_at=source.get("published_at"),
        received_at=source["received_at"],
        language=source.get("language"),
        status=source["status"],
        story_id=source.get("story_id"),
        url=source.get("url"),
        urgency=source.get("urgency"),
        score=hit.get("_score"),
    )


def _unmarked(text: str) -> Marked:
    """Take the signs of highlighting out of a text; where they stood become marks."""
    plain: list[str] = []
    marks: list[tuple[int, int]] = []
    length, start = 0, None
    for piece in re.split(f"([{_MARKED}{_UNMARKED}])", text):
        if piece == _MARKED:
            start = length
        elif piece == _UNMARKED and start is not None:
            marks.append((start, length))
            start = None
        elif piece != _UNMARKED:
            plain.append(piece)
            length += len(piece)
    return Marked("".join(plain), tuple(marks))
