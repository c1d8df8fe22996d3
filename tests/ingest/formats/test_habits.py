"""Habits of real senders, seen in agencies' sample files (IPTC newsinjson, Superdesk's fixtures), in words of ours."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.article import Article
from ingest.received import Provenance
from ingest.recognition import parse, recognise
from ingest.sources.files import file_lot


def article(data: bytes, source: str | None = None) -> Article:
    provenance = Provenance(place="x", received_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC), source=source)
    [item] = parse(data, provenance)
    assert isinstance(item, Article), item
    return item


def ninjs(**fields: Any) -> Article:
    record = {"uri": "tag:parvaz.example,2026:1", "pubstatus": "usable", "headline": "سرخط", **fields}
    return article(json.dumps(record).encode())


@pytest.mark.parametrize(
    "fields",
    [
        {"bodies": [{"role": "html5", "contenttype": "text/html", "value": "<p>یک</p><p>دو</p>"}]},
        {"bodies": [{"role": "text", "contentType": "text/plain", "value": "یک\n\nدو"}]},
        {"bodies": [{"contentType": "text/html5", "value": "<p>یک</p><p>دو</p>"}]},
        {"body_main": "<p>یک</p><p>دو</p>"},
        {"body_richtext": "<div><p>یک</p><p>دو</p></div>"},
        {"body_text": "یک دو", "body_xhtml": "<p>یک</p><p>دو</p>"},
        {
            "bodies": [
                {
                    "role": "nitf",
                    "contenttype": "application/xml",
                    "value": "<nitf><hl1>سرخط</hl1><p>یک</p><p>دو</p></nitf>",
                },
                {"role": "text", "contenttype": "text/plain", "value": "یک دو"},
                {"role": "xhtml", "contenttype": "text/html", "value": "<p>یک</p><p>دو</p>"},
            ]
        },
    ],
)
def test_the_body_of_ninjs_is_found_under_any_role_and_keeps_its_paragraphs(fields: dict[str, Any]) -> None:
    assert ninjs(**fields).body == "یک\n\nدو"


def test_a_picture_has_its_description_as_text() -> None:
    assert ninjs(type="picture", description_text="شرح عکس").body == "شرح عکس"


def test_superdesk_names_a_story_by_guid() -> None:
    record = {"guid": "20170825", "headline": "سرخط", "body_html": "<p>متن</p>", "authors": [{"name": "نویسنده"}]}

    story = article(json.dumps(record).encode(), source="parvaz")

    assert (story.id, story.title, story.body) == ("parvaz:20170825", "سرخط", "متن")


def test_a_record_of_ours_with_a_uri_beside_its_id_is_not_ninjs() -> None:
    story = article(b'{"id": "1", "uri": "x", "headline": "other", "title": "t", "body": "b"}')

    assert (story.id, story.title) == ("1", "t")


def wire(text: str, header: str = "pam0801 3 pol 52 prs\r\n\r\nناتو/") -> Article:
    return article(f"\x01{header}\r\n\x02{text}\r\n\x03101320 GMT Nov 26\r\n\x04".encode())


@pytest.mark.parametrize(
    "heading",
    [
        "گفتگوها ادامه دارد =",
        "EXTRA\nگفتگوها ادامه دارد =",
        "REFILE\n1ST LEAD\nگفتگوها ادامه دارد\nBy a dpa correspondent, with a line longer than that =",
        "فوری\nگفتگوها ادامه دارد\nاز نوید صافی، خبرنگار این آژانس در کابل =",
    ],
)
def test_a_wire_heading_on_top_of_the_text_holds_the_headline_among_notes(heading: str) -> None:
    story = wire(heading + "\r\n\r\nبند نخست است.\r\n\r\nبند دوم است.")

    assert (story.title, story.body, story.slug) == ("گفتگوها ادامه دارد", "بند نخست است.\n\nبند دوم است.", "ناتو")


def test_a_wire_text_without_heading_is_read_as_plain_text() -> None:
    story = wire("گفتگوها ادامه دارد\r\n\r\nبند نخست است و 2 = 2 در آن است.")

    assert (story.title, story.body) == ("گفتگوها ادامه دارد", "بند نخست است و 2 = 2 در آن است.")


def test_the_number_of_a_wire_message_may_lack_its_zero() -> None:
    assert wire("متن", "pam081 3 pol 52").id == wire("متن", "pam0081 3 pol 52").id == "pam:pam0081:20261110"


def test_anpa_selectors_without_a_hyphen_are_known_by_their_control_characters() -> None:
    header = "\x16\x16\x01W2870\x1fasian\nf l\x13\x11 BC-NATO 11-10 0052\n"
    data = header + "\x02^BC-NATO,52<\n^سرخط<\n\tبند\n\x03AP-WF-11-10-26 1320GMT<\n"

    story = article(data.encode())

    assert recognise(data.encode()).name == "wire"
    assert (story.id, story.title, story.body, story.urgency) == ("anpa:w2870:20261110", "سرخط", "بند", 1)


def test_anpa_without_marked_paragraphs_has_what_follows_the_headline_as_text() -> None:
    header = "\x16\x16\x01V4644\x1f-----\nr e\x13\x11 AP-News 02-09 0121\n"
    data = header + "\x02^AP-News,0121<\n^Ten things<\n^One\n^Two\n\x03AP-WF-02-09-26 0423GMT<\n"

    assert article(data.encode()).body == "One\n\nTwo"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1256", "us-ascii"])
def test_xml_that_is_utf8_is_read_as_such_whatever_it_declares(declared: str) -> None:
    data = f"<?xml version='1.0' encoding='{declared}'?><nitf><head><title>سرخط فارسی</title></head></nitf>"

    assert article(data.encode()).title == "سرخط فارسی"


def test_xml_in_windows_1256_is_read_as_it_declares() -> None:
    data = "<?xml version='1.0' encoding='windows-1256'?><nitf><head><title>رئيس كل بانك</title></head></nitf>"

    assert article(data.encode("cp1256")).title == "رئيس كل بانك"


@pytest.mark.parametrize(
    ("released", "embargoed_until"),
    [
        ("20261110T132000Z", None),
        ("20261110T120000Z", None),
        ("20261112T060000Z", datetime(2026, 11, 12, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_nitf_release_is_an_embargo_only_when_it_comes_after_the_issue(
    released: str, embargoed_until: datetime | None
) -> None:
    docdata = f'<docdata><date.issue norm="20261110T132000Z"/><date.release norm="{released}"/></docdata>'
    data = f"<nitf><head><title>سرخط</title>{docdata}</head></nitf>"

    assert article(data.encode()).embargoed_until == embargoed_until


def test_a_nitf_byline_keeps_a_blank_between_name_and_office() -> None:
    byline = "<byline>By A B<byttl>Business Writer</byttl></byline>"
    data = f"<nitf><body><body.head><hedline><hl1>T</hl1></hedline>{byline}</body.head></body></nitf>"

    assert article(data.encode()).authors == ("By A B Business Writer",)


def test_ids_that_are_unique_to_their_agency_only_get_its_name() -> None:
    data = '<nitf><head><title>T</title><docdata><doc-id id-string="22751909"/></docdata></head></nitf>'

    assert article(data.encode(), source="efe").id == "efe:22751909"


def test_raw_bytes_among_encoded_words_of_a_subject_are_read() -> None:
    headers = "From: a@b.example\r\nDate: Tue, 10 Nov 2026 13:20:00 +0000\r\nTo: x\r\n"
    data = headers + "Subject: آتش =?utf-8?b?2KjYsw==?=\r\n\r\nمتن"

    assert article(data.encode()).title == "آتش بس"


def test_english_with_a_few_western_characters_is_read() -> None:
    text = "Oil cost £66 a barrel on Tuesday, traders said – that’s “less” than last week. " * 3

    assert "£66" in (article(f"Oil is cheaper\n{text}".encode("cp1252")).body or "")


def test_ninjs_with_a_title_for_its_desk_is_ninjs_and_its_headline_counts() -> None:
    assert ninjs(title="کوتاه", body_text="متن").title == "سرخط"
    assert ninjs(title="کوتاه", body_text="متن", headline="").title == "کوتاه"


def g2(headlines: str, content: str) -> Article:
    return article(
        f"""<newsItem guid="urn:x:1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>{headlines}
        </contentMeta><contentSet>{content}</contentSet></newsItem>""".encode()
    )


NITF = """<nitf><head><title>نام</title></head><body><body.head><hedline><hl1>سرخط</hl1></hedline><byline>از نویسنده
</byline></body.head><body.content><p>یک</p><p>دو</p></body.content><body.end><tagline>نشانی</tagline></body.end></body></nitf>"""


def test_the_main_headline_of_g2_counts_wherever_it_stands() -> None:
    story = g2(
        '<headline role="hld:sub">روتیتر</headline><headline role="hld:main">سرخط</headline>',
        '<inlineData contenttype="text/plain">یک</inlineData>',
    )

    assert story.title == "سرخط"


@pytest.mark.parametrize("headline", ["<headline>سرخط</headline>", ""])
def test_nitf_inside_g2_gives_its_body_and_lends_its_headline(headline: str) -> None:
    story = g2(headline, f"<inlineXML>{NITF}</inlineXML>")

    assert (story.title, story.body) == ("سرخط", "یک\n\nدو")


@pytest.mark.parametrize("content", [NITF, "<![CDATA[<p>یک</p><p>دو</p>]]>", "<p>یک</p><p>دو</p>", "یک\n\nدو"])
def test_the_content_of_newsml_is_read_in_whichever_markup_it_is(content: str) -> None:
    story = article(
        f"""<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>سرخط</HeadLine></NewsLines><ContentItem>
        <DataContent>{content}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>""".encode()
    )

    assert (story.title, story.body) == ("سرخط", "یک\n\nدو")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x85", "\N{LINE SEPARATOR}"])
def test_lines_may_end_as_on_any_machine(end: str) -> None:
    story = article(f"سرخط{end}{end}متن خبر است.{end}".encode())

    assert (story.title, story.body) == ("سرخط", "متن خبر است.")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
def test_json_lines_in_a_wide_encoding_are_read_line_by_line(encoding: str, tmp_path: Path) -> None:
    lines = '{"id": "1", "title": "سرخط نخست"}\r\n{broken\r\n{"id": "2", "title": "سرخط دوم"}\r\n'

    assert read(lines.encode(encoding), tmp_path) == ["1", "x:2", "2"]


@pytest.mark.parametrize("first", ["no JSON at all", "{broken", "{'id': 1}", "]", "{"])
def test_a_broken_first_line_does_not_make_text_of_json_lines(first: str, tmp_path: Path) -> None:
    assert read(f'{first}\n{{"id": "2", "title": "سرخط"}}\n'.encode(), tmp_path) == ["x:1", "2"]


@pytest.mark.parametrize("broken", ["{broken", "{'id': 1}", "{"])
def test_a_broken_record_alone_is_refused_and_not_read_as_text(broken: str, tmp_path: Path) -> None:
    assert read(broken.encode(), tmp_path)[0].startswith("x")


def read(data: bytes, folder: Path) -> list[str]:
    """Read the bytes at once and as a file, which must come to the same: ids of articles, places of what is refused."""
    provenance = Provenance(place="x", received_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    path = folder / "items"
    path.write_bytes(data)
    whole, streamed = (
        [item.id if isinstance(item, Article) else item.place for item in items]
        for items in (parse(data, provenance), file_lot(path, provenance).items)
    )
    assert whole == streamed
    return whole


def test_an_empty_time_is_no_time() -> None:
    assert article(b'{"id": "1", "title": "t", "published_at": "", "version": ""}').published_at is None


@pytest.mark.parametrize("date", ["2026/11/26", "1795676400", "5 Smarch 2026"])
def test_a_feed_gives_no_date_that_its_item_does_not_say(date: str) -> None:
    item = article(
        f"<rss><channel><item><title>t</title><guid>1</guid><pubDate>{date}</pubDate></item></channel></rss>".encode()
    )

    assert item.published_at is None or item.published_at.date().isoformat() == "2026-11-26"
    assert item.body is None
