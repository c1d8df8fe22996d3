"""What a person reads, right to left, whatever the story contains."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from alerts.alert import Alert, AlertKind, Sentence
from alerts.delivery.message import Reader, marked, message, safe_link

KABUL = Reader(ZoneInfo("Asia/Kabul"), "prs")
ALERT = Alert(
    id="a1",
    kind=AlertKind.MATCH,
    rule_id="r",
    rule_name="آتش\u200cبس",
    deliver=("desk",),
    source="VOA Dari",
    language="prs",
    title="گفت\u200cوگوها در دوحه",
    url="https://example.org/a?b=1&c=2",
    published_at=datetime(2026, 11, 24, 5, 30, tzinfo=UTC),
    arrived_at=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
    matched_at=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
    sentence=Sentence(text="آنان از آتش\u200cبس گفتند.", marks=((8, 14),)),
)


def test_headline_sentence_source_both_dates_and_link_are_told() -> None:
    told = message([ALERT], KABUL)

    assert "گفت\u200cوگوها در دوحه" in told.title
    for part in ("*آتش\u200cبس*", "VOA Dari", "۳ قوس ۱۴۰۵ (۲۴ نومبر ۲۰۲۶)، ۱۰:۳۰", "https://example.org/a?b=1&c=2"):
        assert part in told.text


@pytest.mark.parametrize("language", ["prs", "fa", "other", None])
def test_dari_and_iranian_readers_get_their_own_months_and_words_whatever_the_story_is_written_in(
    language: str | None,
) -> None:
    kill = replace(ALERT, kind=AlertKind.KILL, language=language)
    dari, iranian = message([kill], KABUL), message([kill], replace(KABUL, language="fa"))

    assert all(words in dari.text for words in ("باطل شد", "۳ قوس ۱۴۰۵ (۲۴ نومبر"))
    assert all(words in iranian.text for words in ("لغو شد", "۳ آذر ۱۴۰۵ (۲۴ نوامبر"))


def test_every_line_begins_right_to_left_and_every_isolate_is_closed() -> None:
    told = message([replace(ALERT, title="NATO: گفت\u200cوگو")], KABUL)

    assert all(line.startswith("\u200f") for line in told.text.split("\n"))
    for line in (*told.text.split("\n"), told.title):
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069")


def test_controls_of_the_story_cannot_turn_what_stands_after_them() -> None:
    told = message([replace(ALERT, title="a\u202eb\u2067c\x07", source="x\u202e")], KABUL)

    assert "\u202e" not in told.text + told.title + told.html
    assert "\u2067" not in told.text + told.title


def test_html_of_the_story_is_shown_and_not_obeyed() -> None:
    sentence = Sentence(text="<b>آتش</b> & بس", marks=((3, 6),))
    told = message([replace(ALERT, title="<script>x</script>", sentence=sentence)], KABUL)

    assert "<script>" not in told.html
    assert "&lt;b&gt;<mark>آتش</mark>&lt;/b&gt; &amp; بس" in told.html
    assert 'dir="rtl"' in told.html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None])
def test_only_web_links_are_given_to_follow(url: str | None) -> None:
    assert safe_link(url) is None
    assert "<a " not in message([replace(ALERT, url=url)], KABUL).html


@pytest.mark.parametrize(("kind", "word"), [(AlertKind.KILL, "باطل شد"), (AlertKind.HOLD, "دست نگه دارید")])
def test_hold_and_kill_say_so_before_anything_else(kind: AlertKind, word: str) -> None:
    told = message([replace(ALERT, kind=kind)], KABUL)

    assert word in told.text.split("\n")[0]
    assert word in told.title


def test_a_digest_tells_all_and_has_one_id_in_whatever_order() -> None:
    second = replace(ALERT, id="a2", title="خبر دوم")
    told = message([ALERT, second], KABUL)

    assert "۲ خبر" in told.title
    assert "خبر دوم" in told.text
    assert told.id == message([second, ALERT], KABUL).id != ALERT.id


def test_a_possible_repeat_says_so_and_keeps_its_id() -> None:
    first, again = message([ALERT], KABUL), message([ALERT], KABUL, repeat=True)

    assert again.id == first.id == "a1"
    assert "شاید تکراری" in again.text
    assert "شاید تکراری" not in first.text
    assert json.loads(again.body)["repeat"] is True


def test_the_body_of_a_webhook_is_the_alert() -> None:
    body = json.loads(message([ALERT], KABUL).body)

    assert body["alerts"][0]["title"] == ALERT.title
    assert body["alerts"][0]["sentence"]["marks"] == [[8, 14]]


def test_a_source_that_fell_silent_is_named() -> None:
    silent = replace(ALERT, kind=AlertKind.QUIET_SOURCE, title=None, sentence=None, url=None, note="سه ساعت")

    assert "VOA Dari" in message([silent], KABUL).title


def test_overlapping_marks_are_shown_once() -> None:
    assert marked(Sentence(text="abcd", marks=((0, 2), (1, 3))), "[", "]") == "[ab]cd"
