"""What the tests of alerts build their articles and rules with."""

from datetime import UTC, datetime
from typing import Any

from alerts.rule import Rule, rule_from_mapping
from processors.tagged_article import Original, TaggedArticle

ARRIVED = datetime(2026, 11, 24, 6, tzinfo=UTC)


def article(body: str | None = None, **fields: Any) -> TaggedArticle:
    """A tagged article with this body."""
    base = {"id": "a1", "story_id": "s1", "source": "bakhtar", "received_at": ARRIVED, "original": Original()}
    return TaggedArticle(**{**base, "body": body, **fields})


def rule(query: str = "کابل", **fields: Any) -> Rule:
    """A rule that looks for `query`."""
    return rule_from_mapping({"name": query, "query": query, **fields})
