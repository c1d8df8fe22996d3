"""Stories that come as files of a message are read as they would be alone; other files are named and counted."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from prometheus_client import REGISTRY

from ingest.article import Article
from ingest.received import Provenance, Received, Refused
from ingest.recognition import parse

NITF = (
    "<nitf><head><docdata><doc-id id-string='9' regsrc='x'/></docdata></head><body><body.head><hedline><hl1>سیل در بلخ"
    "</hl1></hedline></body.head><body.content><p>ده خانه ویران شد.</p></body.content></body></nitf>"
)


@pytest.fixture
def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "desk@bakhtar.example", "peyk@example.org", "خبرهای امروز"
    made["Date"], made["Message-ID"] = "Thu, 26 Nov 2026 10:00:00 +0430", "<m-1@bakhtar.example>"
    return made


def read(message: EmailMessage) -> list[Received]:
    provenance = Provenance(place="inbox/1", received_at=datetime(2026, 11, 26, 8, tzinfo=UTC), source="bakhtar")
    return list(parse(message.as_bytes(), provenance))


def titles(items: list[Received]) -> list[str | None]:
    return [item.title for item in items if isinstance(item, Article)]


def left() -> float:
    labels = {"stage": "ingest", "outcome": "attachment-left", "source": "bakhtar"}
    return REGISTRY.get_sample_value("peyk_articles_total", labels) or 0.0


def test_attached_wire_files_are_stories_beside_the_message(message: EmailMessage) -> None:
    message.set_content("خبر پیوست است.")
    message.add_attachment(NITF.encode(), maintype="application", subtype="octet-stream", filename="9.xml")
    message.add_attachment("یادداشت", filename="note.txt")

    assert titles(read(message)) == ["خبرهای امروز", "سیل در بلخ"]


def test_an_attached_text_is_the_body_of_a_message_that_says_nothing_else(message: EmailMessage) -> None:
    before = left()
    message.set_content("\n")
    message.add_attachment("دیشب در هرات باران بارید.", filename="herat.txt")

    (story,) = read(message)
    assert isinstance(story, Article)
    assert (story.title, story.body) == ("خبرهای امروز", "دیشب در هرات باران بارید.")
    assert left() == before


def test_other_files_are_left_and_counted_and_do_not_hold_the_message_up(message: EmailMessage) -> None:
    before = left()
    message.set_content("تصویر پیوست است.")
    message.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(99), maintype="image", subtype="png", filename="عکس.png")
    message.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="report.pdf")

    assert titles(read(message)) == ["خبرهای امروز"]
    assert left() == before + 2


def test_a_broken_attachment_is_refused_with_its_place(message: EmailMessage) -> None:
    message.set_content("خبر پیوست است.")
    message.add_attachment(NITF[:-20].encode(), maintype="text", subtype="xml", filename="9.xml")

    story, refused = read(message)
    assert isinstance(story, Article)
    assert isinstance(refused, Refused)
    assert refused.place == "inbox/1#9.xml"


def test_a_message_without_words_is_but_the_envelope_of_its_attachment(message: EmailMessage) -> None:
    del message["Subject"]
    message.set_content("")
    message.add_attachment(NITF.encode(), maintype="application", subtype="xml", filename="9.xml")

    assert titles(read(message)) == ["سیل در بلخ"]
