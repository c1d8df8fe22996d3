"""What a source hands over: articles and refused items, in lots that are settled once Kafka has them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from ingest.article import Article
from ingest.rejection import ItemRejected, Origin, Rejection, reject

STAGE = "ingest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One item that is no article: why, the bytes as they came, and where they stood (file:line, URL)."""

    failure: ItemRejected
    original: bytes
    place: str
    source: str | None = None

    def dead_letter(self, at: datetime) -> Rejection:
        """Build the record for news.rejected."""
        return reject(self.failure, self.original, Origin(stage=STAGE, place=self.place, source=self.source), at)


type Received = Article | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where bytes came from, and how to read what they leave unsaid.

    `source` names the newsroom's source when the item does not; `time_zone` is the zone of times without one;
    `language` is the language of items that name none.
    """

    place: str
    received_at: datetime
    source: str | None = None
    time_zone: tzinfo = UTC
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of one lot: items Kafka has, items refused (with the first reasons), items Kafka did not take."""

    delivered: int
    refused: int
    failed: int
    reasons: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether every item is in Kafka, as an article or as a dead letter."""
        return self.failed == 0


def leave_alone(_settlement: Settlement) -> None:
    """Settle nothing: the lot's source keeps no account of what was delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Items that stand or fall together: one file, one poll of a feed.

    `items` is consumed once, lazily. `settle` is called once, after Kafka confirmed or failed the last of them; only
    then, and only when the settlement is safe, may the source count the lot as done.
    """

    place: str
    items: Iterable[Received]
    settle: Callable[[Settlement], None] = leave_alone
