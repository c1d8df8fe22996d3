"""How much the page adds to Elasticsearch's own time, on many articles: python tests/bench/web.py URL_OF_PAGE

Against a running `peyk run` (its page at URL). For each query: the whole page, and the same search alone as
Elasticsearch says it took, as medians, and their ratio. `--fill N` first ingests N made articles.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta

QUERIES = ("آتش بس", "کابل", '"وزیر خارجه"', "ترامپ -غزه", "")
WORDS = [
    "آتش",
    "بس",
    "کابل",
    "تهران",
    "وزیر",
    "خارجه",
    "ترامپ",
    "غزه",
    "پیمان",
    "مرز",
    "نشست",
    "گفت",
    "اعلام",
    "کرد",
    "بازار",
    "نفت",
    "دلار",
    "زلزله",
    "هواشناسی",
    "باران",
    "دانشگاه",
    "رئیس",
    "جمهور",
    "سازمان",
    "ملل",
    "متحد",
    "امروز",
    "دیروز",
    "فردا",
    "قندهار",
    "هرات",
    "مشهد",
    "توافق",
    "مذاکره",
    "جنگ",
    "صلح",
    "کمک",
    "مردم",
    "شهر",
    "ولایت",
]
TIMES = 15


def fill(count: int) -> None:
    """Ingest made articles, spread over the last month."""
    chance, now = random.Random(9), datetime.now(UTC)  # noqa: S311 - made texts are no secret
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number in range(count):
            text = chance.choices(WORDS, k=120)
            at = now - timedelta(seconds=chance.random() * 30 * 86_400)
            made = {"id": f"made-{number}", "source": f"s{number % 40}", "title": " ".join(text[:8])}
            made |= {"body": " ".join(text), "published_at": at.isoformat(), "language": "fa"}
            file.write(json.dumps(made) + "\n")
        file.flush()
        subprocess.run([sys.executable, "-m", "peyk.cli.main", "ingest", file.name], check=True)


def milliseconds(url: str) -> float:
    """Load a page once and give how long that took."""
    started = time.perf_counter()
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the address that was given
        answer.read()
    return (time.perf_counter() - started) * 1000


def elasticsearch(query: str) -> float:
    """Search once from the command line's own code and give what Elasticsearch says that it took."""
    code = (
        "import asyncio,sys;from peyk.searching import ask;from peyk.settings import load_settings;"
        "from index.search import Search\n"
        "s=load_settings()\n"
        "asked=Search(query=sys.argv[1],facets=True,one_per_story=True,limit=20,sort='time',time_zone=s.time_zone)\n"
        "print(*[asyncio.run(ask(s,asked)).took for _ in range(9)])"
    )
    done = subprocess.run([sys.executable, "-c", code, query], check=True, capture_output=True, text=True)
    return statistics.median(map(float, done.stdout.split()))


def main() -> None:
    """Measure and print one line a query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--fill", type=int, default=0)
    given = parser.parse_args()
    if given.fill:
        fill(given.fill)
    for query in QUERIES:
        address = f"{given.url.rstrip('/')}/?{urllib.parse.urlencode({'q': query})}"
        first, *rest = [milliseconds(address) for _ in range(TIMES)]
        theirs, ours = elasticsearch(query), statistics.median(rest)
        line = f"{query or '(all)':<20} first {first:6.0f} ms  median {ours:6.0f} ms"
        print(f"{line}  Elasticsearch {theirs:5.0f} ms  ratio {ours / max(theirs, 1):5.1f}")


if __name__ == "__main__":
    main()
