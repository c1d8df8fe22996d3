"""JSON: one record a line (JSONL), one document, or an array; each record in Peyk's own fields or in ninjs."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from ingest.article import Article, article_from_mapping
from ingest.decoding import decode
from ingest.formats import ninjs
from ingest.formats.wording import language, status
from ingest.moments import moment
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

MAX_LINE = 3_000_000
"""Bytes of one line: an article of the largest size that Kafka is given, with every letter written as \\uXXXX."""

_BEGINNING = re.compile(r"\{|\[\s*[{\]]")
_RECORD = re.compile(r'^\{\s*"[^"\n]{1,60}"\s*:.*\}\s*$', re.MULTILINE)
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOMENTS = ("published_at", "received_at", "embargoed_until", "expires_at", "version")


def recognises(head: str) -> bool:
    """Tell whether text that begins so is JSON."""
    return bool(_BEGINNING.match(head))


def holds_a_record(head: str) -> bool:
    """Tell whether a line of what is nothing else is a JSON object: then this is JSONL whose first line is broken."""
    return bool(_RECORD.search(head))


def is_wide(head: bytes) -> bool:
    """Tell whether JSON that begins so is in UTF-16 or UTF-32, with or without a mark: it has no lines of bytes."""
    return head.startswith(_WIDE_MARKS) or 0 in head[:4]


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read a whole document: one object, an array of objects, or lines.

    A document that is whole JSON is taken as such, so that pretty-printed ninjs is one item and not forty bad lines.
    """
    if is_wide(data):
        data = decode(data).encode("utf-8", "replace")
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from parse_lines(data.splitlines(keepends=True), provenance)
        return
    if not isinstance(document, list):
        yield _record(data, provenance)
        return
    for number, item in enumerate(document, start=1):
        yield _record(orjson.dumps(item), provenance, number)


def parse_lines(lines: Iterable[bytes], provenance: Provenance) -> Iterator[Received]:
    """Read JSONL, one item a line; a broken line is refused by its number and the rest goes on. Blank lines count."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _record(line.rstrip(b"\r\n"), provenance, number)


def _record(data: bytes, provenance: Provenance, number: int | None = None) -> Received:
    try:
        return _article(data, provenance)
    except ItemRejected as failure:
        place = provenance.place if number is None else f"{provenance.place}:{number}"
        return Refused(failure=failure, original=data, place=place, source=provenance.source)


def _article(data: bytes, provenance: Provenance) -> Article:
    if len(data) > MAX_LINE:
        raise ItemRejected(RejectReason.TOO_LARGE, f"record of {len(data):,} bytes or more; {MAX_LINE:,} are allowed")
    record = _load(data)
    if ninjs.is_ninjs(record):
        return ninjs.article(record, provenance, raw=decode(data))
    known = set(record) <= set(Article.__dataclass_fields__)
    return article_from_mapping(
        _completed(record, provenance),
        received_at=provenance.received_at,
        source=provenance.source or "unknown",
        raw=None if known else decode(data),
    )


def _load(data: bytes) -> Mapping[str, Any]:
    try:
        record = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        record = _load_decoded(data, error)
    if not isinstance(record, dict):
        raise ItemRejected(RejectReason.MALFORMED, f"a record is a JSON object, this is {type(record).__name__}")
    return record


def _load_decoded(data: bytes, first: orjson.JSONDecodeError) -> Any:
    # JSON must be UTF-8, yet some systems write it in the encoding of their desk.
    try:
        return orjson.loads(decode(data).encode())
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise ItemRejected(RejectReason.MALFORMED, f"not JSON: {first}") from error


def _completed(record: Mapping[str, Any], provenance: Provenance) -> dict[str, Any]:
    complete = {name: value for name, value in record.items() if value != "" or name not in _MOMENTS}
    for name in _MOMENTS:
        value = complete.get(name)
        if isinstance(value, str):
            complete[name] = int(value) if value.isdecimal() else moment(value, provenance.time_zone) or value
    if isinstance(record.get("status"), str):
        complete["status"] = status(record["status"])
    tag = record.get("language") or provenance.language
    complete["language"] = language(tag) if isinstance(tag, str) else tag
    return complete
