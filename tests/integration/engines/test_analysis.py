"""Every analysis component of our module, on the running engine; expectations follow the Elasticsearch reference."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch

if TYPE_CHECKING:
    from tests.integration.conftest import Engines

ROOT = Path(__file__).parents[3]
CASES = json.loads((ROOT / "tests/cases/local_analysis.json").read_text("utf-8"))
JAVA = ROOT / "peyk/local/java/peyk/engine"

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
DROP_HALF_SPACE = {"type": "mapping", "mappings": ["\\u200c=>"]}
MONTHS = {"type": "synonym_graph", "updateable": True}


@pytest.fixture
def rule_files(engines: Engines) -> None:
    config = engines.settings.state_dir / "elasticsearch" / "config"
    (config / "rules.txt").write_text("# letters\nك => ک\nي => ی\n", "utf-8")
    (config / "synonyms.txt").write_text("# months\nاکتوبر, اکتبر\n", "utf-8")


@pytest.mark.usefixtures("rule_files")
@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_component_behaves_as_in_the_full_distribution(es: Elasticsearch, case: dict[str, Any]) -> None:
    answer = es.indices.analyze(**case["analyze"], text=case["text"])
    assert [shown(token) for token in answer["tokens"]] == case["tokens"]


def shown(token: dict[str, Any]) -> str:
    length = token.get("positionLength", 1)
    return f"{token['position']}:{token['token']}" + (f"+{length}" if length > 1 else "")


def test_every_registered_component_has_a_case() -> None:
    sources = "".join(path.read_text("utf-8") for path in JAVA.glob("*.java"))
    registered = set(
        re.findall(
            r'(?:put|plain|normalizing|needing)\((?:filters, )?"(\w+)"|"(\w+)", (?:requires\w+\()?\(index,', sources
        )
    )
    names = {name for pair in registered for name in pair if name} | {"synonym", "synonym_graph", "keyword_repeat"}
    used = json.dumps([case["analyze"] for case in CASES])
    assert len(names) >= 36
    assert sorted(name for name in names if f'"{name}"' not in used) == []


@pytest.mark.parametrize("kind", ["filter", "char_filter", "tokenizer", "analyzer"])
def test_an_index_that_asks_for_an_unknown_component_cannot_be_created(
    es: Elasticsearch, prefix: str, kind: str
) -> None:
    analysis = {kind: {"mine": {"type": "not_there"}}}
    with pytest.raises(BadRequestError, match=r"not_there|Unknown"):
        es.indices.create(index=prefix, settings={"analysis": analysis})
    assert not es.indices.exists(index=prefix)


@pytest.mark.parametrize(
    ("kind", "definition", "named"),
    [
        ("char_filter", {"type": "mapping", "mapings": ["a=>b"]}, "mapings"),
        ("char_filter", {"type": "html_strip", "tags": ["b"]}, "tags"),
        ("tokenizer", {"type": "char_group", "tokenise_on_chars": ["-"]}, "tokenise_on_chars"),
        ("filter", {"type": "synonym_graph", "synonyms": ["a, b"], "updatable": True}, "updatable"),
        ("filter", {"type": "synonym", "synonyms": ["a, b"], "synonyms_set": "months"}, "synonyms_set"),
        ("filter", {"type": "persian_stem", "rules": ["a"]}, "rules"),
        ("filter", {"type": "word_delimiter_graph", "catenate": True}, "catenate"),
    ],
)
def test_an_unknown_option_is_refused_by_name(
    es: Elasticsearch, prefix: str, kind: str, definition: dict[str, Any], named: str
) -> None:
    with pytest.raises(BadRequestError, match=rf"unknown options \[{named}\]"):
        es.indices.create(index=prefix, settings={"analysis": {kind: {"mine": definition}}})


@pytest.mark.parametrize(
    ("kind", "definition", "reason"),
    [
        ("char_filter", {"type": "mapping", "mappings": ["no arrow"]}, "Invalid Mapping Rule"),
        ("char_filter", {"type": "mapping"}, "requires either"),
        ("char_filter", {"type": "pattern_replace"}, "pattern is missing"),
        ("tokenizer", {"type": "ngram", "min_gram": 1, "max_gram": 9}, "max_ngram_diff"),
        ("tokenizer", {"type": "edge_ngram", "token_chars": ["custom"]}, "custom_token_chars"),
        ("tokenizer", {"type": "char_group", "tokenize_on_chars": ["vowels"]}, "Invalid escaped char"),
        ("filter", {"type": "synonym"}, "requires either"),
        ("filter", {"type": "truncate"}, "length parameter"),
        ("filter", {"type": "keyword_marker"}, "requires either"),
        ("filter", {"type": "stemmer_override", "rules": ["a => b, c"]}, "Invalid Keyword override Rule"),
        ("filter", {"type": "common_grams"}, "common_words"),
        ("filter", {"type": "lowercase", "language": "klingon"}, "klingon"),
        ("filter", {"type": "edge_ngram", "side": "middle"}, "invalid side"),
    ],
)
def test_a_wrong_option_is_refused_when_the_index_is_created(
    es: Elasticsearch, prefix: str, kind: str, definition: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadRequestError, match=reason):
        es.indices.create(index=prefix, settings={"analysis": {kind: {"mine": definition}}})


def test_rules_of_synonyms_are_read_through_the_char_filters_and_filters_before(es: Elasticsearch, prefix: str) -> None:
    create(
        es,
        prefix,
        char_filter={"join": DROP_HALF_SPACE},
        filter={"same": {"type": "synonym_graph", "synonyms": [f"آتش{ZWNJ}بس, متارکه"]}},
        analyzer={"mine": {"tokenizer": "standard", "char_filter": ["join"], "filter": ["same"]}},
    )
    answer = es.indices.analyze(index=prefix, analyzer="mine", text=f"آتش{ZWNJ}بس")
    assert {token["token"] for token in answer["tokens"]} == {"آتشبس", "متارکه"}


def test_the_same_rules_are_read_anew_behind_other_components(es: Elasticsearch, prefix: str) -> None:
    folds, same = ["ي=>ی", "ي=>ا"], {"type": "synonym_graph", "synonyms": ["علي, متارکه"]}
    told: list[list[str]] = []
    for number, fold in enumerate(folds):
        letters = {"type": "mapping", "mappings": [fold]}
        chain = {"tokenizer": "whitespace", "char_filter": ["fold"], "filter": ["same"]}
        create(es, f"{prefix}-{number}", char_filter={"fold": letters}, filter={"same": same}, analyzer={"mine": chain})
        named = es.indices.analyze(index=f"{prefix}-{number}", analyzer="mine", text="متارکه")
        unnamed = es.indices.analyze(
            index=prefix + "-0", tokenizer="whitespace", char_filter=[letters], filter=[same], text="متارکه"
        )
        told += [sorted(token["token"] for token in answer["tokens"]) for answer in (named, unnamed)]

    assert told == [["علی", "متارکه"]] * 2 + [["علا", "متارکه"]] * 2


def test_a_filter_of_several_terms_cannot_stand_before_synonyms(es: Elasticsearch, prefix: str) -> None:
    with pytest.raises(BadRequestError, match="cannot be used to parse synonyms"):
        create(
            es,
            prefix,
            filter={"same": {"type": "synonym", "synonyms": ["a, b"]}, "parts": {"type": "edge_ngram"}},
            analyzer={"mine": {"tokenizer": "standard", "filter": ["parts", "same"]}},
        )


def test_synonyms_that_may_change_are_refused_at_index_time(es: Elasticsearch, prefix: str) -> None:
    with pytest.raises(BadRequestError, match="analyzer \\[mine\\] contains filters \\[same\\] that are not allowed"):
        create(
            es,
            prefix,
            properties={"body": {"type": "text", "analyzer": "mine"}},
            filter={"same": MONTHS | {"synonyms": ["a, b"]}},
            analyzer={"mine": {"tokenizer": "standard", "filter": ["same"]}},
        )


def test_a_synonym_file_is_read_anew_without_reindexing(engines: Engines, es: Elasticsearch, prefix: str) -> None:
    rules = engines.settings.state_dir / "elasticsearch" / "config" / f"{prefix}.txt"
    rules.write_text("حمل, فروردین\n", "utf-8")
    create_searchable(es, prefix, MONTHS | {"synonyms_path": rules.name})
    assert found(es, prefix, "اکتبر") == 0
    rules.write_text("اکتوبر, اکتبر\n", "utf-8")
    es.indices.reload_search_analyzers(index=prefix)
    es.indices.clear_cache(index=prefix, request=True)  # else a count that was answered before is answered from memory
    assert found(es, prefix, "اکتبر") == 1


def test_synonyms_of_the_settings_change_while_the_index_is_closed(es: Elasticsearch, prefix: str) -> None:
    create_searchable(es, prefix, MONTHS | {"synonyms": ["حمل, فروردین"]})
    assert found(es, prefix, "اکتبر") == 0
    es.indices.close(index=prefix)
    es.indices.put_settings(index=prefix, settings={"analysis.filter.same.synonyms": ["اکتوبر, اکتبر"]})
    es.indices.open(index=prefix, wait_for_active_shards="1")
    assert found(es, prefix, "اکتبر") == 1


def test_prefix_queries_and_normalizers_pass_through_letters_but_not_through_stems(
    es: Elasticsearch, prefix: str
) -> None:
    create(
        es,
        prefix,
        properties={
            "body": {"type": "text", "analyzer": "mine"},
            "source": {"type": "keyword", "normalizer": "same"},
        },
        char_filter={"join": DROP_HALF_SPACE},
        analyzer={
            "mine": {
                "tokenizer": "standard",
                "char_filter": ["join"],
                "filter": ["decimal_digit", "persian_normalization", "persian_stem"],
            }
        },
        normalizer={"same": {"type": "custom", "char_filter": ["join"], "filter": ["persian_normalization", "trim"]}},
    )
    es.index(index=prefix, document={"body": f"آتش{ZWNJ}بس در ۱۴۰۳", "source": " پیک "}, refresh=True)
    for query in (
        {"simple_query_string": {"query": f"آتش{ZWNJ}ب*", "fields": ["body"]}},
        {"query_string": {"query": f"آت*{ZWNJ}بس", "fields": ["body"]}},
        {"match_phrase_prefix": {"body": f"آتش{ZWNJ}ب"}},
        {"simple_query_string": {"query": "۱۴*", "fields": ["body"]}},
        {"term": {"source": "پيك"}},
    ):
        assert es.count(index=prefix, query=query)["count"] == 1, query


def test_phrases_and_highlights_work_over_a_synonym_graph(es: Elasticsearch, prefix: str) -> None:
    create_searchable(es, prefix, MONTHS | {"synonyms": ["قصر سفید, کاخ سفید"]}, text="سخنگوی کاخ سفید گفت")
    answer = es.search(
        index=prefix, query={"match_phrase": {"body": "سخنگوی قصر سفید"}}, highlight={"fields": {"body": {}}}
    )
    (hit,) = answer["hits"]["hits"]
    assert hit["highlight"]["body"] == ["<em>سخنگوی</em> <em>کاخ</em> <em>سفید</em> گفت"]


def create(es: Elasticsearch, index: str, properties: dict[str, Any] | None = None, **analysis: object) -> None:
    es.indices.create(index=index, settings={"analysis": analysis}, mappings={"properties": properties or {}})


def create_searchable(es: Elasticsearch, index: str, synonyms: dict[str, Any], text: str = "دهم اکتوبر") -> None:
    create(
        es,
        index,
        properties={"body": {"type": "text", "analyzer": "standard", "search_analyzer": "mine"}},
        filter={"same": synonyms},
        analyzer={"mine": {"tokenizer": "standard", "filter": ["same"]}},
    )
    es.cluster.health(index=index, wait_for_status="yellow")
    es.index(index=index, document={"body": text}, refresh=True)


def found(es: Elasticsearch, index: str, word: str) -> int:
    return int(es.count(index=index, query={"match": {"body": word}})["count"])
