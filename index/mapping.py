"""Fields of the indices, as code: what a document may hold and how each field is searched."""

from typing import Any

from index.analysis import INDEX_ANALYZER, QUOTE_ANALYZER, SEARCH_ANALYZER

Mapping = dict[str, Any]

KEYWORD: Mapping = {"type": "keyword", "ignore_above": 1024}
DATE: Mapping = {"type": "date"}
NOT_SEARCHED: Mapping = {"type": "object", "enabled": False}
"""Kept for display in `_source`, and neither parsed nor indexed: its shape can never make a document fail."""


def text_field() -> Mapping:
    """Give the mapping of displayed text."""
    return {
        "type": "text",
        "analyzer": INDEX_ANALYZER,
        "search_analyzer": SEARCH_ANALYZER,
        "search_quote_analyzer": QUOTE_ANALYZER,
        # Offsets let highlights mark long articles without analysing them again.
        "index_options": "offsets",
    }


def article_fields() -> Mapping:
    """Give the fields of `news-YYYY.MM`; see `index.document.build_document` for what fills them."""
    return {
        "id": KEYWORD,
        "source": KEYWORD,
        "title": text_field(),
        "body": text_field(),
        "original": NOT_SEARCHED,
        "repairs": NOT_SEARCHED,
        "entities": NOT_SEARCHED,
        "dates": NOT_SEARCHED,
        "raw": {"type": "keyword", "index": False, "doc_values": False},
        "content": {"type": "keyword", "doc_values": False},
        **_facts(),
        **_names(),
        "about": {"type": "date_range", "format": "strict_date_optional_time"},
        "date_kinds": KEYWORD,
    }


def _facts() -> Mapping:
    return {
        **dict.fromkeys(
            (
                "language",
                "status",
                "note",
                "noted_by",
                "acted_on",
                "story_id",
                "slug",
                "evolved_from",
                "authors",
                "subjects",
            ),
            KEYWORD,
        ),
        **dict.fromkeys(
            ("published_at", "received_at", "dated_at", "indexed_at", "embargoed_until", "expires_at"), DATE
        ),
        "url": {"type": "keyword", "ignore_above": 4096},
        "version": {"type": "long"},
        "urgency": {"type": "byte"},
    }


def _names() -> Mapping:
    return {
        **dict.fromkeys(("persons", "places", "organizations", "events", "entity_ids", "countries"), KEYWORD),
        "locations": {"type": "geo_point"},
    }


def rejection_fields() -> Mapping:
    """Give the fields of `news-rejected`, the copy of dead letters that Kibana shows."""
    return {
        **dict.fromkeys(("id", "stage", "reason", "article_id", "source", "origin", "topic"), KEYWORD),
        "rejected_at": DATE,
        "retried_at": DATE,
        "error": {"type": "text"},
        "original": {"type": "keyword", "index": False, "doc_values": False},
        "original_encoding": {"type": "keyword", "index": False, "doc_values": False},
    }


def alert_fields() -> Mapping:
    """Give the fields of `news-alerts`; the record is that of topic news.alerts."""
    words = ("id", "kind", "rule_id", "rule_name", "owner", "deliver", "article_id", "story_id", "source", "language")
    spans = {
        "text": KEYWORD,
        "term": KEYWORD,
        "field": KEYWORD,
        "start": {"type": "integer"},
        "end": {"type": "integer"},
    }
    return {
        **dict.fromkeys((*words, "status", "url", "follows"), KEYWORD),
        **dict.fromkeys(("published_at", "arrived_at", "matched_at", "delivered_at"), DATE),
        "version": {"type": "long"},
        "urgency": {"type": "byte"},
        "title": text_field(),
        "note": text_field(),
        "sentence": {"properties": {"text": text_field(), "marks": NOT_SEARCHED}},
        "spans": {"properties": spans},
        # One field for each place of delivery: their names come from the configuration.
        "delivery": {"type": "flattened"},
    }


def attempt_fields() -> Mapping:
    """Give the fields of `news-attempts`: every try to deliver an alert; the record is that of topic news.attempts."""
    words = ("id", "alert_id", "rule_id", "kind", "target", "outcome", "message_id")
    return {
        **dict.fromkeys(words, KEYWORD),
        **dict.fromkeys(("at", "next_at"), DATE),
        "number": {"type": "integer"},
        "repeat": {"type": "boolean"},
        "error": {"type": "text"},
    }


def mappings(fields: Mapping) -> Mapping:
    """Wrap fields as an index's mappings: a field that is not named here is a mistake, and refused."""
    return {"dynamic": "strict", "properties": fields}
