"""The index analyzer and `tokenize` are one: terms, positions and places, on the real engine."""

import json
import unicodedata
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import BadRequestError, Elasticsearch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from index.analysis import INDEX_ANALYZER, analysis
from index.mapping import text_field
from processors.orthography.tokens import tokenize

CASES = Path(__file__).parents[2] / "cases"
ALPHABET = (
    "آأإابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهۀةیيىئؤء" * 3
    + " \u200c" * 30
    + "ًٌٍَُِّْٔـ۰۱۲٣٤456٬٫,،.؛!؟«»()\n\tAbÇİßΣςé\u0301\u2060\u2063\u2064\u200d\u200e\u00a0\u00ad\ufeff¬ﷲﻻہۂ"
)
PIECES = (
    "می ",
    "نمی\u200c",
    "ها",
    " های",
    "\u200cاش",
    " تر",
    "ه ی",
    " و ",
    "آن ",
    "گان",
    " شان",
    "ما در",
    "آتش بس",
    "۱٬۰۰۰",
    "۳.۵",
    "1404.7.12",
    "همکارانشان",
    "سرسختترین",
    "آنرا",
    "شیء",
    "https://ex.af/a-b?q=۱۲",
    "\N{GRINNING FACE}",
)
ARABIC = st.characters(min_codepoint=0x600, max_codepoint=0x8FF, exclude_categories=("Cn", "Cs"))
SHAPES = st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF, exclude_categories=("Cn", "Cs"))
DIRECTIONS = st.sampled_from("\u061c\u200b\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2020\u2022…/:%")
ANY_CHARACTER = st.characters(exclude_categories=("Cn", "Cs"))  # a later Unicode may know more than this Python's
CHARACTERS = st.sampled_from(ALPHABET) | ARABIC | SHAPES | DIRECTIONS | ANY_CHARACTER
STRINGS = st.lists(CHARACTERS | st.sampled_from(PIECES), max_size=40).map("".join)
EXAMPLES = 60
STRINGS_PER_EXAMPLE = 50

type Found = set[tuple[str, int, int, int]]


@pytest.fixture(scope="module")
def index(engines: Any) -> Iterator[str]:
    name = f"t{uuid4().hex[:10]}-analyzer"
    with Elasticsearch(engines.elasticsearch, request_timeout=60) as es:
        es.indices.create(
            index=name, settings={"analysis": analysis()}, mappings={"properties": {"body": text_field()}}
        )
        yield name
        es.indices.delete(index=name)


def code_points(text: str) -> dict[int, int]:
    """Tell the code point at each UTF-16 offset, in which Elasticsearch counts."""
    places, offset = {}, 0
    for position, char in enumerate(text):
        places[offset] = position
        offset += 2 if ord(char) > 0xFFFF else 1
    return places | {offset: len(text)}


def by_elasticsearch(es: Elasticsearch, index: str, text: str) -> Found:
    tokens = es.indices.analyze(index=index, analyzer=INDEX_ANALYZER, text=text)["tokens"]
    places = code_points(text)
    return {
        (token["token"], token["position"], places[token["start_offset"]], places[token["end_offset"]])
        for token in tokens
    }


def by_python(text: str) -> Found:
    return {(token.term, token.position, token.start, token.end) for token in tokenize(text)}


def case_texts() -> list[str]:
    variants = json.loads((CASES / "variants.json").read_text(encoding="utf-8"))
    look_alikes = json.loads((CASES / "look_alikes.json").read_text(encoding="utf-8"))
    return [spelling for case in variants for spelling in case["spellings"]] + [
        case[side] for case in look_alikes for side in ("query", "text")
    ]


@pytest.mark.parametrize("texts", [list(batch) for batch in batched(case_texts(), 100)], ids=len)
def test_every_case_has_the_same_tokens_in_python_and_in_elasticsearch(
    es: Elasticsearch, index: str, texts: list[str]
) -> None:
    different = [text for text in texts if by_elasticsearch(es, index, text) != by_python(text)]
    assert not different


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(texts=st.lists(STRINGS, min_size=STRINGS_PER_EXAMPLE, max_size=STRINGS_PER_EXAMPLE))
def test_thousands_of_generated_strings_have_the_same_tokens(es: Elasticsearch, index: str, texts: list[str]) -> None:
    for text in texts:
        assert by_elasticsearch(es, index, text) == by_python(text), unicodedata.normalize("NFC", text).encode(
            "unicode_escape"
        )


def test_real_articles_have_the_same_tokens(es: Elasticsearch, index: str) -> None:
    corpus = Path(__file__).parents[4] / "shared" / "corpus" / "news"
    if not corpus.is_dir():
        pytest.skip("the corpus is not part of the project")
    for name in ("voa-dari", "fars"):
        lines = (corpus / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:20]
        for line in lines:
            body = json.loads(line)["body"]
            assert by_elasticsearch(es, index, body[:5000]) == by_python(body[:5000])


def test_a_component_that_is_missing_fails_loudly(es: Elasticsearch, prefix: str) -> None:
    broken = analysis()
    broken["filter"]["peyk_join"] = {"type": "no_such_filter"}
    with pytest.raises(BadRequestError, match="no_such_filter"):
        es.indices.create(index=f"{prefix}-broken", settings={"analysis": broken})
