"""IPTC 7901 and ANPA 1312, the teleprinter formats: header and text parted by control characters.

Persian comes in Windows-1256 and in UTF-8. The id is the same at each redelivery: service, number and day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from ingest.article import Article, article_from_mapping
from ingest.decoding import decode
from ingest.formats.markup import tidy
from ingest.formats.plain_text import split_headline
from ingest.formats.wording import urgency
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

_ENDS_AND_STARTS = re.compile(rb"[\x01\x03\x04]")
_START_OF_TEXT, _END_OF_TEXT = b"\x02", b"\x03"
_LAST_LINE = re.compile(rb"(?:\d{6}\s?(?:GMT|UTC|Z)?\s|\S{2,8}-\S{2,8}-\d\d?-\d\d?-\d\d )[ -~]{3,40}$")
_MAX_HEADER_LINE, _MAX_HEADING = 500, 6
_BYLINE = re.compile(r"(?:by|از|گزارش)\s", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_HEADER_7901 = re.compile(r"\s*([A-Za-z]{2,8})\s?(\d{1,5}) +(\d) +([A-Za-z]{1,3}) +(\d{1,5})(?: +(\S.*))?$")
_HEADER_ANPA = re.compile(r"\s*([a-z])(\d{4})[a-z0-9]*-[a-z0-9-]*\s*$", re.IGNORECASE)
_MARKED_ANPA = re.compile(rb"[\x16\x01\s]+[A-Za-z]\d{4}\x1f")
_FIRST_ANPA = re.compile(r"\s*([a-z])(\d{4})", re.IGNORECASE)
_KEYWORD_ANPA = re.compile(
    r"([a-z]) ([a-z]) ?(?:am-|pm-|bc-|ap-)?(.*?)\s+(\d{1,2})-(\d{1,2})(?:\s+\d{0,4})?\s*$", re.IGNORECASE
)
_DAY_7901 = re.compile(
    r"\b(\d{2})(\d{2})(\d{2})\s*(?:GMT|UTC|Z)?\s+([A-Z]{3})[a-z]*\.?\s+(\d{2}|\d{4})\b", re.IGNORECASE
)
_DAY_ANPA = re.compile(r"\b(\d{1,2})-(\d{1,2})-(\d{2}) (\d{2})(\d{2})GMT", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PRIORITY_ANPA = {"f": 1, "b": 2, "u": 3, "a": 4, "r": 4, "d": 5, "s": 5, "z": 5}
_CENTURY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wire:
    """What the control characters part: the header's lines, the text, and what follows it."""

    header: tuple[str, ...]
    text: str
    trailer: str


def recognises(head: bytes) -> bool:
    """Tell whether bytes that begin so are a wire message: by its first line, with or without control characters."""
    first = _lines(head[:400])[:1]
    if _MARKED_ANPA.match(head):
        return True
    return bool(first) and bool(_HEADER_7901.match(first[0]) or _HEADER_ANPA.match(first[0]))


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read the wire message, or each of several that stand behind one another: one that cannot be read is refused.

    Raises:
        ItemRejected: of a single one: no header (malformed), no known encoding (encoding), or no words (empty).
    """
    messages = _messages(data)
    if len(messages) == 1:
        yield _article(data, provenance)
        return
    for number, message in enumerate(messages, start=1):
        try:
            yield _article(message, provenance)
        except ItemRejected as failure:
            place = f"{provenance.place}#message-{number}"
            yield Refused(failure=failure, original=message, place=place, source=provenance.source)


def _messages(data: bytes) -> list[bytes]:
    """Part messages where one begins after another one's text, or the whole of it, has ended."""
    starts, ended = [0], False
    for mark in _ENDS_AND_STARTS.finditer(data):
        if mark[0] == b"\x01" and ended:
            starts.append(mark.start())
        ended = mark[0] != b"\x01"
    return [data[start:end] for start, end in pairwise([*starts, len(data)])]


def _article(data: bytes, provenance: Provenance) -> Article:
    wire = _parted(data)
    first = wire.header[0] if wire.header else ""
    if match := _HEADER_7901.match(first):
        known = _known_7901(match, wire)
    elif match := _HEADER_ANPA.match(first) or (_FIRST_ANPA.match(first) if _MARKED_ANPA.match(data) else None):
        known = _known_anpa(wire)
    else:
        raise ItemRejected(RejectReason.MALFORMED, "no IPTC 7901 or ANPA header in the first line")
    known["language"] = provenance.language
    known["version"] = known["published_at"] or 1
    if provenance.source:
        known["source"] = provenance.source
    known["id"] = _identity(known, match, provenance)
    return article_from_mapping(known, received_at=provenance.received_at, raw=decode(_CONTROLS.sub(b"", data)))


def _parted(data: bytes) -> _Wire:
    header, mark, rest = data.partition(_START_OF_TEXT)
    if not mark:
        # Some gateways drop the control characters; an empty line then ends the header.
        header, _, rest = re.sub(rb"\r\n?", b"\n", data).strip(b"\x01\x16\n").partition(b"\n\n")
    text, mark, trailer = rest.partition(_END_OF_TEXT)
    last = text.rstrip().rpartition(b"\n")
    if not mark and _LAST_LINE.match(last[2]):
        text, _, trailer = last
    return _Wire(header=_lines(header), text=_decoded(text), trailer=_decoded(trailer))


def _decoded(data: bytes) -> str:
    return decode(_CONTROLS.sub(b"", data)).replace("\r\n", "\n").replace("\r", "\n")


def _lines(data: bytes) -> tuple[str, ...]:
    try:
        text = _decoded(data)
    except ItemRejected:
        text = _CONTROLS.sub(b"", data).decode("ascii", "replace")
    return tuple(line[:_MAX_HEADER_LINE].strip() for line in text.split("\n") if line.strip())


def _known_7901(match: re.Match[str], wire: _Wire) -> dict[str, object]:
    slugs = [line.rstrip("/= ") for line in wire.header[1:] if not line.endswith("=")]
    block, text = _heading(wire)
    title, body = (block, tidy(text)) if block else split_headline(text)
    return {
        "source": match[1].lower(),
        "title": title or (slugs[0] if slugs else None),
        "body": body,
        "urgency": urgency(match[3]),
        "slug": slugs[0] if slugs else None,
        "subjects": (match[4].lower(),),
        "published_at": _day_7901(wire.trailer),
    }


def _heading(wire: _Wire) -> tuple[str, str]:
    """Part the heading from the text. It stands in the header or on top of the text, and its last line ends with "=".

    Before the headline may stand notes (REFILE, 1ST LEAD) and after it a byline: the longest line is the headline.
    """
    inside = [line.rstrip("= ") for line in wire.header[1:] if line.endswith("=")]
    if inside:
        return inside[-1], wire.text
    top, mark, rest = wire.text.lstrip().partition("=\n")
    lines = [line.strip() for line in top.split("\n")]
    if not mark or len(lines) > _MAX_HEADING or not all(lines):
        return "", wire.text
    return max((line for line in lines if not _BYLINE.match(line)), key=len, default=lines[0]), rest


def _known_anpa(wire: _Wire) -> dict[str, object]:
    keyword = _KEYWORD_ANPA.match(wire.header[1]) if len(wire.header) > 1 else None
    lines = [line.rstrip() for line in wire.text.split("\n")]
    heads = [line.strip("^<= ") for line in lines if line.startswith("^")]
    # Where no line is marked as a paragraph, what follows the headline is the text.
    paragraphs = [line.strip() for line in lines if line.startswith("\t")] or [
        line.strip("^<= ") for line in lines if line.strip() and line.strip("^<= ") not in heads[:2]
    ]
    moment = _day_anpa(wire.trailer)
    return {
        "source": "anpa",
        "title": (heads[1] if len(heads) > 1 else heads[0] if heads else None),
        "body": "\n\n".join(line for line in paragraphs if not _DAY_ANPA.search(line)),
        "urgency": _PRIORITY_ANPA.get(keyword[1].lower()) if keyword else None,
        "slug": keyword[3].strip() if keyword else None,
        "subjects": (keyword[2].lower(),) if keyword else (),
        "published_at": moment,
    }


def _identity(known: dict[str, object], match: re.Match[str], provenance: Provenance) -> str | None:
    """Name the message by service, number and day; without a day the words decide, as they do for plain text."""
    published = known.get("published_at")
    if not isinstance(published, datetime):
        return None
    service = f"{provenance.source}:{match[1]}" if provenance.source else f"{known['source']}:{match[1]}"
    return f"{service}{int(match[2]):04}:{published:%Y%m%d}".lower()


def _day_7901(text: str) -> datetime | None:
    for day, hour, minute, month, year in _DAY_7901.findall(text):
        if month.lower() in _MONTHS:
            return _moment(int(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute))
    return None


def _day_anpa(text: str) -> datetime | None:
    found = _DAY_ANPA.search(text)
    if not found:
        return None
    month, day, year, hour, minute = map(int, found.groups())
    return _moment(year, month, day, hour, minute)


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    full = year if year > 99 else _CENTURY + year  # noqa: PLR2004 - two digits
    try:
        return datetime(full, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
