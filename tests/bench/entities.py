"""How fast `tag_entities` is beside hazm's Normalizer, on the same articles in one run; start and memory too.

Run: python tests/bench/entities.py [ARTICLES]. Articles are news cut or filled to 2,000 characters; each is timed over
the same articles in turn, the best of five rounds. Aims: 200 articles a second, start under 3 s, memory under 400 MB.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from processors.entities.gazetteer import load_gazetteer
from processors.entities.model import shipped_model
from processors.tag_entities import tag_entities

NEWS = Path(__file__).parents[3] / "shared/corpus/news"
ROUNDS = 5
LENGTH = 2000


def articles(count: int) -> list[str]:
    """Give news texts of exactly 2,000 characters, cut from all articles written one after another."""
    lines = [line for name in ("voa-dari", "fars") for line in (NEWS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    whole = "\n".join(json.loads(line).get("body") or "" for line in lines)
    return [whole[start : start + LENGTH] for start in range(0, count * LENGTH, LENGTH)]


def per_second(work: Callable[[str], object], texts: list[str]) -> float:
    """Give how many texts `work` does in a second of processor time."""
    begun = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - begun)


def megabytes() -> float:
    """Give the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print both speeds and their ratio, and what the tagger's start costs."""
    before, begun = megabytes(), time.perf_counter()
    load_gazetteer()
    shipped_model()
    tag_entities("کابل")
    print(f"start      {time.perf_counter() - begun:.2f} s, {megabytes():.0f} MB (before: {before:.0f} MB)")
    texts = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    first = per_second(tag_entities, texts)
    print(f"memory     {megabytes():.0f} MB after {len(texts)} articles")
    from hazm import Normalizer  # noqa: PLC0415  its memory would be counted as ours

    normalizer = Normalizer()
    rounds = [(per_second(tag_entities, texts), per_second(normalizer.normalize, texts)) for _ in range(ROUNDS)]
    ours, theirs = max(r[0] for r in rounds), max(r[1] for r in rounds)
    print(f"tag_entities {ours:.0f} articles/s (first round, words not met before: {first:.0f})")
    print(f"hazm         {theirs:.0f} articles/s")
    print(f"ratio        {ours / theirs:.2f} times hazm's Normalizer")


if __name__ == "__main__":
    main()
