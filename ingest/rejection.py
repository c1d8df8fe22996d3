"""The Rejection record of topic news.rejected: what could not be processed, why, and the original bytes."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter

REJECTED_TOPIC = "news.rejected"

LETTERS_KEPT_DAYS = 90
"""Days that a dead letter is kept at least: somebody must come to mend its cause."""


class RejectReason(StrEnum):
    """Why an item was refused: the one bounded word used in records, logs and metric labels."""

    MALFORMED = "malformed"  # the bytes are not the format they claim to be (JSON, XML ...)
    INVALID = "invalid"  # well-formed, but a field breaks the record's contract
    EMPTY = "empty"  # neither title nor body has a word in it
    ENCODING = "encoding"  # the text cannot be read in any encoding Peyk knows
    TOO_LARGE = "too-large"  # over the size that Kafka and the index are set to carry
    TAGGING = "tagging"  # the tagger failed on it: a fault of ours, to be retried after a fix
    MAPPING = "mapping"  # Elasticsearch refused the document (HTTP 400)
    DELIVERY = "delivery"  # an alert could not be delivered after the last attempt


class ItemRejected(Exception):  # noqa: N818 - it names an outcome, not a fault of the program
    """Permanent failure of one item. The stage that catches it writes a Rejection and goes on.

    Attributes:
        reason: the bounded word.
        error: what is wrong, where, and what to do next, in one sentence for a person.
    """

    def __init__(self, reason: RejectReason, error: str) -> None:
        super().__init__(f"{reason}: {error}")
        self.reason = reason
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One dead letter.

    `original` is the item byte for byte, as text where it is UTF-8, else in base64. `origin` is the file:line, URL or
    topic/partition/offset it came from, `topic` the one to which a retry sends the original again; `retried_at` is
    set on the letter's second writing, once it was.
    """

    id: str
    stage: str
    reason: RejectReason
    error: str
    rejected_at: datetime
    original: str
    original_encoding: Literal["utf-8", "base64"] = "utf-8"
    article_id: str | None = None
    source: str | None = None
    origin: str | None = None
    topic: str | None = None
    retried_at: datetime | None = None

    @property
    def original_bytes(self) -> bytes:
        """The item exactly as it was received."""
        if self.original_encoding == "base64":
            return base64.b64decode(self.original)
        return self.original.encode()

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.rejected."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Rejection":
        """Decode the value of a message on news.rejected.

        Raises:
            pydantic.ValidationError: the bytes are not a Rejection.
        """
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(Rejection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a refused item was: the stage that refused it, and all that is known of the item.

    `place` is file:line, a URL, or topic/partition/offset; `topic` is where a retry sends the item again.
    """

    stage: str
    place: str | None = None
    topic: str | None = None
    article_id: str | None = None
    source: str | None = None


def reject(failure: ItemRejected, original: bytes, origin: Origin, at: datetime) -> Rejection:
    """Build the dead letter for `failure`. Its id is the same each time one item fails in one place for one reason."""
    parts = (origin.stage, failure.reason, origin.place or "", origin.article_id or "")
    digest = hashlib.blake2b("\0".join(parts).encode() + b"\0" + original, digest_size=12)
    text, encoding = _as_text(original)
    return Rejection(
        id=digest.hexdigest(),
        stage=origin.stage,
        reason=failure.reason,
        error=failure.error,
        rejected_at=at,
        original=text,
        original_encoding=encoding,
        article_id=origin.article_id,
        source=origin.source,
        origin=origin.place,
        topic=origin.topic,
    )


def _as_text(original: bytes) -> tuple[str, Literal["utf-8", "base64"]]:
    try:
        return original.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(original).decode("ascii"), "base64"
