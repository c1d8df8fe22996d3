"""Files as only a bad day brings them: the right article or a named refusal, and no item lost."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ingest.article import Article, Status
from ingest.received import Provenance, Received
from ingest.recognition import parse
from ingest.rejection import RejectReason
from processors.tag import Tagger

G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="2"><itemMeta>'
    "<versionCreated>2026-11-24T10:00:00</versionCreated>EMBARGO<pubStatus qcode='stat:STATUS'/></itemMeta>"
    "<contentMeta><headline>HEADLINE</headline></contentMeta><contentSet><inlineXML><p>متن</p></inlineXML></contentSet>"
    "</newsItem>"
)
NEWSML = (
    "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>x</ProviderId><DateId>20261124</DateId>"
    "<NewsItemId>7</NewsItemId></NewsIdentifier></Identification><NewsManagement><Status FormalName='STATUS'/>"
    "</NewsManagement><NewsComponent><NewsLines><HeadLine>HEADLINE</HeadLine></NewsLines>CONTENT</NewsComponent>"
    "</NewsItem></NewsML>"
)
NITF = (
    "<nitf><head><docdata management-status='STATUS'><doc-id id-string='9' regsrc='x'/>"
    "<date.release norm='RELEASE'/></docdata></head><body><body.head><hedline><hl1>HEADLINE</hl1></hedline></body.head>"
    "<body.content>CONTENT</body.content></body></nitf>"
)
WIRE = "\x01pam080NUMBER 3 pol 52 prs\r\n\r\nniv/\r\n\x02TEXT\r\n\x03101320 GMT Nov 26\r\n\x04"
RSS = (
    "<rss version='2.0'><channel><item><title>باران&nbsp;بارید & رفت</title><guid>1</guid>"
    "<pubDate>۱۴۰۵/۹/۳ - ۱۰:۰۰</pubDate><description><![CDATA[<p>متن</p>]]></description></item></channel></rss>"
)


def filled(form: str, **pieces: str) -> bytes:
    for name, text in pieces.items():
        form = form.replace(name, text)
    return form.encode()


def read(data: bytes) -> list[Received]:
    zone = ZoneInfo("Asia/Tehran")
    provenance = Provenance(place="x", received_at=datetime(2026, 11, 24, 8, tzinfo=UTC), time_zone=zone)
    return list(parse(data, provenance))


def told(items: list[Received]) -> list[Any]:
    return [
        (item.id, item.title, item.body) if isinstance(item, Article) else str(item.failure.reason) for item in items
    ]


@pytest.mark.parametrize(
    "data",
    [
        b'{"id": "urn:x:1", "status": "canceled"}',
        b'{"uri": "urn:x:1", "pubstatus": "canceled", "version": "3"}',
        filled(G2, EMBARGO="", STATUS="canceled", HEADLINE="").replace("متن".encode(), b""),
        filled(NEWSML, STATUS="Canceled", HEADLINE="", CONTENT=""),
        filled(NITF, STATUS="killed", RELEASE="", HEADLINE="", CONTENT=""),
    ],
    ids=["jsonl", "ninjs", "newsml-g2", "newsml", "nitf"],
)
def test_a_kill_needs_no_words(data: bytes) -> None:
    [kill] = read(data)
    assert isinstance(kill, Article), kill
    assert kill.status is Status.CANCELED
    assert Article.from_bytes(kill.to_bytes()) == kill
    tagged = Tagger().tag(kill)
    assert type(tagged).from_bytes(tagged.to_bytes()).status is Status.CANCELED


@pytest.mark.parametrize("record", [{"status": "canceled"}, {"id": "urn:x:1"}, {"id": "", "status": "withheld"}])
def test_what_has_no_words_and_kills_nothing_by_its_id_is_empty(record: dict[str, str]) -> None:
    assert told(read(json.dumps(record).encode())) == [RejectReason.EMPTY]


@pytest.mark.parametrize(
    "data",
    [
        b'{"uri": "urn:x:1", "pubstatus": "usable", "headline": "a b", "embargoed": "soon"}',
        b'{"id": "1", "title": "a b", "embargoed_until": "soon"}',
        filled(G2, EMBARGO="<embargoed>soon</embargoed>", STATUS="usable", HEADLINE="باران"),
        filled(NITF, STATUS="usable", RELEASE="soon", HEADLINE="باران", CONTENT=""),
    ],
    ids=["ninjs", "jsonl", "newsml-g2", "nitf"],
)
def test_an_embargo_that_cannot_be_read_is_refused_and_never_dropped(data: bytes) -> None:
    assert told(read(data)) == [RejectReason.INVALID]


def test_an_embargo_without_an_end_holds_the_story() -> None:
    [item] = read(filled(G2, EMBARGO="<embargoed/>", STATUS="usable", HEADLINE="باران"))
    assert isinstance(item, Article)
    assert item.status is Status.WITHHELD


def test_several_wire_messages_in_one_file_are_all_read() -> None:
    first, second = (filled(WIRE, NUMBER=str(number), TEXT=f"سرخط {number}\n\nمتن {number}") for number in (1, 2))
    broken = b"\x01nonsense\r\n\x02x\x03\x04"
    endless = first.replace(b"\x04", b"\x16\x16")
    expected = [(f"pam:pam080{number}:20261110", f"سرخط {number}", f"متن {number}") for number in (1, 2)]

    assert told(read(first + second)) == told(read(endless + second)) == expected
    assert told(read(first + broken + second)) == [expected[0], RejectReason.MALFORMED, expected[1]]


def test_a_picture_in_base64_is_no_text_and_text_in_base64_is() -> None:
    def encoded(data: bytes) -> str:
        content = base64.b64encode(data).decode()
        return f"<ContentItem><Encoding Notation='Base64'><DataContent>{content}</DataContent></Encoding></ContentItem>"

    picture, text = encoded(b"\x89PNG\r\n\x1a\n" * 50), encoded("متن خبر".encode())
    plain = "<ContentItem><DataContent><p>متن</p></DataContent></ContentItem>"
    for content, body in ((picture, None), (picture + plain, "متن"), (text, "متن خبر")):
        [item] = read(filled(NEWSML, STATUS="Usable", HEADLINE="باران", CONTENT=content))
        assert isinstance(item, Article)
        assert item.body == body


_BOMB = '<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
_MAIL = (
    "From: d@x.example\nSubject: باران\nDate: Tue, 24 Nov 2026 10:00:00\nMessage-ID: <1@x>\nContent-Type: TYPE\n\nTEXT"
)
_TITLED = filled(NITF, STATUS="usable", RELEASE="", HEADLINE="باران", CONTENT="")
_PARTS = (
    "--B\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=a.txt\n\nپیوست\n"
    "--B\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    "--B\nContent-Type: text/html; charset=iso-8859-1\n\n<p>متن <b>خبر</b></p>\n"
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("\ufeff".encode() + RSS.encode(), [("feed:1", "باران بارید & رفت", "متن")]),
        (RSS.replace("</channel></rss>", "<item/></channel></rss>").encode(), 2),
        (filled(NITF, STATUS="draft", RELEASE="", HEADLINE="باران", CONTENT=""), [RejectReason.INVALID]),
        ((_BOMB + NITF.replace("HEADLINE", "&b;")).encode(), [RejectReason.MALFORMED]),
        (_TITLED[:-40], [RejectReason.MALFORMED]),
        (_TITLED.decode().encode("utf-16"), [("x:9", "باران", None)]),
        (filled(G2, EMBARGO="", STATUS="usable", HEADLINE="<![CDATA[باران & <b>برف</b>]]>"), 1),
        (filled(_MAIL, TYPE='multipart/mixed; boundary="B"', TEXT=_PARTS), [("mid:1@x", "باران", "متن خبر")]),
        (filled(_MAIL, TYPE="multipart/mixed", TEXT="متن"), [("mid:1@x", "باران", "متن")]),
        (filled(_MAIL, TYPE="text/plain; charset=us-ascii", TEXT="متن"), [("mid:1@x", "باران", "متن")]),
        (filled(WIRE, NUMBER="1", TEXT="باران")[:40] + b"\xd8", [RejectReason.ENCODING]),
        (b'[{"id": "1", "title": "a b"}, 3]', [("1", "a b", None), RejectReason.MALFORMED]),
        (b'{"id": "1", "title": "a b"}\r\n{"id": "2", "title": "c', [("1", "a b", None), RejectReason.MALFORMED]),
        ('{"id": "1", "title": "باران"}\n'.encode("cp1256", "replace") + b'"x"\n', 2),
    ],
)  # fmt: skip
def test_every_item_is_read_or_refused_with_a_name(data: bytes, expected: Any) -> None:
    found = told(read(data))
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(("attributes", "reason"), [(900, None), (1_100, "malformed")])
def test_a_feed_whose_element_has_a_thousand_attributes_is_refused_before_they_are_looked_through(
    attributes: int, reason: str | None
) -> None:
    crowded = RSS.replace("<item>", f"<item {' '.join(f'a{number}="1"' for number in range(attributes))}>")
    if reason is None:
        assert [item.title for item in read(crowded.encode()) if isinstance(item, Article)] == ["باران بارید & رفت"]
    else:
        assert told(read(crowded.encode())) == [reason]
