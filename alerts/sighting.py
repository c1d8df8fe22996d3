"""The Sighting record of topic news.sightings: one tagged article as the matcher saw it, and which rules it matched.

The matchers run side by side, one for each partition of news.tagged; the topic has one partition, so that one reader
sees every version, near-duplicate, hold and kill of a story in one order, and decides alone what is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from alerts.places import Displayed, Found
from alerts.rule import Repeat, Spike
from ingest.article import Moment, Status, rejected

SIGHTINGS_TOPIC = "news.sightings"

MAX_BYTES = 1_000_000
"""Of one message, beside the article's own text; an article that thousands of rules match would go over any limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """What of a rule is needed to decide and to deliver. `early` says that it asks for embargoed stories."""

    id: str
    name: str
    deliver: tuple[str, ...] = ()
    owner: str | None = None
    repeat: Repeat = Repeat.ONCE
    spike: Spike | None = None
    early: bool = False


class Match(NamedTuple):
    """One rule found in one article, and the places that matched.

    Spans and the sentence to quote are written out only when somebody is told: most matches are of later takes. A
    tuple, because an article may match hundreds of rules, and a frozen dataclass takes twice the time to make.
    """

    rule: MatchedRule
    found: Found = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One version of one article passing the matcher. `correction` says that its own words call it a correction.

    `version` is a growing integer, `arrived_at` when Peyk received the article, `matched_at` when it was matched.
    `opening` is the first words of an article without a title. `body` is there where a rule matched, so that its
    sentence can be quoted; `body_from` is its first position. `noted_by` is the note that left the article as it is,
    `words` a digest of its text as received.
    """

    article_id: str
    story_id: str
    version: int
    source: str
    status: Status
    arrived_at: Moment
    matched_at: Moment
    correction: bool = False
    embargoed_until: Moment | None = None
    language: str | None = None
    urgency: int | None = None
    title: str | None = None
    url: str | None = None
    published_at: Moment | None = None
    opening: str | None = None
    body: str | None = None
    body_from: int = 0
    matches: tuple[Match, ...] = ()
    noted_by: str | None = None
    words: str | None = None

    @property
    def headline(self) -> str | None:
        """What the article is told under: its title, or else its first words."""
        return self.opening or self.title

    @property
    def displayed(self) -> Displayed:
        """The text that the places of `matches` point into."""
        return Displayed(self.title or "", self.body or "", self.body_from)

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.sightings."""
        return _ADAPTER.dump_json(self, exclude_defaults=True)

    def parts(self) -> Iterator[bytes]:
        """Encode as one message or, where too many rules match, as several with some of the matches each."""
        whole = self.to_bytes()
        if len(whole) - len((self.body or "").encode()) <= MAX_BYTES or len(self.matches) < 2:  # noqa: PLR2004 - one match cannot be parted
            yield whole
            return
        middle = len(self.matches) // 2
        for some in (self.matches[:middle], self.matches[middle:]):
            yield from replace(self, matches=some).parts()

    @staticmethod
    def from_bytes(data: bytes) -> "Sighting":
        """Decode the value of a message on news.sightings.

        Raises:
            ItemRejected: the bytes are not JSON (malformed), or a field breaks the contract (invalid).
        """
        try:
            return _ADAPTER.validate_json(data)
        except ValidationError as error:
            raise rejected(error) from error


_ADAPTER = TypeAdapter(Sighting)
