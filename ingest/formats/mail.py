"""E-mail (RFC 5322 and MIME): one message is one article; declared encodings are tried and then told from the bytes."""

import binascii
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from ingest.article import Article, article_from_mapping
from ingest.decoding import decode
from ingest.formats.markup import plain_text, tidy
from ingest.moments import moment
from ingest.received import Provenance, Received
from ingest.rejection import ItemRejected, RejectReason

_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*\S?")
_TELLING = frozenset(
    {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "received", "return-path"}
)
_ENOUGH = 3
_SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
_TRUSTED = frozenset({"windows-1256", "cp1256"})
"""Declared encodings that are believed; others are so often wrong for Persian that the bytes decide."""

_MAX_PARTS = 200
_MAX_HEADER = 5000


def recognises(head: str) -> bool:
    """Tell whether text that begins so is a message: header lines up to the first empty one, three of them telling."""
    names = []
    for line in head.splitlines():
        if not line.strip():
            break
        if line[0] in " \t" or line.startswith("From "):
            continue
        if not (match := _HEADER_LINE.match(line)):
            return False
        names.append(match[1].lower())
    return len(_TELLING.intersection(names)) >= _ENOUGH


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read the one message: subject as title, the plain text (else the HTML) as body, Message-ID as id.

    Raises:
        ItemRejected: no known encoding (encoding), no words (empty), or nothing that can be read (malformed).
    """
    yield article(opened(data), provenance)


def opened(data: bytes) -> Message:
    """Open a message.

    Raises:
        ItemRejected: nothing that can be read (malformed).
    """
    try:
        return email.message_from_bytes(data)
    except (ValueError, IndexError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ItemRejected(RejectReason.MALFORMED, f"not an e-mail message: {error}") from error


def article(message: Message, provenance: Provenance) -> Article:
    """Give what the message says itself as an article; see `parse`."""
    name, address = parseaddr(_header(message, "From"))
    known = {
        "id": _identity(message, "Message-ID"),
        "source": provenance.source or address.rpartition("@")[2].lower() or "mail",
        "title": " ".join(_header(message, "Subject").split()) or None,
        "body": _body(message)[1] or None,
        "published_at": moment(_header(message, "Date"), provenance.time_zone),
        "language": provenance.language,
        "authors": name or (),
        "evolved_from": _identity(message, "Supersedes"),
    }
    return article_from_mapping(known, received_at=provenance.received_at)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: its name as written, its media type, and its bytes."""

    name: str
    kind: str
    data: bytes


def attachments(message: Message) -> Iterator[Attachment]:
    """Yield the files of a message; pictures shown within its text are none, nor is a text that is all it says."""
    body, _ = _body(message)
    for part, number in zip(message.walk(), range(_MAX_PARTS), strict=False):
        if part is body or not _is_attached(part):
            continue
        if isinstance(payload := part.get_payload(decode=True), bytes):
            yield Attachment(_file_name(part) or f"part-{number}", part.get_content_type(), payload)


def _file_name(part: Message) -> str:
    try:
        return " ".join(str(part.get_filename() or "").split())
    except (LookupError, ValueError, TypeError):
        return ""


def _identity(message: Message, header: str) -> str | None:
    name = _header(message, header).strip(" <>")
    return f"mid:{name}" if name else None


def _header(message: Message, name: str) -> str:
    """Give a header decoded; raw bytes in it, which the standard forbids and Persian senders write, included."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")[:_MAX_HEADER]
    # One character a byte, which is what decode_header can carry through.
    data = raw.encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(data.decode("latin-1"))
    except (ValueError, binascii.Error, email.errors.HeaderParseError):
        return _lenient(data)
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    data = piece.encode("latin-1") if isinstance(piece, str) else piece
    return data.decode("cp1256", "replace") if (charset or "").lower() in _TRUSTED else _lenient(data)


def _lenient(data: bytes) -> str:
    # A header is no reason to refuse the message under it.
    try:
        return decode(data)
    except ItemRejected:
        return data.decode("utf-8", "replace")


def _text(data: bytes, charset: str | None) -> str:
    if (charset or "").lower() in _TRUSTED:
        return data.decode("cp1256", "replace")
    return decode(data)


def _body(message: Message) -> tuple[Message | None, str]:
    """Give the part with the words of a message, and them: one shown in it before one attached, plain before HTML."""
    parts = [part for part, _ in zip(message.walk(), range(_MAX_PARTS), strict=False)]
    texts = [part for part in parts if part.get_content_maintype() == "text"]
    shown = [part for part in texts if not _is_attached(part)]
    wanted = ((shown, "text/plain"), (shown, "text/html"), (texts, "text/plain"))
    for part in (part for found, kind in wanted for part in found if part.get_content_type() == kind):
        if text := _part(part):
            return part, text
    # What calls itself a multipart and has no parts: all that is there is its text.
    bare = message.get_content_maintype() == "multipart" and not message.is_multipart()
    return None, _part(message) if bare else ""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")
    text = _text(data, _charset(part))
    if part.get_content_type() == "text/html":
        return plain_text(text)
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<=\S) \r?\n(?=\S)", " ", text)
    return tidy(_SIGNATURE.sub("", text.replace("\r\n", "\n")))


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError):
        return None
