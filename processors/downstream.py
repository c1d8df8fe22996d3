"""What stages share about systems they write to: that one may be away, and how long to wait before the next try."""

import random
from collections.abc import Iterator


class DownstreamUnavailable(Exception):  # noqa: N818 - it names a state of the world, not a fault of ours
    """What the stage writes to cannot be reached at the moment: try the same batch again, later."""


def backoff(first: float = 0.2, limit: float = 30.0) -> Iterator[float]:
    """Yield endless waiting times in seconds: doubling from `first` to `limit`, each with a quarter of jitter."""
    delay = first
    while True:
        yield delay * random.uniform(0.75, 1.25)  # noqa: S311 - jitter needs no secrecy
        delay = min(delay * 2, limit)
