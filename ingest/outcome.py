"""One log line and one count for each thing that becomes of an article: nothing happens to one in silence."""

from datetime import datetime

import structlog
from prometheus_client import Counter, Histogram

MAX_SOURCES = 200
"""Metric labels must stay bounded: sources beyond this many are counted together, under the name `other`."""

_log = structlog.get_logger("peyk")
_seen_sources: set[str] = set()

OUTCOMES = Counter("peyk_articles", "Articles by stage, source and outcome", ["stage", "source", "outcome"])

DELAYS = Histogram(
    "peyk_delay_seconds",
    "Seconds from an article's receipt until it is in search (index), or until a rule was found in it (alerts)",
    ["stage"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)


def delayed(stage: str, received_at: datetime, done_at: datetime) -> None:
    """Count how long an article took until `stage` was done with it. Clocks that disagree count as no delay."""
    DELAYS.labels(stage).observe(max(0.0, (done_at - received_at).total_seconds()))


def tell(stage: str, outcome: str, *, source: str | None = None, **facts: object) -> None:
    """Log one outcome of one article and count it. `outcome` is a bounded word: tagged, indexed, stale, a reason.

    Facts that are None are left out of the line.
    """
    OUTCOMES.labels(stage, _bounded(source or "unknown"), outcome).inc()
    _log.info(outcome, stage=stage, source=source, **{name: fact for name, fact in facts.items() if fact is not None})


def _bounded(source: str) -> str:
    if source in _seen_sources or len(_seen_sources) < MAX_SOURCES:
        _seen_sources.add(source)
        return source
    return "other"
