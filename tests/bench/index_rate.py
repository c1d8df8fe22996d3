"""What indexing with our analyzer costs beside Elasticsearch's own, and what `tokenize` costs, in one run.

Usage: python tests/bench/index.py [ARTICLES]

Prints docs/s and bytes/doc (of the index on disk, one segment) for each way to index the bodies of news articles, and
the time that `tokenize` takes of one. Rounds of the ways take turns, so that a busy machine slows all alike; the
best round of each counts. The engine runs in a temporary folder; nothing else should run on the machine.
"""

import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from elasticsearch import Elasticsearch

from index.analysis import analysis
from index.mapping import text_field
from peyk.local.engines import start, stop
from peyk.local.report import silent_report
from peyk.local.settings import LocalSettings
from processors.orthography.tokens import tokenize

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "news"
SAMPLES = ROOT / "samples"
ROUNDS: Final = 3
BATCH: Final = 100
WAYS: Final[dict[str, dict[str, Any]]] = {
    "ours": text_field(),
    "ours, positions only": text_field() | {"index_options": "positions"},
    "persian": {"type": "text", "analyzer": "persian"},
    "standard": {"type": "text"},
}


def bodies(count: int) -> list[str]:
    """Give so many bodies of real articles where the corpus is there, else of the samples, over and over."""
    files = sorted(CORPUS.glob("*.jsonl")) or sorted(SAMPLES.glob("*.jsonl"))
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines() if '"body": "' in line)
    found = [json.loads(line)["body"] for line in lines]
    return [found[number % len(found)] for number in range(count)]


def fill(es: Elasticsearch, field: dict[str, Any], texts: list[str]) -> tuple[float, float]:
    """Index `texts` in an index of their own and delete it; tell the seconds and the bytes on disk."""
    settings = {"analysis": analysis(), "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s"}
    es.indices.create(index="bench-index", settings=settings, mappings={"properties": {"body": field}})
    batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
    began = time.perf_counter()
    for batch in batches:
        lines: list[dict[str, Any]] = []
        for text in batch:
            lines += [{"index": {}}, {"body": text}]
        answer = es.bulk(index="bench-index", operations=lines)
        assert not answer["errors"], answer
    es.indices.refresh(index="bench-index")
    seconds = time.perf_counter() - began
    es.indices.forcemerge(index="bench-index", max_num_segments=1)
    es.indices.flush(index="bench-index")
    size = es.indices.stats(index="bench-index", metric="store")["_all"]["total"]["store"]["size_in_bytes"]
    es.indices.delete(index="bench-index")
    return seconds, size


def measure(url: str, texts: list[str]) -> None:
    """Print a row for each way to index."""
    print(f"{len(texts)} bodies of {sum(len(text.encode()) for text in texts) / len(texts):,.0f} bytes")
    with Elasticsearch(url, request_timeout=600) as es:
        fill(es, WAYS["ours"], texts[:BATCH])  # the engine compiles what it runs often
        rounds = [{name: fill(es, field, texts) for name, field in WAYS.items()} for _ in range(ROUNDS)]
    for name in WAYS:
        seconds, size = min(results[name] for results in rounds)
        print(f"{name:<24} {len(texts) / seconds:>8,.0f} docs/s {size / len(texts):>10,.0f} bytes/doc")


def measure_tokenize(texts: list[str]) -> None:
    """Print how long one body takes in Python, words met before and not."""
    for name in ("tokenize, first time", "tokenize, again"):
        began = time.perf_counter()
        tokens = sum(len(tokenize(text)) for text in texts)
        seconds = time.perf_counter() - began
        print(f"{name:<24} {seconds / len(texts) * 1000:>8.2f} ms/doc {tokens / len(texts):>10,.0f} tokens/doc")


def main() -> None:
    """Start an engine, measure, stop it."""
    texts = bodies(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    measure_tokenize(texts)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = LocalSettings(folder / "engines", ROOT / ".peyk" / "jars", 0, 0, 0, 0)
        reached = start(settings, silent_report())
        stack.callback(stop, settings, silent_report())
        measure(reached.elasticsearch, texts)


if __name__ == "__main__":
    main()
