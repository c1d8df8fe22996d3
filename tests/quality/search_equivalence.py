"""Measure on a running Elasticsearch how many spellings find each other, beside its own analyzers.

python tests/quality/search_equivalence.py http://localhost:PORT [--show] [--cases FOLDER]
Prints a row for each kind of variant and sort of query: share found by ours, by `persian`, by `standard`; then the
look-alikes that are wrongly found. Each spelling stands in a sentence; each is searched for by every other of its case.
"""

import argparse
import itertools
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from index.analysis import analysis
from index.mapping import text_field

CASES = Path(__file__).parents[1] / "cases"
INDEX = "peyk-equivalence"
FIELDS = {"ours": text_field(), "persian": {"type": "text", "analyzer": "persian"}, "standard": {"type": "text"}}
SORTS = ("query_string", "match", "match_phrase")


@dataclass(frozen=True, slots=True)
class Question:
    """Does `query` find the document that holds `text`? For look-alikes it must not."""

    kind: str
    query: str
    text: str
    wanted: bool = True


def questions(cases: Path) -> Iterator[Question]:
    """Yield every ordered pair of spellings of one case, and the look-alikes."""
    for case in json.loads((cases / "variants.json").read_text(encoding="utf-8")):
        for query, text in itertools.permutations(case["spellings"], 2):
            yield Question(case["kind"], query, text)
    for case in json.loads((cases / "look_alikes.json").read_text(encoding="utf-8")):
        yield Question("look-alike", case["query"], case["text"], wanted=False)


def asked(sort: str, field: str, query: str) -> dict[str, Any]:
    """Build the raw query that a person's tool would send."""
    if sort == "query_string":
        return {"query_string": {"query": re.sub(r"([:/])", r"\\\1", query), "default_field": field}}
    return {sort: {field: query}}


def fill(es: Elasticsearch, texts: list[str]) -> None:
    """Make the index and put each text into a sentence of its own."""
    es.indices.delete(index=INDEX, ignore_unavailable=True)
    es.indices.create(index=INDEX, settings={"analysis": analysis()}, mappings={"properties": FIELDS})
    lines: list[dict[str, Any]] = []
    for number, text in enumerate(texts):
        sentence = f"دیروز گزارشی دربارهٔ {text} خوانده شد"
        lines += [{"index": {"_id": str(number)}}, dict.fromkeys(FIELDS, sentence)]
    es.bulk(index=INDEX, operations=lines, refresh=True)


def found(es: Elasticsearch, wanted: list[tuple[Question, str]], sort: str, field: str) -> list[bool]:
    """Ask every question; tell for each whether its text was found."""
    answers: list[bool] = []
    for batch in itertools.batched(wanted, 200):
        lines: list[dict[str, Any]] = []
        for question, number in batch:
            query = {"bool": {"must": asked(sort, field, question.query), "filter": {"ids": {"values": [number]}}}}
            lines += [{}, {"query": query, "size": 0}]
        answer = es.msearch(index=INDEX, searches=lines)
        answers += [response["hits"]["total"]["value"] > 0 for response in answer["responses"]]
    return answers


def main() -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of variants.json and look_alikes.json")
    parser.add_argument("--show", action="store_true", help="name what ours misses or wrongly finds")
    arguments = parser.parse_args()
    es = Elasticsearch(arguments.url, request_timeout=60)
    every = list(questions(arguments.cases))
    texts = list(dict.fromkeys(question.text for question in every))
    fill(es, texts)
    wanted = [(question, str(texts.index(question.text))) for question in every]
    shares: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(dict)
    for sort, field in itertools.product(SORTS, FIELDS):
        for (question, _), hit in zip(wanted, found(es, wanted, sort, field), strict=True):
            for kind in (question.kind, "all variants") if question.wanted else (question.kind,):
                shares[kind, sort].setdefault(field, []).append(hit)
            if arguments.show and field == "ours" and hit != question.wanted:
                sys.stdout.write(f"{sort} {question.kind}: {question.query} / {question.text}\n")
    for (kind, sort), by_field in sorted(shares.items()):
        cells = "  ".join(
            f"{field} {sum(hits):4}/{len(hits)} {sum(hits) / len(hits):6.1%}" for field, hits in by_field.items()
        )
        sys.stdout.write(f"{kind:18} {sort:13} {cells}\n")
    es.indices.delete(index=INDEX)
    return 0


if __name__ == "__main__":
    sys.exit(main())
