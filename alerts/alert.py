"""The Alert record of topic news.alerts: one thing that one rule wants told, once, under an id that never changes."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.article import Moment, Status, rejected
from processors.tagged_article import FieldName

ALERTS_TOPIC = "news.alerts"


class AlertKind(StrEnum):
    """What an alert tells. The middle four follow an alert that was sent before."""

    MATCH = "match"
    CORRECTION = "correction"
    HOLD = "hold"
    RELEASE = "release"
    KILL = "kill"
    SPIKE = "spike"
    QUIET_SOURCE = "quiet-source"


FOLLOW_UPS = frozenset({AlertKind.CORRECTION, AlertKind.HOLD, AlertKind.RELEASE, AlertKind.KILL})
"""Kinds that go to everybody who got the alert they follow, whatever is muted or quiet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One place that matched, in code points: `field[start:end] == text` as displayed. `term` is the query's word."""

    text: str
    term: str
    start: int
    end: int
    field: FieldName = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The sentence to show: its text, and the (start, end) of each match in it, in code points of `text`."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert. Field names are the contract of news.alerts, whose key is `id`.

    `deliver` names deliveries of peyk.toml. `arrived_at` is when Peyk received the article, `matched_at` when the rule
    was found in it. `title` is the headline; of an article without one, the first words of its body, and where what
    follows an alert has neither, that of the alert, as with its `url`. `follows` is the alert that a correction, hold,
    release or kill belongs to. `note` says in words what the kind alone does not. Article fields are null for a source
    that fell silent.
    """

    id: str
    kind: AlertKind
    rule_id: str
    rule_name: str
    deliver: tuple[str, ...]
    source: str
    arrived_at: Moment
    matched_at: Moment
    owner: str | None = None
    article_id: str | None = None
    story_id: str | None = None
    version: int | None = None
    status: Status | None = None
    language: str | None = None
    urgency: int | None = None
    title: str | None = None
    url: str | None = None
    published_at: Moment | None = None
    sentence: Sentence | None = None
    spans: tuple[Span, ...] = ()
    follows: str | None = None
    note: str | None = None

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.alerts."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Alert":
        """Decode the value of a message on news.alerts.

        Raises:
            ItemRejected: the bytes are not JSON (malformed), or a field breaks the contract (invalid).
        """
        try:
            return _ADAPTER.validate_json(data)
        except ValidationError as error:
            raise rejected(error) from error


_ADAPTER = TypeAdapter(Alert)


def alert_id(kind: AlertKind, rule_id: str, *parts: str) -> str:
    """Derive the id of an alert from what it tells, so that telling it twice is seen by every reader.

    >>> alert_id(AlertKind.MATCH, "r1", "story") == alert_id(AlertKind.MATCH, "r1", "story")
    True
    >>> alert_id(AlertKind.MATCH, "r1", "story") == alert_id(AlertKind.KILL, "r1", "story")
    False
    """
    whole = "\0".join((kind, rule_id, *parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=12).hexdigest()


def alert_document(alert: Alert) -> dict[str, Any]:
    """Give `alert` as the document of index news-alerts; its `_id` is `alert.id`, so a repeat changes nothing."""
    document: dict[str, Any] = _ADAPTER.dump_python(alert, mode="json", exclude_none=True)
    return document
