"""The Article record of topic news.articles: one version of one story, as a source sent it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from ingest.rejection import ItemRejected, RejectReason

ARTICLES_TOPIC = "news.articles"

MAX_ID = 400
"""Bytes of an id. Elasticsearch takes 512, and some of what is derived from an id is longer."""


class Status(StrEnum):
    """The publishing status words of ninjs."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


def _aware(moment: datetime) -> datetime:
    # Sources resolve local times with their own time zone; one that is still naive here is UTC by contract.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _texts(value: Any) -> Any:
    return (value,) if isinstance(value, str) else (value or ())


Moment = Annotated[datetime, AfterValidator(_aware)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one story, before any processing. Field names are the contract of news.articles.

    `id` is the same for every redelivery and version of a story; `version` orders its versions: a counter or the
    moment this version was made (versioncreated). `urgency` runs from 1 (most urgent) to 9. `raw` is the item as
    the source sent it, as text, where the source keeps it. `slug` is the wire's working name of the story, which its
    notes quote; `evolved_from` is the id of the story that this one continues (ninjs evolvedfrom). After `expires_at`
    the source wants it out of search. `noted_by` is the id of the note to the desks that left this take as it is: Peyk
    itself sets it.
    """

    id: str
    source: str
    received_at: Moment
    title: str | None = None
    body: str | None = None
    published_at: Moment | None = None
    url: str | None = None
    language: str | None = None
    version: int | Moment = 1
    status: Status = Status.USABLE
    urgency: Annotated[int, Field(ge=1, le=9)] | None = None
    embargoed_until: Moment | None = None
    authors: Texts = ()
    subjects: Texts = ()
    raw: str | None = None
    slug: str | None = None
    evolved_from: str | None = None
    expires_at: Moment | None = None
    noted_by: str | None = None

    @property
    def version_number(self) -> int:
        """`version` as one growing integer: the counter itself, or the milliseconds of versioncreated since 1970."""
        if isinstance(self.version, int):
            return self.version
        return int(self.version.timestamp() * 1000)

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.articles."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Article":
        """Decode the value of a message on news.articles.

        Raises:
            ItemRejected: the bytes are not JSON (malformed), or a field breaks the contract (invalid, empty).
        """
        try:
            article = _ADAPTER.validate_json(data)
        except ValidationError as error:
            raise rejected(error) from error
        return article if article.status is not Status.USABLE else _with_words(article)


_ADAPTER = TypeAdapter(Article)


def article_from_mapping(
    record: Mapping[str, Any], *, received_at: datetime, source: str = "unknown", raw: str | None = None
) -> Article:
    """Build an Article from one decoded JSON object; what it leaves out is derived or null.

    Only one of title and body is needed, and neither to kill or hold an article by its id. Keys that the
    record does not know are left out (keep them in `raw`).

    Raises:
        ItemRejected: a field breaks the contract (invalid), or there is no text at all (empty).
    """
    known = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    known.setdefault("source", source)
    known.setdefault("received_at", received_at)
    if raw is not None:
        known.setdefault("raw", raw)
    known["id"] = short_id(str(known.get("id") or story_id(known)))
    try:
        article = _ADAPTER.validate_python(known)
    except ValidationError as error:
        raise rejected(error) from error
    return article if record.get("id") and article.status is not Status.USABLE else _with_words(article)


_FIELDS = tuple(Article.__dataclass_fields__)


def story_id(record: Mapping[str, Any]) -> str:
    """Derive a stable id: of source and URL where there is one, else of source and text."""
    source = str(record.get("source", ""))
    url = record.get("url")
    parts = (source, str(url)) if url else (source, str(record.get("title") or ""), str(record.get("body") or ""))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def short_id(name: str) -> str:
    """Give `name`, or its hash when it has more bytes than an index takes for an id."""
    data = name.encode("utf-8", "surrogatepass")
    return name if len(data) <= MAX_ID else hashlib.blake2b(data, digest_size=16).hexdigest()


def rejected(error: ValidationError) -> ItemRejected:
    """Turn a validation error into a rejection that names each field and what is wrong with it."""
    problems = error.errors(include_url=False, include_context=False)
    malformed = any(problem["type"] == "json_invalid" for problem in problems)
    told = "; ".join(f"{'.'.join(map(str, p['loc'])) or 'record'}: {p['msg']}" for p in problems[:5])
    return ItemRejected(RejectReason.MALFORMED if malformed else RejectReason.INVALID, told)


def _with_words(article: Article) -> Article:
    if not any(char.isalnum() for char in (article.title or "") + (article.body or "")):
        raise ItemRejected(RejectReason.EMPTY, f"article {article.id}: neither title nor body has a word in it")
    return article
