"""How long tag_dates takes beside hazm's Normalizer, on the same articles in one run; prints the ratio (aim: < 0.1).

Run: python tests/bench/dates.py [ARTICLES]. Each is timed over the same articles in turn, the best of five rounds.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hazm import Normalizer

from processors.tag_dates import tag_dates

NEWS = Path(__file__).parents[3] / "shared/corpus/news"
PUBLISHED = datetime.fromisoformat("2025-10-22T12:00:00+03:30")
ROUNDS = 5


def articles(count: int) -> list[str]:
    """Give the VOA Dari articles and as many of Fars as make up `count`."""
    lines = [line for name in ("voa-dari", "fars") for line in (NEWS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    items = map(json.loads, lines[:count])
    return [f"{item.get('title') or ''}\n\n{item.get('body') or ''}" for item in items]


def milliseconds(work: Callable[[str], object], texts: list[str]) -> float:
    """Give the processor time that `work` takes per text."""
    begun = time.process_time()
    for text in texts:
        work(text)
    return (time.process_time() - begun) / len(texts) * 1000


def main() -> None:
    """Print both times and their ratio."""
    texts = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
    normalizer = Normalizer()
    rounds = [
        (milliseconds(lambda text: tag_dates(text, PUBLISHED), texts), milliseconds(normalizer.normalize, texts))
        for _ in range(ROUNDS)
    ]
    first, ours, theirs = rounds[0][0], min(r[0] for r in rounds), min(r[1] for r in rounds)
    mentions = sum(len(tag_dates(text, PUBLISHED)) for text in texts)
    print(f"{len(texts)} articles, {mentions} mentions")
    print(f"tag_dates  {ours:.3f} ms per article (first round, words not met before: {first:.3f})")
    print(f"hazm       {theirs:.3f} ms per article")
    print(f"ratio      {ours / theirs:.3f}")


if __name__ == "__main__":
    main()
