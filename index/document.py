"""build_document: what of a TaggedArticle is searched, counted and shown."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from processors.entities.asking import letters_of
from processors.entities.known import Place
from processors.stories.notes import read_note
from processors.tagged_article import DateMention, TaggedArticle

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""A story that claims to be older has a broken date: it is filed by its arrival."""

FUTURE = timedelta(days=366)
"""A story may be dated ahead (an agenda); one further ahead than this has a broken date too."""

_FACETS = {"person": "persons", "place": "places", "organization": "organizations", "event": "events"}
# Elasticsearch reads years of four digits; a day before the year 1 stays in `dates`, for display.
# Days have no time zone, so times count among them as the clock there shows: 03:00 in Kabul on the 22nd is of the 22nd,
# which its instant (22:30 on the 21st, UTC) is not.
_RANGE_END = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?")

PlaceOf = Callable[[str], Place | None]


def month_of(article: TaggedArticle) -> str:
    """Name the month, YYYY.MM in UTC, in whose index the article belongs."""
    return f"{dated_at(article).astimezone(UTC):%Y.%m}"


def dated_at(article: TaggedArticle) -> datetime:
    """Tell the moment that places a story in time: its publication, or its arrival if that is not told or cannot be."""
    published = article.published_at or article.received_at
    return published if OLDEST <= published <= article.received_at + FUTURE else article.received_at


def build_document(article: TaggedArticle, indexed_at: datetime, place_of: PlaceOf) -> dict[str, Any]:
    """Build the document of `news-YYYY.MM`; null fields are left out.

    `place_of` gives country and coordinates of a place by its entity id.
    """
    record = orjson.loads(article.to_bytes())
    content = _digest(record)
    record["version"] = article.version_number
    record["content"] = content
    record["indexed_at"] = indexed_at.isoformat()
    record["dated_at"] = dated_at(article).isoformat()
    note = read_note(article)
    record["note"] = note.kind if note else None
    record |= _names(article) | _places(article, place_of) | _dates(article.dates)
    return {name: value for name, value in record.items() if value not in (None, [], "")}


def content_hash(article: TaggedArticle) -> str:
    """Digest all that the source said, to tell a redelivery from a change that kept its version."""
    return _digest(orjson.loads(article.to_bytes()))


def _digest(record: dict[str, Any]) -> str:
    # What no note left as it is says nothing of notes: so it has the digest that it had before there were any.
    said = {name: value for name, value in record.items() if name not in _DERIVED and (name, value) != _NO_NOTE}
    return hashlib.blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


_NO_NOTE = ("noted_by", None)
_DERIVED = frozenset({"received_at", "repairs", "entities", "dates", "title", "body", "story_id", "raw"})
"""Fields that may differ between two deliveries of the same words; `original` holds the words."""


def _names(article: TaggedArticle) -> dict[str, list[str]]:
    # A name that is in no list has no identity: it is asked for by its letters.
    ids = _unique(entity.id or letters_of(entity.text) for entity in article.entities)
    names: dict[str, list[str]] = {"entity_ids": ids}
    for kind, facet in _FACETS.items():
        names[facet] = _unique(entity.name or entity.text for entity in article.entities if entity.type == kind)
    return names


def _places(article: TaggedArticle, place_of: PlaceOf) -> dict[str, list[Any]]:
    ids = _unique(entity.id for entity in article.entities if entity.type == "place")
    places = [place for place in map(place_of, ids) if place is not None]
    located = [place for place in places if place.lat is not None and place.lon is not None]
    return {
        "countries": _unique(place.country for place in places),
        "locations": [{"lat": place.lat, "lon": place.lon} for place in located],
    }


def _dates(mentions: Iterable[DateMention]) -> dict[str, list[Any]]:
    mentions = tuple(mentions)
    return {"about": list(_ranges(mentions)), "date_kinds": _unique(mention.kind for mention in mentions)}


def _ranges(mentions: Iterable[DateMention]) -> Iterator[dict[str, str]]:
    seen = set()
    for mention in mentions:
        first, last = _RANGE_END.match(mention.from_ or ""), _RANGE_END.match(mention.to or "")
        ends = (first[0], last[0]) if first and last else None
        if ends and ends not in seen and ends[0] <= ends[1]:
            seen.add(ends)
            yield {"gte": ends[0], "lte": ends[1]}


def _unique(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
