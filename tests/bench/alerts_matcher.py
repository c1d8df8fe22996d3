"""Measures the matcher: articles a second with 10, 1,000 and 100,000 rules, memory, and how long one change takes.

Usage: python tests/bench/alerts_matcher.py [CORPUS_DIR]     (default: ../shared/corpus/news beside the repository)

Times are CPU time of this process, the median of five passes, so that other processes disturb them little; ratios are
what to trust. Rules have one to three words, with OR, NOT, phrases and proximity in the proportions of KINDS. Words are
drawn from the corpus (those in at most 20 places) or made up; SHARES says how many are real. Of what is matched
the places must be gathered, so a set of rules that matches much costs more, however it is found: see the column
us/match, which is all that an article costs more than with ten rules, shared out over its matches.
"""

import json
import random
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from alerts.matcher import Matcher
from alerts.matching import kept_for_good
from alerts.page import page
from alerts.rule import Rule, rule_from_mapping
from processors.tagged_article import Original, TaggedArticle

SIZES = (10, 1_000, 100_000)
SHARES = (0.1, 0.5, 1.0)
KINDS = (
    "{a} {b}",
    "{a} {b}",
    "{a}",
    '"{a} {b}"',
    '"{a} {b}"~5',
    "{a} ({b} OR {c})",
    "{a} {b} -{c}",
    "2 OF ({a}, {b}, {c})",
)
ARTICLES = 300


def articles(folder: Path) -> list[TaggedArticle]:
    """Read the articles of the corpus, as if tagged."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    records = [json.loads(line) for line in lines]
    return [
        TaggedArticle(
            id=str(number),
            story_id=str(number),
            source="bench",
            received_at=datetime.now(UTC),
            title=record.get("title"),
            body=record.get("body"),
            original=Original(),
        )
        for number, record in enumerate(records)
    ]


def rules(stories: list[TaggedArticle], count: int, share: float) -> Iterator[Rule]:
    """Draw `count` rules, the same ones each time; `share` of their words stand in the corpus."""
    generator = random.Random(3)  # noqa: S311 - a repeatable choice
    counts = Counter(word for story in stories for word in (story.body or "").split() if word.isalpha())
    words = [word for word, number in counts.items() if number <= 20 and len(word) > 2]
    letters = "ابپتجچدرزسشفقکگلمنوهی"
    for number in range(count):
        a, b, c = (
            generator.choice(words) if generator.random() < share else "".join(generator.choices(letters, k=6))
            for _ in range(3)
        )
        yield rule_from_mapping(
            {"id": f"r{number}", "name": f"r{number}", "query": generator.choice(KINDS).format(a=a, b=b, c=c)}
        )


def measure(matcher: Matcher, stories: list[TaggedArticle]) -> tuple[float, float]:
    """Give milliseconds and matches for each article, the median of five passes."""
    times, matches = [], 0
    for _ in range(5):
        start = time.process_time()
        matches = sum(len(matcher.matches(story)) for story in stories)
        times.append((time.process_time() - start) / len(stories) * 1e3)
    return statistics.median(times), matches / len(stories)


def resident() -> float:
    """Give the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(folder: Path) -> None:
    """Print a table of what was measured."""
    everything = articles(folder)
    stories = random.Random(1).sample(everything, min(ARTICLES, len(everything)))  # noqa: S311 - a repeatable choice
    letters = statistics.mean(len(story.body or "") for story in stories)
    start = time.process_time()
    for story in stories:
        page(story, {})
    reading = (time.process_time() - start) / len(stories) * 1e3
    tell(f"{len(stories)} articles of {letters:.0f} letters; reading one (words, terms): {reading:.2f} ms")
    for share in SHARES:
        tell(f"{share:.0%} of the rules' words stand in the corpus")
        tell("   rules  ms/article  articles/s  matches  us/match  build s  change ms     MB")
        first = None
        for size in SIZES:
            before = time.process_time()
            with kept_for_good():
                matcher = Matcher(rules(everything, size, share))
            build = time.process_time() - before
            spent, matches = measure(matcher, stories)
            first = first or spent
            each = f"{(spent - first) / matches * 1e3:9.0f}" if matches >= 1 else " " * 9
            row = f"{size:8,} {spent:10.2f} {1e3 / spent:10,.0f} {matches:8.2f} {each} {build:8.2f}"
            compared = f"{spent / first:.2f}x the time of {SIZES[0]} rules"
            tell(f"{row} {change_time(matcher):9.3f} {resident():5.0f}   {compared}")


def tell(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def change_time(matcher: Matcher) -> float:
    """Give milliseconds for one rule to be added, changed and removed, all three together."""
    start = time.process_time()
    for number in range(100):
        matcher.put(rule_from_mapping({"id": "new", "name": "new", "query": f"کابل هرات{number}"}))
        matcher.put(rule_from_mapping({"id": "new", "name": "new", "query": f"بلخ هرات{number}"}))
        matcher.remove("new")
    return (time.process_time() - start) / 100 * 1e3


if __name__ == "__main__":
    beside = Path(__file__).parents[2].parent / "shared" / "corpus" / "news"
    report(Path(sys.argv[1]) if len(sys.argv) > 1 else beside)
