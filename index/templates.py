"""Index templates and names: which indices there are, and which alias or pattern reaches them."""

from typing import Any

from index.analysis import INDEX_ANALYZER, analysis
from index.mapping import alert_fields, article_fields, attempt_fields, mappings, rejection_fields
from processors.orthography.variants import VariantTable

NEWS_ALIAS = "news"
ALL_INDICES = "news-*,news.*"
REJECTED_INDEX = "news-rejected"
ALERTS_INDEX = "news-alerts"
ATTEMPTS_INDEX = "news-attempts"
TAKES_INDEX = "news-takes"

_SMALL_FIELDS = {
    REJECTED_INDEX: rejection_fields(),
    ALERTS_INDEX: alert_fields(),
    ATTEMPTS_INDEX: attempt_fields(),
    TAKES_INDEX: article_fields(),
}
SMALL_INDICES = tuple(_SMALL_FIELDS)
"""Indices that are one, and not one a month."""

TEXT_INDICES = tuple(name for name, fields in _SMALL_FIELDS.items() if INDEX_ANALYZER in str(fields))
"""Those of them that show text, and so have the analyzers: building these takes the engine a second."""

_MONTHLY = ("news-1*", "news-2*")


def index_of(month: str) -> str:
    """Name the index that a new month begins with."""
    return f"news-{month}"


def month_in(index: str) -> str:
    """Name the month, YYYY.MM, that an index behind the alias holds."""
    return index.rpartition("-")[2]


def rebuilt(index: str) -> str:
    """Name the next revision of a month's index: news-2026.11, news.r2-2026.11, news.r3-2026.11 ...

    The name matches no template, which would put it behind the alias before it is filled.

    >>> rebuilt("news-2026.11"), rebuilt("news.r9-2026.11")
    ('news.r2-2026.11', 'news.r10-2026.11')
    """
    head, _, month = index.rpartition("-")
    revision = int(head.partition(".r")[2] or "1")
    return f"{NEWS_ALIAS}.r{revision + 1}-{month}"


def templates(variants: VariantTable | None = None) -> dict[str, dict[str, Any]]:
    """Give every index template by name, as the index template API takes it (`variants`: see index.analysis)."""
    return {
        "peyk-news": {
            "index_patterns": list(_MONTHLY),
            "priority": 200,
            # A month that was rebuilt or let go between a writer's look and its write must not come back empty.
            "allow_auto_create": False,
            "template": {
                "aliases": {NEWS_ALIAS: {}},
                "settings": news_settings(variants),
                "mappings": mappings(article_fields()),
            },
        },
        **{f"peyk-{name}": _small_template(name, fields, variants) for name, fields in _SMALL_FIELDS.items()},
    }


def _small_template(name: str, fields: dict[str, Any], variants: VariantTable | None) -> dict[str, Any]:
    settings = {**_small(), **({"analysis": analysis(variants)} if name in TEXT_INDICES else {})}
    return {
        "index_patterns": [name],
        "priority": 200,
        "template": {"settings": settings, "mappings": mappings(fields)},
    }


def news_settings(variants: VariantTable | None = None) -> dict[str, Any]:
    """Give the settings of `news-YYYY.MM`."""
    return {
        **_small(),
        # Without an explicit interval an index that nobody searched for 30 s stops refreshing: alerts link to it.
        "index.refresh_interval": "1s",
        # A deleted document must go on losing against late old versions for longer than any redelivery takes.
        "index.gc_deletes": "1h",
        # What Kibana and other raw queries search when they name no field.
        "index.query.default_field": ["title", "body"],
        "analysis": analysis(variants),
    }


def _small() -> dict[str, Any]:
    # One shard holds a national news flow of a month (3 million documents, 6 GB) with room; replicas are added by
    # auto_expand as soon as there is a second node.
    return {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"}
