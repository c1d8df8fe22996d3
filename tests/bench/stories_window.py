"""Simulate a window of stories that fills: what an article costs, and what memory is held, at each stage.

    .venv/bin/python tests/bench/stories_window.py [--articles 1000000]

The articles are made of random shingles (lengths log-normal, a tenth of them copies, a twentieth of the shingles and
one line common to many), so this measures the window alone, not the outlining of text.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np

from processors.stories.outline import Line, Outline
from processors.stories.taken import Arrival
from processors.stories.window import StoryWindow

_START = datetime(2026, 3, 1, tzinfo=UTC)
_STAGE = 1 << 16


def made(dice: np.random.Generator) -> Outline:
    """Make one article of about eight lines."""
    common = dice.integers(0, 2_000, 400, dtype=np.uint32) * np.uint32(2654435761)
    lines = []
    for place in range(int(dice.integers(3, 14))):
        shingles = dice.integers(0, 2**32, max(4, int(dice.lognormal(3.4, 0.5))), dtype=np.uint32)
        shingles[::20] = common[: len(shingles[::20])]
        figures = dice.integers(1, 2**32, int(dice.integers(0, 3)), dtype=np.uint32)
        mark = int(dice.integers(1, 2**32)) if place else int(dice.integers(1, 50))
        lines.append(Line(mark, shingles.tobytes(), figures.tobytes()))
    return Outline(int(dice.integers(1, 2**63)), tuple(lines))


def main() -> None:
    """Print one row for each 65,536 articles."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=1_000_000)
    total = options.parse_args().articles
    dice, window, bases = np.random.default_rng(1), StoryWindow(), Counter[str]()
    kept = [made(dice) for _ in range(1000)]
    spent = 0.0
    for number in range(1, total + 1):
        fresh = dice.random() > 0.1
        article = made(dice) if fresh else kept[int(dice.integers(len(kept)))]
        arrival = Arrival(f"urn:peyk:{number}", _START + number * timedelta(days=7) / total, article)
        begun = time.process_time()
        taken = window.take(arrival)
        spent += time.process_time() - begun
        bases[taken.basis.name.lower()] += 1
        if number % _STAGE == 0 or number == total:
            held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            since = number % _STAGE or _STAGE
            sys.stdout.write(f"{number:9,} held: {spent / since * 1e6:4.0f} us an article, {held} MB, {dict(bases)}\n")
            sys.stdout.flush()
            spent = 0.0


if __name__ == "__main__":
    main()
