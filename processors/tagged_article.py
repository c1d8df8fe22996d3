"""The TaggedArticle record of topic news.tagged: an article with repaired text, entities, dates and language."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from ingest.article import Article, rejected

TAGGED_TOPIC = "news.tagged"

FieldName = Literal["title", "body"]
DateKind = Literal["day", "range", "month", "year", "time", "period", "vague"]
Calendar = Literal["gregorian", "solar", "lunar", "relative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One change made to stored text; `start` and `end` are code points of the repaired field, where `to` stands."""

    name: str
    from_: Annotated[str, Field(alias="from")]
    to: str
    start: int
    end: int
    field: FieldName = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One mention of a person, place, organization or event.

    `start` and `end` are code points of the repaired field and `field[start:end] == text`. `id` is a Wikidata QID or
    a stable slug, null when unknown; `name` is the canonical Persian name.
    """

    text: str
    type: str
    start: int
    end: int
    id: str | None = None
    name: str | None = None
    name_en: str | None = None
    field: FieldName = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """One date expression and the interval it means: `from_` to `to`, ISO 8601, inclusive; null when vague.

    `start` and `end` are code points of the repaired field and `field[start:end] == text`. `conflict` says in words
    why the expression contradicts itself (a weekday that is not that date's), null when it does not.
    """

    text: str
    kind: DateKind
    start: int
    end: int
    from_: Annotated[str | None, Field(alias="from")] = None
    to: str | None = None
    calendar: Calendar = "gregorian"
    conflict: str | None = None
    field: FieldName = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Title and body exactly as received."""

    title: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedArticle(Article):
    """An Article whose `title` and `body` are the repaired text, with what was found in them."""

    original: Original
    repairs: tuple[Repair, ...] = ()
    entities: tuple[Entity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    story_id: str

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.tagged."""
        return _ADAPTER.dump_json(self, by_alias=True)

    @staticmethod
    def from_bytes(data: bytes) -> "TaggedArticle":
        """Decode the value of a message on news.tagged.

        Raises:
            ItemRejected: the bytes are not JSON (malformed), or a field breaks the contract (invalid).
        """
        try:
            return _ADAPTER.validate_json(data)
        except ValidationError as error:
            raise rejected(error) from error


_ADAPTER = TypeAdapter(TaggedArticle)
