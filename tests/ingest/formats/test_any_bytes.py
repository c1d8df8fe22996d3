"""Whatever the bytes, a parser gives articles and refused items and raises nothing."""

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.article import Article
from ingest.decoding import decode
from ingest.formats import feed, json_lines, mail, newsml_1, newsml_g2, nitf, plain_text, wire_text
from ingest.received import Provenance, Refused
from ingest.recognition import Parser, parse
from ingest.rejection import ItemRejected

PROVENANCE = Provenance(place="fuzz", received_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "cases" / "ingest_formats").iterdir())]
PARSERS: list[Parser] = [
    feed.parse,
    json_lines.parse,
    mail.parse,
    newsml_1.parse,
    newsml_g2.parse,
    nitf.parse,
    plain_text.parse,
    wire_text.parse,
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a good document and cut, overwrite, repeat or insert pieces of it."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 200)))
        data[start:end] = draw(st.one_of(st.binary(max_size=8), st.sampled_from(PIECES)))
    return bytes(data)


PIECES = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"&#0;",
    b"&#xD800;",
    b"&nbsp;",
    b"]]>",
    b"<![CDATA[",
    b"\\ud800",
    b"9" * 400,
    b"null",
    b"{}",
    b"[]",
    b"=?x?q?=?=",
    b"=?utf-8?b?====?=",
    b"charset=hex",
    b"\x02",
    b"\x03",
    b"1e999",
    b"-0001-01-01T00:00:00Z",
]


def check(parser: Parser, data: bytes) -> None:
    try:
        items = list(parser(data, PROVENANCE))
    except ItemRejected:
        return
    for item in items:
        # What was read must also be fit to be sent.
        sent = item.to_bytes() if isinstance(item, Article) else item.dead_letter(PROVENANCE.received_at).to_bytes()
        assert sent


@settings(max_examples=300, deadline=None)
@given(damaged())
def test_a_damaged_document_is_read_or_refused_by_recognition(data: bytes) -> None:
    for item in parse(data, PROVENANCE):
        assert isinstance(item, Article | Refused)
        check(lambda _data, _provenance, item=item: iter([item]), data)  # type: ignore[misc]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), damaged()))
@example(b"")
@example(b"\xff\xfe")
@example(b"{" * 5000)
@example(b"[" * 5000)
def test_no_parser_raises_anything_but_a_rejection(data: bytes) -> None:
    for parser in PARSERS:
        check(parser, data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_decoding_gives_text_that_can_be_sent_or_refuses(data: bytes) -> None:
    try:
        text = decode(data)
    except ItemRejected:
        return
    assert text.encode("utf-8").decode() == text
