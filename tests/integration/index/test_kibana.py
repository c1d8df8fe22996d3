"""What Kibana asks Elasticsearch when somebody types into its search bar or opens Peyk's charts, on the real engine.

The requests are those that Kibana 9.2 builds (elastic/kibana, src/platform/packages/shared/kbn-es-query/src):
- KQL without a field: kuery/functions/is.ts makes of a word `multi_match` with `best_fields` and `lenient`, and of a
  quoted one the same with `phrase`; several words without quotes are one value (kuery/grammar/grammar.peggy).
- KQL with a star: the same file makes `query_string` of it, the rest escaped (kuery/node_types/wildcard.ts), over all
  fields or over `fields`; with a field and no star `match`, quoted `match_phrase`, for a keyword `term`.
- Lucene syntax: es_query/lucene_string_to_dsl.ts and decorate_query.ts make `query_string` with the setting
  query:queryString:options (by default `analyze_wildcard`) and the time zone of dateFormat:tz.
- es_query/build_es_query.ts puts KQL and the range on the time field into `filter`, Lucene syntax into `must`.
Discover sends them through _async_search, which only the full distribution has; the body is that of _search. It adds
the data view's runtime_mappings, in Painless, which the engine of these tests lacks; what is found is the same.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from index.kibana import talked_about, world
from index.kibana.searches import CEASEFIRE, PUBLISHED, SEARCHES
from index.kibana.views import NEWS
from index.mapping import article_fields, mappings
from index.templates import news_settings

JOINED, SPACED, HALF_SPACED = SPELLINGS = ("آتشبس", "آتش بس", "آتش\N{ZERO WIDTH NON-JOINER}بس")
TIME = {
    "range": {
        "dated_at": {
            "format": "strict_date_optional_time",
            "gte": "2026-11-20T00:00:00.000Z",
            "lte": "2026-11-25T00:00:00.000Z",
        }
    }
}
DAY = "2026-11-24"
# One article speaks of a century, one of a day, one of three days.
ABOUT = (
    {"gte": "1926-01-01", "lte": "2026-12-31"},
    {"gte": DAY, "lte": DAY},
    {"gte": "2026-11-23", "lte": "2026-11-25"},
)
TEHRAN, KABUL = {"lat": 35.69, "lon": 51.42}, {"lat": 34.53, "lon": 69.17}

bare_and_quoted = pytest.mark.parametrize("quote", ["", '"'], ids=["bare", "quoted"])
in_each_spelling = pytest.mark.parametrize("spelling", SPELLINGS, ids=["joined", "spaced", "half-spaced"])

type Query = dict[str, Any]


def kql(typed: str) -> Query:
    quoted = len(typed) > 1 and typed[0] == typed[-1] == '"'
    words = {"type": "phrase" if quoted else "best_fields", "query": typed.strip('"'), "lenient": True}
    return {"bool": {"must": [], "filter": [{"multi_match": words}, TIME], "should": [], "must_not": []}}


def kql_in(field: str, typed: str) -> Query:
    quoted = len(typed) > 1 and typed[0] == typed[-1] == '"'
    if "*" in typed:
        asked: Query = {"query_string": {"fields": [field], "query": escaped(typed)}}
    else:
        asked = {"match_phrase" if quoted else "match": {field: typed.strip('"')}}
    within = {"bool": {"should": [asked], "minimum_should_match": 1}}
    return {"bool": {"must": [], "filter": [within, TIME], "should": [], "must_not": []}}


def kql_with_star(typed: str) -> Query:
    asked = {"query_string": {"query": escaped(typed)}}
    return {"bool": {"must": [], "filter": [asked, TIME], "should": [], "must_not": []}}


def escaped(typed: str) -> str:
    return "*".join(re.sub(r'([+\-=&|><!(){}\[\]^"~*?:\\/])', r"\\\1", part) for part in typed.split("*"))


def lucene_in(field: str, typed: str) -> Query:
    return lucene(f"{field}:({typed})" if " " in typed and '"' not in typed else f"{field}:{typed}")


def lucene(typed: str) -> Query:
    words = {"query": typed, "analyze_wildcard": True, "time_zone": "Asia/Tehran"}
    return {"bool": {"must": [{"query_string": words}], "filter": [TIME], "should": [], "must_not": []}}


def as_discover(query: Query) -> dict[str, Any]:
    """Give the body that Discover sends around a query."""
    return {
        "query": query,
        "track_total_hits": True,
        "size": 500,
        "sort": [
            {"dated_at": {"order": "desc", "format": "strict_date_optional_time", "unmapped_type": "boolean"}},
            {"_doc": {"order": "desc", "unmapped_type": "boolean"}},
        ],
        "version": True,
        "fields": [
            {"field": "*", "include_unmapped": True},
            {"field": "dated_at", "format": "strict_date_optional_time"},
        ],
        "stored_fields": ["*"],
        "source": False,
        "highlight": {
            "pre_tags": ["@kibana-highlighted-field@"],
            "post_tags": ["@/kibana-highlighted-field@"],
            "fields": {"*": {}},
            "fragment_size": 2147483647,
        },
    }


@pytest.fixture(scope="module")
def news(engines: Any) -> Iterator[str]:
    """Give an index as the template makes it: an article for each spelling, one late, and one on something else."""
    name = f"t{uuid4().hex[:10]}-kibana"
    with Elasticsearch(engines.elasticsearch, request_timeout=60) as es:
        es.indices.create(index=name, settings=news_settings(), mappings=mappings(article_fields()))
        for spelling, about, place in zip(SPELLINGS, ABOUT, (TEHRAN, TEHRAN, KABUL), strict=True):
            put(
                es,
                name,
                spelling,
                {"body": f"طرف\u200cها دربارهٔ {spelling} گفتند", "about": [about], "locations": [place]},
            )
        put(es, name, "late", {"body": f"سال پیش {JOINED} شد", "dated_at": "2025-11-24T08:00:00Z"})
        # The two words, but apart: no cease-fire.
        put(es, name, "other", {"body": "بس است؛ آتش را خاموش کنید"})
        es.indices.refresh(index=name)
        yield name
        es.indices.delete(index=name)


def put(es: Elasticsearch, index: str, identity: str, facts: dict[str, Any]) -> None:
    es.index(index=index, id=identity, document={"id": identity, "dated_at": f"{DAY}T08:00:00Z", **facts})


def found(es: Elasticsearch, index: str, query: Query) -> set[str]:
    return {hit["_id"] for hit in es.search(index=index, **as_discover(query))["hits"]["hits"]}


@bare_and_quoted
@pytest.mark.parametrize("language", [kql, lucene], ids=lambda language: language.__name__)
@in_each_spelling
def test_each_spelling_in_the_search_bar_finds_all_three(
    es: Elasticsearch, news: str, spelling: str, language: Any, quote: str
) -> None:
    hits = found(es, news, language(f"{quote}{spelling}{quote}"))
    assert set(SPELLINGS) <= hits
    assert "late" not in hits


@pytest.mark.parametrize("language", [kql, lucene], ids=lambda language: language.__name__)
@pytest.mark.parametrize(
    "typed", [JOINED, HALF_SPACED, f'"{SPACED}"', SPACED], ids=["joined", "half-spaced", "quoted-spaced", "spaced"]
)
def test_two_words_that_stand_apart_are_no_ceasefire(es: Elasticsearch, news: str, typed: str, language: Any) -> None:
    assert found(es, news, language(typed)) == set(SPELLINGS)


@bare_and_quoted
@pytest.mark.parametrize("language", [kql_in, lucene_in], ids=lambda language: language.__name__)
@in_each_spelling
def test_each_spelling_in_one_field_finds_all_three(
    es: Elasticsearch, news: str, spelling: str, language: Any, quote: str
) -> None:
    assert found(es, news, language("body", f"{quote}{spelling}{quote}")) == set(SPELLINGS)
    assert found(es, news, language("title", f"{quote}{spelling}{quote}")) == set()


@pytest.mark.parametrize(
    "language",
    [kql_with_star, partial(kql_in, "body"), lucene, partial(lucene_in, "body")],
    ids=["kql", "kql-field", "lucene", "lucene-field"],
)
@pytest.mark.parametrize(
    "typed", ["آتشب*", "آتش\N{ZERO WIDTH NON-JOINER}ب*", "اتشبس*"], ids=["joined", "half-spaced", "plain alef"]
)
def test_the_beginning_of_a_spelling_with_a_star_finds_all_three(
    es: Elasticsearch, news: str, typed: str, language: Any
) -> None:
    assert found(es, news, language(typed)) == set(SPELLINGS)


def test_kibana_marks_what_it_found(es: Elasticsearch, news: str) -> None:
    hits = es.search(index=news, **as_discover(kql(JOINED)))["hits"]["hits"]
    marked = {hit["_id"]: " ".join(hit["highlight"]["body"]) for hit in hits}
    assert set(marked) == set(SPELLINGS)
    for spelling, text in marked.items():
        inside = [piece.partition("@/kibana")[0] for piece in text.split("@kibana-highlighted-field@")[1:]]
        assert inside
        assert all(word in spelling for word in inside)


def test_the_saved_search_finds_the_ceasefire(es: Elasticsearch, news: str) -> None:
    (search,) = (search for search in SEARCHES if search.query == f"{CEASEFIRE} and {PUBLISHED}")
    assert search.view is NEWS
    assert found(es, news, kql(CEASEFIRE)) == set(SPELLINGS)


def test_days_talked_about_are_counted_within_what_is_shown(es: Elasticsearch, news: str) -> None:
    # Kibana writes its own words for the dashboard's time as milliseconds since 1970.
    bounds = {"min": 1795219200000, "max": 1795910400000}  # 2026-11-21 to 2026-11-29
    answer = es.search(index=news, **talked_about.request(bounds, kql(JOINED)))
    counts = {each["key_as_string"][:10]: each["doc_count"] for each in answer["aggregations"]["days"]["buckets"]}
    assert counts == {
        **{f"2026-11-{day}": 1 for day in (*range(21, 30),)},
        "2026-11-23": 2,
        "2026-11-24": 3,
        "2026-11-25": 2,
    }


def test_without_bounds_a_century_would_be_counted_by_the_day(es: Elasticsearch, news: str) -> None:
    free = talked_about.request({"min": -1388534400000, "max": 1799020800000}, TIME)
    assert len(es.search(index=news, **free)["aggregations"]["days"]["buckets"]) > 30_000


def test_places_are_gathered_on_the_map(es: Elasticsearch, news: str) -> None:
    grid = {"geotile_grid": {"field": world.FIELD, "precision": 6, "size": 10_000}}
    circles = {"grid": {**grid, "aggs": {"center": {"geo_centroid": {"field": world.FIELD}}}}}
    buckets = es.search(index=news, size=0, aggs=circles)["aggregations"]["grid"]["buckets"]
    assert sorted(each["doc_count"] for each in buckets) == [1, 2]
