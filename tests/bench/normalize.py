"""Time normalize() beside hazm's Normalizer: python tests/bench/normalize.py. Prints ratios, for one core.

Warm: every article was seen once before (a worker after its first minutes). Cold: a new process, the articles in order,
loading the word lists included. Then how the cost grows with length, on texts made to be hard.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from processors.normalize import normalize

NEWS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "news"
HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
ROUNDS = 5
HARD = {
    "news, repeated": "رسانهها مي گويند كه آتش بس برقرار است ، و او رفت.\n",
    "half-spaces only": HALF_SPACE,
    "half-spaces between letters": f"ب{HALF_SPACE}",
    "glued without a space": "میکندرسانهها",
    "open tags": "<p <",
    "ampersands": "&amp;lt;",
    "spaces": "  ،",
    "wrongly decoded": "Ø³Ù„Ø§Ù… ",
    "Pashto and Arabic": "ښه إن في ي ",
}


def _seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def _side_by_side(runs: Sequence[Callable[[str], object]], bodies: Sequence[str]) -> list[float]:
    """Give the seconds that each of `runs` takes for all `bodies`: of every body the best of several rounds.

    The runs take turns, so that what else the machine does weighs on all of them alike.
    """
    best = [[float("inf")] * len(bodies) for _ in runs]
    for _ in range(ROUNDS):
        for run, fastest in zip(runs, best, strict=True):
            for place, body in enumerate(bodies):
                started = time.perf_counter()
                run(body)
                fastest[place] = min(fastest[place], time.perf_counter() - started)
    return [sum(fastest) for fastest in best]


def _growth(piece: str) -> tuple[float, float]:
    """Give the seconds for 1.25 million code points, and how many times as long 5 million take."""
    small, large = (piece * (size // len(piece)) for size in (1_250_000, 5_000_000))
    first = _seconds(lambda: normalize(small).repairs)
    return first, _seconds(lambda: normalize(large).repairs) / max(first, 1e-9)


def main() -> int:
    """Print the table."""
    if not NEWS.exists():
        sys.stdout.write("../shared/corpus/news is not here: put the shared folder beside the repository\n")
        return 1
    rows = [
        json.loads(line) for name in ("fars", "voa-dari") for line in (NEWS / f"{name}.jsonl").open(encoding="utf-8")
    ]
    bodies = [row["body"] for row in rows if row["body"]]
    cold = _seconds(lambda: [normalize(body) for body in bodies])
    from hazm import Normalizer  # noqa: PLC0415 - its 330 MB must not weigh on the measure above

    other = Normalizer()
    other.normalize("سلام")
    runs = (normalize, lambda body: normalize(body).repairs, other.normalize)
    warm, told, hazm = _side_by_side(runs, bodies)
    for name, seconds in (("cold", cold), ("warm", warm), ("warm, every repair told", told)):
        sys.stdout.write(f"{name:26} {len(bodies) / seconds:8.0f} articles/s, {hazm / seconds:5.1f} times hazm\n")
    sys.stdout.write(f"{'hazm':26} {len(bodies) / hazm:8.0f} articles/s\n")
    for name, piece in HARD.items():
        seconds, times = _growth(piece)
        sys.stdout.write(
            f"{name:28} 1.25 M code points {seconds:6.2f} s; four times the length, {times:4.1f} times the time\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
