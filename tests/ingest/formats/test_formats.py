"""One story in every format gives one article; statuses, embargoes and bad items come out as the formats mean them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.article import Article, Status
from ingest.received import Provenance, Received, Refused
from ingest.recognition import parse, recognise
from ingest.rejection import RejectReason

CASES = Path(__file__).parents[2] / "cases" / "ingest_formats"
ARABIC_LETTERS = str.maketrans({"ی": "ي", "ک": "ك", **{chr(0x6F0 + digit): str(digit) for digit in range(10)}})

TITLE = "ناتو: گفت\u200cوگوها درباره آتش\u200cبس ادامه دارد"
BODY = (
    "سرمنشی ناتو روز سه\u200cشنبه گفت که گفت\u200cوگوها «بی\u200cنتیجه» نمانده است.\n\n"
    "نشست بعدی ۲۵ نومبر در بروکسل برگزار می\u200cشود؛ شماری از وزیران & سفیران در آن حضور می\u200cیابند."
)
FIRST_PUBLISHED = datetime(2026, 11, 10, 13, 20, tzinfo=UTC)

FORMATS = {
    "ninjs-1.4.json": "json",
    "ninjs-2.1.json": "json",
    "ninjs-3.0.json": "json",
    "newsml-g2.xml": "newsml-g2",
    "newsml-1.2.xml": "newsml",
    "nitf.xml": "nitf",
    "iptc7901-utf8.txt": "wire",
    "iptc7901-windows-1256.txt": "wire",
    "iptc7901-no-controls.txt": "wire",
    "anpa-utf8.txt": "wire",
    "mail-quoted-printable.eml": "mail",
    "mail-base64-windows-1256.eml": "mail",
    "mail-multipart.eml": "mail",
    "mail-raw-headers.eml": "mail",
}
WITH_MANAGEMENT_DATA = [name for name, kind in FORMATS.items() if kind not in {"wire", "mail"}]


def read(name: str, data: bytes | None = None) -> list[Received]:
    provenance = Provenance(place=name, received_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    return list(parse((CASES / name).read_bytes() if data is None else data, provenance))


def article(name: str, data: bytes | None = None) -> Article:
    [item] = read(name, data)
    assert isinstance(item, Article), item
    return item


def test_every_case_file_is_used() -> None:
    others = {"newsml-g2-message.xml", "newsml-1.2-embargo.xml"}

    assert {path.name for path in CASES.iterdir()} == set(FORMATS) | others


@pytest.mark.parametrize(("name", "kind"), FORMATS.items())
def test_a_format_is_told_by_its_content(name: str, kind: str) -> None:
    assert recognise((CASES / name).read_bytes()).name == kind


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_story_is_read_from_every_format(name: str) -> None:
    story = article(name)

    # Windows-1256 has no Persian yeh, keheh or digits: senders write the Arabic letters.
    table = ARABIC_LETTERS if "1256" in name else {}
    assert (story.title, story.body) == (TITLE.translate(table), BODY.translate(table))
    assert story.published_at == FIRST_PUBLISHED


@pytest.mark.parametrize("name", WITH_MANAGEMENT_DATA)
def test_management_data_means_the_same_in_every_format(name: str) -> None:
    story = article(name)

    assert (story.source, story.version, story.status, story.urgency) == ("pamir", 3, Status.USABLE, 3)
    assert (story.language, story.authors, story.subjects, story.slug) == (
        "prs",
        ("نوید صافی",),
        ("سیاست",),
        "ناتو-آتش بس",
    )
    assert story.raw


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_delivery_has_the_same_id_and_version(name: str) -> None:
    first, second = article(name), article(name)

    assert (first.id, first.version) == (second.id, second.version)


def test_ids_name_the_story_and_not_its_version() -> None:
    ids = {name: article(name).id for name in FORMATS}

    assert ids["ninjs-1.4.json"] == ids["newsml-g2.xml"] == "tag:pamir.example,2026:1405-0801"
    assert ids["newsml-1.2.xml"] == "urn:newsml:pamir.example:20261110:1405-0801"
    assert ids["nitf.xml"] == "pamir:1405-0801"
    assert ids["mail-multipart.eml"] == "mid:1405-0801@pamir.example"
    assert ids["iptc7901-utf8.txt"] == ids["iptc7901-windows-1256.txt"] == "pam:pam0801:20261110"


def test_a_g2_message_gives_each_item_its_status_and_refuses_what_is_none() -> None:
    held, killed, embargoed, package, unknown = read("newsml-g2-message.xml")

    assert isinstance(held, Article)
    assert isinstance(killed, Article)
    assert isinstance(embargoed, Article)
    assert [held.status, killed.status, embargoed.status] == [Status.WITHHELD, Status.CANCELED, Status.USABLE]
    assert embargoed.embargoed_until == datetime(2026, 11, 12, 6, 0, tzinfo=UTC)
    assert isinstance(package, Refused)
    assert isinstance(unknown, Refused)
    assert [package.failure.reason, unknown.failure.reason] == [RejectReason.INVALID, RejectReason.INVALID]
    assert unknown.place == "newsml-g2-message.xml#item-5"


def test_an_embargo_in_newsml_ends_with_the_status_that_follows_it() -> None:
    story = article("newsml-1.2-embargo.xml")

    assert (story.status, story.embargoed_until) == (Status.USABLE, datetime(2026, 11, 12, 6, 0, tzinfo=UTC))
    assert story.id == "urn:newsml:pamir.example:20261110:1405-0806"


def test_embargoed_without_a_time_is_withheld() -> None:
    data = (CASES / "newsml-1.2-embargo.xml").read_bytes().replace(b'FormalName="Usable"', b'FormalName="Canceled"')

    assert article("", data).status is Status.WITHHELD


def test_a_nitf_story_expires_and_leaves_its_captions_out() -> None:
    assert article("nitf.xml").expires_at == datetime(2026, 12, 10, 13, 20, tzinfo=UTC)


BOMBS = {
    "entities": '<!DOCTYPE nitf [<!ENTITY a "خبر"><!ENTITY b "&a;&a;&a;&a;">]><nitf><body>&b;</body></nitf>',
    "external entity": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body>&x;</body></nitf>',
    "parameter entity": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><rss><channel/></rss>',
    "second doctype": '<!DOCTYPE rss SYSTEM "a"><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>',
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused_unread(name: str, encoding: str) -> None:
    [item] = read(name, BOMBS[name].encode(encoding))

    assert isinstance(item, Refused)
    assert item.failure.reason is RejectReason.MALFORMED
    assert "refused unread" in item.failure.error


def test_a_web_page_is_not_taken_for_an_article() -> None:
    [item] = read("page", "<!DOCTYPE html><html><body><p>وارد شوید</p></body></html>".encode())

    assert isinstance(item, Refused)
    assert item.failure.reason is RejectReason.INVALID


def test_nested_markup_a_million_deep_is_refused_or_read_without_falling() -> None:
    [item] = read("deep", b"<nitf><body><body.content>" + b"<p>" * 300_000)

    assert isinstance(item, Refused)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[فوری] آتش\u200cبس اعلام شد\nمتن خبر", "text"),
        ("From: یک خبرنگار\nمتن", "text"),
        ("Note: this is text\nSubject: no mail", "text"),
        ('{"id": "1"', "json"),
        ("[]", "json"),
        ("  \n<?xml version='1.0'?><!-- x --><rss/>", "feed"),
        ("<rdf:RDF xmlns:rdf='x'>", "feed"),
        ("eca0001 4 rs 46  dpa 0027\n\nImpressum/\n", "wire"),
        ("", "text"),
    ],
)
def test_recognition_is_not_misled(text: str, expected: str) -> None:
    assert recognise(text.encode()).name == expected
