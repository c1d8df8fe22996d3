"""Which format bytes are in, told by their content and never by a file's name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ingest.decoding import decode
from ingest.formats import feed, json_lines, mail, newsml_1, newsml_g2, nitf, plain_text, wire_text
from ingest.formats.xml_text import root_name
from ingest.outcome import tell
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

HEAD = 8192
"""Bytes that are looked at to tell the format."""

KEPT = 100_000
"""Bytes of a refused document that its dead letter keeps: it must itself fit into Kafka."""

type Parser = Callable[[bytes, Provenance], Iterator[Received]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name, and its parser, which raises nothing but ItemRejected whatever the bytes.

    `structured`: made for news by a machine, and so to be expected from an address; a page or plain text is not.
    """

    name: str
    parse: Parser
    structured: bool = True


JSON = Format("json", json_lines.parse)


def _mail(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read a message, and the stories attached to it; files that are none are counted and named in the log."""
    message = mail.opened(data)
    stories = [each for each in mail.attachments(message) if _is_story(each, provenance)]
    try:
        yield mail.article(message, provenance)
    except ItemRejected as failure:
        if failure.reason is not RejectReason.EMPTY or not stories:  # else the message was but the envelope
            yield Refused(failure=failure, original=data[:KEPT], place=provenance.place, source=provenance.source)
    for each in stories:
        yield from parse(each.data, replace(provenance, place=f"{provenance.place}#{each.name}"))


def _is_story(attached: mail.Attachment, provenance: Provenance) -> bool:
    if recognise(attached.data).structured:
        return True
    told = {"place": provenance.place, "name": attached.name, "type": attached.kind, "bytes": len(attached.data)}
    tell("ingest", "attachment-left", source=provenance.source, **told)
    return False


TEXT = Format("text", plain_text.parse, structured=False)
WIRE = Format("wire", wire_text.parse)
MAIL = Format("mail", _mail)
_XML = (
    (feed.recognises, Format("feed", feed.parse)),
    (newsml_g2.recognises, Format("newsml-g2", newsml_g2.parse)),
    (newsml_1.recognises, Format("newsml", newsml_1.parse)),
    (nitf.recognises, Format("nitf", nitf.parse)),
)


def recognise(data: bytes) -> Format:
    """Tell the format from the first bytes; what is nothing else is plain text."""
    head = _head(data)
    if json_lines.recognises(head):
        return JSON
    if root := root_name(head):
        return next(
            (kind for recognises, kind in _XML if recognises(root)), Format(root, _unknown_markup, structured=False)
        )
    if wire_text.recognises(data[:HEAD]):
        return WIRE
    if mail.recognises(head):
        return MAIL
    return JSON if json_lines.holds_a_record(head) else TEXT


def _unknown_markup(data: bytes, _provenance: Provenance) -> Iterator[Received]:
    root = root_name(_head(data))
    yield from ()
    raise ItemRejected(
        RejectReason.INVALID, f"markup that begins with <{root}>, which is no news format that Peyk knows"
    )


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read all items of a document in whichever format it is; a document that cannot be read is one refused item."""
    try:
        yield from recognise(data).parse(data, provenance)
    except ItemRejected as failure:
        yield Refused(failure=failure, original=data[:KEPT], place=provenance.place, source=provenance.source)


def _head(data: bytes) -> str:
    sample = data[:HEAD]
    try:
        return decode(sample).lstrip()
    except ItemRejected:
        # Cut in the middle of a character, or damaged: enough for recognising what is written in ASCII.
        return sample.decode(errors="replace").lstrip("\ufeff \t\r\n")


def too_large(size: int, limit: int) -> ItemRejected:
    """Refuse a document for its size in bytes."""
    return ItemRejected(RejectReason.TOO_LARGE, f"{size:,} bytes; {limit:,} are allowed for one document")
