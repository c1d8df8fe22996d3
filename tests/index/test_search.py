from datetime import UTC, date, datetime
from typing import Any

import pytest

from index.search import FACETS, Marked, Search, build, compiled, read
from ingest.article import Status
from processors.query import QueryError, parse

NOW = datetime(2025, 10, 22, 12, tzinfo=UTC)


def ids_for(name: str) -> tuple[str, ...]:
    return ("Q22686",) if name in {"ترمپ", "ترامپ"} else ()


def body(**chosen: Any) -> dict[str, Any]:
    return build(Search(**chosen), NOW, ids_for)


def found_in(query: Any, wanted: object) -> bool:
    """Tell whether `wanted` stands anywhere inside a request."""
    if query == wanted:
        return True
    inside = query.values() if isinstance(query, dict) else query if isinstance(query, list) else ()
    return any(found_in(part, wanted) for part in inside)


@pytest.mark.parametrize("query", ["آتش بس", "آتش\u200cبس", "آتشبس", '"آتش بس"'])
def test_every_spelling_asks_for_the_joined_term(query: str) -> None:
    assert found_in(body(query=query), {"query": "اتشبس اتشبسی", "analyzer": "whitespace"})


def test_a_longer_phrase_is_asked_for_word_by_word_or_joined() -> None:
    asked = compiled(parse('"آتش بس لرزان"'), ids_for)
    terms = [{"span_term": {"body": term}} for term in ("اتش", "بس", "لرزان")]
    assert found_in(asked, {"clauses": terms, "slop": 0, "in_order": True})


def test_words_near_each_other_may_stand_in_any_order() -> None:
    asked = compiled(parse('"صلح مذاکره"~4'), ids_for)
    assert found_in(asked, 4)
    assert found_in(asked, False)  # noqa: FBT003 - the value of in_order


def test_operators_become_clauses() -> None:
    assert compiled(parse("صلح -جنگ"), ids_for)["bool"]["must"][1]["bool"].keys() == {"must_not"}
    assert compiled(parse("صلح | جنگ"), ids_for)["bool"]["minimum_should_match"] == 1
    assert compiled(parse("2 OF (صلح, جنگ, نفت)"), ids_for)["bool"]["minimum_should_match"] == 2


def test_an_entity_is_found_by_identity_whatever_name_was_typed() -> None:
    wanted = {"entity_ids": ["ترمپ", "Q22686"]}
    assert found_in(body(entities=("ترمپ",)), wanted)
    assert found_in(body(query="entity:ترمپ"), wanted)


def test_only_what_may_be_seen_now_is_asked_for() -> None:
    asked = body()
    assert found_in(asked, {"status": [Status.USABLE.value]})
    assert found_in(asked, {"embargoed_until": {"gt": NOW.isoformat()}})
    assert found_in(asked, {"expires_at": {"lte": NOW.isoformat()}})


def test_filters_bound_publication_and_the_time_talked_about() -> None:
    asked = body(
        since=date(2025, 10, 1), about_since=date(2025, 10, 21), about_until=date(2025, 10, 22), time_zone="Asia/Kabul"
    )
    assert found_in(asked, {"dated_at": {"gte": "2025-10-01", "time_zone": "Asia/Kabul"}})
    assert found_in(asked, {"about": {"gte": "2025-10-21", "lte": "2025-10-22", "relation": "intersects"}})


def test_sorting_by_time_and_without_a_query_puts_the_newest_first() -> None:
    assert "_score" in body(query="صلح")["sort"][0]
    assert "dated_at" in body(query="صلح", sort="time")["sort"][0]
    assert "dated_at" in body()["sort"][0]


def test_facets_and_stories_are_counted_only_when_asked_for() -> None:
    assert not {"aggs", "collapse"} & body().keys()
    assert set(body(facets=True)["aggs"]) == set(FACETS)
    assert body(one_per_story=True)["collapse"] == {"field": "story_id"}


def test_a_malformed_query_is_refused_and_never_sent() -> None:
    with pytest.raises(QueryError):
        body(query='"آتش')


@pytest.mark.parametrize(
    "hostile", ['{"match_all": {}}', "body:x", "title:/.*/", "_exists_:id", "a" * 1999, "[1 TO 2]"]
)
def test_what_is_syntax_elsewhere_is_words_here(hostile: str) -> None:
    asked = str(body(query=hostile))
    assert "query_string" not in asked
    assert "regexp" not in asked
    assert "script" not in asked


def test_an_answer_is_read_with_marks_on_the_displayed_text() -> None:
    source = {"id": "a", "source": "s", "title": "آتش بس", "received_at": "2025-10-22T00:00:00Z", "status": "usable"}
    marked = {"title": ["\ue000آتش بس\ue001"], "body": ["در \ue000آتش\u200cبس\ue001 و \ue001\ue000دیگر"]}
    answer = {
        "took": 3,
        "hits": {"total": {"value": 7}, "hits": [{"_source": source, "highlight": marked, "_score": 1.5}]},
        "aggregations": {"source": {"buckets": [{"key": "voa", "doc_count": 7}]}},
    }
    results = read(answer)
    assert (results.total, results.took, results.facets) == (7, 3, {"source": (("voa", 7),)})
    assert results.hits[0].title == Marked("آتش بس", ((0, 6),))
    assert results.hits[0].fragments == (Marked("در آتش\u200cبس و دیگر", ((3, 9),)),)
