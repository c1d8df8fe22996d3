"""A rule and a search with the same text mean the same: the matcher against Elasticsearch, on real articles."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from alerts.matcher import Matcher, check_of
from alerts.rule import RuleRefused, rule_from_mapping
from index.analysis import analysis
from index.document import build_document
from index.mapping import article_fields, mappings
from index.search import compiled
from processors.entities.asking import shipped_ids
from processors.orthography.variants import NO_VARIANTS
from processors.query import parse
from processors.tagged_article import Entity, Original, TaggedArticle

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
NEWS = ROOT.parent / "shared" / "corpus" / "news"
KINDS = (
    "{a}",
    "{a} {b}",
    "{a} {b} {c}",
    '"{a} {b}"',
    '"{a} {b} {c}"',
    '"{a} {c}"~4',
    '"{a} {b} {c}"~8',
    "{a} OR {b}",
    "{a} -{b}",
    "{a} ({b} OR {c}) -{d}",
    "{a} -({b} -{c})",
    "2 OF ({a}, {b}, {c}, {d})",
    '2 OF ("{a} {b}", {c}, {d}*)',
    "{a}*",
)
HALF = "\u200c"
WRITTEN = (
    "{c}", '"{c}"', "{c} OR صلح", "{c} -کشور", "-{c} کشور", "{c} دولت", '"{c} دولت"', '"دولت {c}"~10',
    "{c} AND (دولت | مردم)",
)  # fmt: skip
"""Each with a compound in three spellings, with and without an ending."""

COMPOUND_WORDS = [
    spelling.format(gap)
    for spelling in ("آتش{}بس", "آتش{0}بس{0}ها", "آتش{}بسشان", "رئیس{}جمهور", "گفت{0}و{0}گو", "گفت{0}و{0}گو{0}های")
    for gap in ("", HALF, " ")
]
MORE = (
    "کشورمان", "دولتشان", '"رئیس جمهور کشورمان"', "رسانه ها", "رسانه هایشان", '"رسانه های"', "خانواده اش",
    "کرد -کردستان", "کردستان -کرد", "علی -علیه", "بار -باران", "کرد*", "آتش*", "رسانه" + HALF + "ها*",
    "و", "یا", "نه", "کشور و دولت", "کشور یا دولت", '"کشور و دولت"~3', '"و"~5', "1 of (صلح, جنگ)",
    "3 of (کشور، دولت، مردم، وزیر، جنگ)", "2 of (کشور, -(دولت) مردم, وزیر*)",
    '2 of ("رئیس جمهور", 1 of (جنگ, صلح), مجلس)',
    "کشور -(دولت -(مردم -وزیر))", "کشور NOT NOT دولت", "(کشور | دولت) (مردم | وزیر) -(جنگ | صلح)",
    '"کشور دولت مردم"~50', '"دولت کشور"~0', "entity:Q2 -کشور", "entity:Q2 OR entity:Q3", 'entity:"name 4" کشور',
    "2 of (entity:Q1, کشور, دولت)", "۱۴۰۴", "1404", "١٤٠٤", "می" + HALF + "شود", "می شود", "میشود",
    "افغانستان OR پاکستان",
    "كشور", "کَشوَر", "کـشـور", "F-16", "10%", "کشور:دولت", "کشور/دولت", "اکتوبر", '"قصر سفید"', '"کاخ سفید" -ترامپ',
    "کشور -(وارد* | می شود در این)", "کشور -اینک*", "at least 2 of (کشور، دولت، اینک*)",
    "نمی شود", "خانه ای", "بزرگ ترین", "بزرگترین", '"بزرگ ترین"',
)  # fmt: skip


PRESIDENT = Entity(text="ترمپ", type="person", id="Q22686", name="دونالد ترامپ", name_en="Donald Trump", start=0, end=1)
UNLISTED = Entity(text=f"بهنام نیک{HALF}روش", type="person", start=0, end=1)
ENTITIES = (
    "entity:Q3", "entity:q3", "entity:Q99", 'entity:"name 5"', 'entity:"Name 5"', "entity:ترمپ", "entity:ترامپ",
    "entity:Q22686", "entity:q22686", "entity:Trump", "entity:trump", "Entity:«Donald Trump»", "entity:“دونالد ترمپ”",
    'entity:"بهنام نیک روش"', f"entity:«بهنام نيك{HALF}روش»", "entity:نیکروش", "entity:کابل",
)  # fmt: skip


def article(number: int, title: str | None, body: str) -> TaggedArticle:
    entities = (
        Entity(text="x", type="place", id=f"Q{number % 7}", name=f"name {number % 7}", start=0, end=1),
        *([PRESIDENT] if number % 5 == 0 else []),
        *([UNLISTED] if number % 3 == 0 else []),
    )
    return TaggedArticle(
        id=f"a{number}",
        story_id=f"a{number}",
        source="test",
        received_at=datetime.now(UTC),
        title=title,
        body=body,
        entities=entities,
        original=Original(),
    )


def load(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CASES / name).read_text(encoding="utf-8"))
    return found


def corpus(limit: int) -> list[TaggedArticle]:
    files = sorted(NEWS.glob("*.jsonl"), reverse=True)
    lines = [line for path in files for line in path.read_text(encoding="utf-8").split("\n") if line]
    records = map(json.loads, lines[:limit])
    return [article(number, record.get("title"), record["body"]) for number, record in enumerate(records)]


@dataclass(frozen=True)
class Both:
    """The same articles behind Elasticsearch and before the matcher."""

    es: Elasticsearch
    index: str
    stories: list[TaggedArticle]

    def differences(self, queries: list[str], *, variants: bool = True) -> tuple[list[str], int]:
        """Tell each query that one of them finds in other articles than the other, and the number of all finds."""
        found = self.found(queries, variants=variants)
        matcher = Matcher(
            rule_from_mapping({"id": f"q{number}", "name": "q", "query": query, "variants": variants})
            for number, query in enumerate(queries)
        )
        matched: dict[str, set[str]] = {}
        for story in self.stories:
            for match in matcher.matches(story):
                matched.setdefault(match.rule.id, set()).add(story.id)
        told = [
            f"{query}: search only {sorted(hits - mine)[:3]}, matcher only {sorted(mine - hits)[:3]}"
            for number, (query, hits) in enumerate(zip(queries, found, strict=True))
            if (mine := matched.get(f"q{number}", set())) != hits
        ]
        return told, sum(map(len, found))

    def found(self, queries: list[str], *, variants: bool) -> list[set[str]]:
        table = None if variants else NO_VARIANTS
        answers: list[set[str]] = []
        for some in batched(queries, 50):
            lines: list[dict[str, Any]] = []
            for query in some:
                asked = compiled(parse(query), shipped_ids, table)
                lines += [{}, {"query": asked, "size": len(self.stories), "_source": False}]
            for response in self.es.msearch(index=self.index, searches=lines)["responses"]:
                assert "error" not in response, response
                answers.append({hit["_id"] for hit in response["hits"]["hits"]})
        return answers


@pytest.fixture(scope="module")
def both(engines: Any) -> Iterator[Both]:
    texts = [case["text"] for case in load("alerts.json")]
    texts += [f"گفتند {spelling} بود." for case in load("variants.json") for spelling in case["spellings"]]
    texts += [f"دولت از {word} گفت، نه کشور." for word in (*COMPOUND_WORDS, "کشورمان", "دولتشان", "رسانهها")]
    stories = corpus(250) if NEWS.is_dir() else []
    stories += [article(len(stories) + number, None, text) for number, text in enumerate(texts)]
    index = f"same-{uuid4().hex[:8]}"
    with Elasticsearch(engines.elasticsearch, request_timeout=60) as es:
        es.indices.create(index=index, settings={"analysis": analysis()}, mappings=mappings(article_fields()))
        documents = ((story.id, build_document(story, datetime.now(UTC), lambda _: None)) for story in stories)
        bulk(es, ({"_index": index, "_id": key, "_source": document} for key, document in documents), refresh=True)
        yield Both(es, index, stories)
        es.indices.delete(index=index)


@pytest.mark.parametrize("variants", [True, False])
def test_every_case_and_every_spelling_means_the_same(both: Both, variants: bool) -> None:  # noqa: FBT001
    queries = [case["query"] for case in load("alerts.json")]
    queries += [spelling for case in load("variants.json") for spelling in case["spellings"]]
    queries += [f'"{spelling}"' for case in load("variants.json") for spelling in case["spellings"]]
    queries += ENTITIES
    differences, finds = both.differences(list(dict.fromkeys(queries)), variants=variants)

    assert not differences, "\n".join(differences)
    assert finds > len(queries)


@pytest.mark.parametrize("variants", [True, False])
def test_every_kind_of_query_means_the_same(both: Both, variants: bool) -> None:  # noqa: FBT001
    queries = [*MORE, *(kind.format(c=word) for kind in WRITTEN for word in COMPOUND_WORDS)]
    differences, finds = both.differences(list(dict.fromkeys(queries)), variants=variants)

    assert not differences, "\n".join(differences)
    assert finds > 0


@pytest.mark.skipif(not NEWS.is_dir(), reason="needs the corpus beside the repository: ../shared/corpus/news")
def test_queries_drawn_from_real_articles_mean_the_same(both: Both) -> None:
    generator = random.Random(17)  # noqa: S311 - a repeatable choice
    queries: set[str] = set()
    for story in generator.choices(both.stories[:250], k=400):
        words = [word for word in (story.body or "").split() if re.fullmatch("[^\\W_][\\w\u200c]*[^\\W_]", word)]
        if len(words) < 20:
            continue
        start = generator.randrange(len(words) - 5)
        a, b, c = words[start : start + 3]
        kind = generator.choice(KINDS)
        if "*" in kind and "\u200c" in a + words[-1]:
            continue  # only one word can be begun
        queries.add(kind.format(a=a, b=b, c=c, d=words[-1]))
    differences, finds = both.differences(sorted(queries))

    assert not differences, "\n".join(differences)
    assert finds > len(queries) > 250


def means_something(query: str) -> bool:
    """Tell whether a query is not refused, as one that only excludes is."""
    try:
        check_of(rule_from_mapping({"name": "q", "query": query}))
    except RuleRefused:
        return False
    return True


def composed(generator: random.Random, words: list[str], depth: int = 0) -> str:
    """Compose a query of everything the language has, as people write it: all quotation marks, commas and brackets."""
    word = generator.choice
    if depth > 2 or generator.random() < 0.35:
        return leaf(generator, words)
    one, other, third = (composed(generator, words, depth + 1) for _ in range(3))
    return word(
        (
            f"{one} {other}", f"{one} AND {other}", f"({one} OR {other})", f"({one} | {other}) {third}",
            f"{one} -{third}", f"{one} NOT ({other})", f"({one})", f"{one} AND NOT {third}",
            f"2 of ({one}, {other}، {third})", f"1 OF ({one}؛ {other})", f"{one} و {other}", f"{one}، {other}",
        )
    )  # fmt: skip


def leaf(generator: random.Random, words: list[str]) -> str:
    at = generator.randrange(len(words) - 4)
    some = words[at : at + generator.randint(1, 4)]
    text = " ".join(some).replace(HALF, generator.choice((HALF, " ", "", HALF)))
    opening, closing = generator.choice(('""', "«»", "“”"))
    near = f"~{generator.randint(0, 12)}"
    plain = some[0].split(HALF)[0]
    begun = plain[: generator.randint(2, 5)] + "*" if len(plain) > 2 else plain
    entity = generator.choice(ENTITIES)
    quoted = f"{opening}{text}{closing}"
    little = generator.choice(("و", "یا", "نه", "۱۴۰۴"))
    return generator.choice((text, text, quoted, quoted, quoted + near, begun, entity, f"{text}؟", little))


@pytest.mark.skipif(not NEWS.is_dir(), reason="needs the corpus beside the repository: ../shared/corpus/news")
@pytest.mark.parametrize("seed", [1, 2])
def test_composed_queries_mean_the_same(both: Both, seed: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - a repeatable choice
    texts = [(story.body or "").split() for story in both.stories[:250]]
    words = [[word for word in text if re.fullmatch("[^\\W_][\\w\u200c]*[^\\W_]", word)] for text in texts]
    known = [text for text in words if len(text) > 20]
    queries = sorted({composed(generator, generator.choice(known)) for _ in range(300)})
    queries = [query for query in queries if means_something(query)]
    differences, finds = both.differences(queries)

    assert not differences, "\n".join(differences)
    assert finds > len(queries) > 200
