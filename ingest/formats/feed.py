"""RSS and Atom, read by feedparser from bytes that were screened first; each entry is one article."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser

from ingest.article import Article, article_from_mapping
from ingest.formats.markup import plain_text
from ingest.formats.wording import global_id
from ingest.formats.wording import language as code_of
from ingest.formats.xml_text import screened
from ingest.moments import moment
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

_ROOTS = frozenset({"rss", "feed", "RDF"})
MAX_FEED = 5_000_000
"""Bytes. feedparser spends up to 5 s on each megabyte of what only looks like a feed."""

MOST_ATTRIBUTES = 1_000
"""Of one element. feedparser looks for each among all: 50,000, which fit into 400 kB, would hold a source for 40 s."""
_ATTRIBUTES = re.compile(r"""(?<!\s)(?:\s++[\w:.-]{1,99}\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))++""")


def recognises(root: str) -> bool:
    """Tell whether XML with this root element is a feed."""
    return root in _ROOTS


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read every entry of the feed, whatever its date: an item that comes late is an item.

    Raises:
        ItemRejected: the feed cannot be read at all (malformed, too-large, encoding).
    """
    if len(data) > MAX_FEED:
        raise ItemRejected(RejectReason.TOO_LARGE, f"a feed of {len(data):,} bytes; {MAX_FEED:,} are allowed")
    text = screened(data)
    if any(run[0].count("=") > MOST_ATTRIBUTES for run in _ATTRIBUTES.finditer(text)):
        told = f"not a feed: an element with more than {MOST_ATTRIBUTES:,} attributes"
        raise ItemRejected(RejectReason.MALFORMED, told)
    feed = _parsed(text.encode())
    source = provenance.source or urlsplit(_text(feed.feed.get("link"))).hostname or "feed"
    language = provenance.language or code_of(_text(feed.feed.get("language")))
    for number, entry in enumerate(feed.entries, start=1):
        yield _received(entry, provenance, source, language, number)


def _parsed(data: bytes) -> Any:
    try:
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, AssertionError) as error:
        raise ItemRejected(RejectReason.MALFORMED, f"not a feed: {error}") from error
    if feed.bozo and not feed.entries:
        raise ItemRejected(RejectReason.MALFORMED, f"not a feed: {feed.bozo_exception}")
    return feed


def _received(
    entry: Mapping[str, Any], provenance: Provenance, source: str, language: str | None, number: int
) -> Received:
    try:
        return _article(entry, provenance, source, language)
    except ItemRejected as failure:
        shown = repr(dict(entry)).encode("utf-8", "replace")
        return Refused(failure=failure, original=shown, place=f"{provenance.place}#entry-{number}", source=source)


def _article(entry: Mapping[str, Any], provenance: Provenance, source: str, language: str | None) -> Article:
    published = _moment(entry, "published", provenance)
    updated = _moment(entry, "updated", provenance)
    link = _text(entry.get("link"))
    record = {
        "source": source,
        "title": _headline(entry),
        "body": plain_text(_content(entry)) or None,
        "published_at": published or updated,
        "version": max(filter(None, (published, updated)), default=1),
        "url": link if link.startswith(("http://", "https://")) else None,
        "language": language,
        "authors": tuple(filter(None, (_text(author.get("name")) for author in entry.get("authors", ())))),
        "subjects": tuple(filter(None, (_text(tag.get("term")) for tag in entry.get("tags", ())))),
    }
    record["id"] = global_id(source, _text(entry.get("id")) or link)
    return article_from_mapping(record, received_at=provenance.received_at)


def _headline(entry: Mapping[str, Any]) -> str | None:
    return " ".join(plain_text(_text(entry.get("title"))).split()) or None


def _content(entry: Mapping[str, Any]) -> str:
    # The longest is the fullest: feeds put the teaser now here, now there.
    values = [_text(part.get("value")) for part in entry.get("content", ())]
    return max((*values, _text(entry.get("summary"))), key=len)


def _moment(entry: Mapping[str, Any], name: str, provenance: Provenance) -> datetime | None:
    if name not in entry:  # asked first, because feedparser gives `published` for a missing `updated`, with a warning
        return None
    # Not feedparser's own reading: it makes a date of what only begins like one (2026/11/26 is its 1 November).
    return moment(_text(entry[name]), provenance.time_zone)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
