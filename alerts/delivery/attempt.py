"""The Attempt record of topic news.attempts: one try to deliver one alert to one target, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from alerts.alert import AlertKind
from ingest.article import Moment

ATTEMPTS_TOPIC = "news.attempts"


class Outcome(StrEnum):
    """What became of one attempt. SENDING is written before: if nothing follows it, nobody knows."""

    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given-up"
    MUTED = "muted"


SETTLED = frozenset({Outcome.DELIVERED, Outcome.GIVEN_UP, Outcome.MUTED})
"""After one of these, the target is not tried again for that alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt. The key on news.attempts is `alert_id/target`.

    `number` counts from 1. `message_id` is the idempotency key that the receiver sees; alerts of one digest share it.
    `error` says what went wrong, without addresses or secrets; `next_at` is when it is tried again. `repeat` marks a
    message that an attempt with unknown outcome may have delivered before.
    """

    alert_id: str
    rule_id: str
    kind: AlertKind
    target: str
    number: int
    outcome: Outcome
    at: Moment
    message_id: str
    error: str | None = None
    next_at: Moment | None = None
    repeat: bool = False

    @property
    def id(self) -> str:
        """Name this attempt; SENDING and what follows it are the same attempt."""
        return f"{self.alert_id}/{self.target}/{self.number}"

    @property
    def key(self) -> bytes:
        """The key on news.attempts, so that all attempts of one delivery stay in order."""
        return f"{self.alert_id}/{self.target}".encode()

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.attempts."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Attempt":
        """Decode the value of a message on news.attempts. Raises pydantic.ValidationError on anything else."""
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(Attempt)


def attempt_document(attempt: Attempt) -> dict[str, Any]:
    """Give `attempt` as a document of index news-attempts; its `_id` is `attempt.id`: the outcome replaces SENDING."""
    document: dict[str, Any] = _ADAPTER.dump_python(attempt, mode="json", exclude_none=True)
    return document


def delivery_fields(attempt: Attempt) -> dict[str, Any]:
    """Give what to merge into the alert's own document in news-alerts: the time and the fate at each target."""
    fields: dict[str, Any] = {"delivery": {attempt.target: attempt.outcome.value}}
    if attempt.outcome is Outcome.DELIVERED:
        fields["delivered_at"] = attempt.at.isoformat()
    return fields
