"""The pages: what stands on them, and that no article gets a word in edgeways."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from lxml import html
from pydantic import SecretStr

from alerts.alert import Alert, AlertKind, Sentence, alert_document
from alerts.rule import rule_from_mapping
from ingest.definitions import SourceDefinition
from ingest.rejection import RejectReason
from peyk.web.alerting import MOST_LISTENERS

from .desk_of import (
    EVIL,
    NOW,
    ListArchive,
    ListRules,
    SetLive,
    SetStanding,
    browsing,
    desk,
    document,
    hostile,
    letter,
)

HTML = {"Accept": "text/html"}


def _alert(**fields: Any) -> Alert:
    made: dict[str, Any] = {
        "id": "f" * 24, "kind": AlertKind.MATCH, "rule_id": "r", "rule_name": "آتش بس", "deliver": (),
        "source": "pamir", "arrived_at": NOW, "matched_at": NOW, "article_id": "a-1", "title": "عنوان",
        "sentence": Sentence(text="آتش بس شد", marks=((0, 6),)),
    }  # fmt: skip
    return Alert(**(made | fields))


def _evil_alert() -> Alert:
    return _alert(
        rule_id=EVIL, rule_name=EVIL, source=EVIL, article_id=EVIL, title=EVIL, url="javascript:alert(1)", note=EVIL,
        kind=AlertKind.KILL, language=EVIL, sentence=Sentence(text=EVIL, marks=((0, 9), (2, 900))),
    )  # fmt: skip


def _evil_archive() -> ListArchive:
    told = {**alert_document(_evil_alert()), "id": EVIL, "delivery": {EVIL: EVIL}}
    letters = [letter(id=EVIL, error=EVIL, original=EVIL, origin=EVIL, source=EVIL, topic=EVIL, stage=EVIL)]
    return ListArchive([hostile(), {**hostile(), "version": 0}], [told], letters)


ID = quote(EVIL.encode("utf-8", "replace"), safe="")
EVIL_PAGES = (
    "/", f"/?q={quote('آتش')}&source={ID}&entity={ID}&from={ID}", f"/?q=%22{ID}", f"/article/{ID}", "/alerts",
    f"/alerts?rule={ID}", "/rules", f"/rules/new?query={ID}&name={ID}&sources={ID}", f"/rules/trial?query=%22{ID}",
    "/sources", "/rejected", f"/rejected?sent={ID}&problem={ID}&reason={ID}", f"/article/{ID}/trace",
    "/article/nothing%3Cscript%3E", "/nothing%3Cscript%3E",
)  # fmt: skip
OUR_SCRIPTS = {"/static/theme.js", "/static/peyk.js"}


@pytest.mark.parametrize("path", EVIL_PAGES)
async def test_a_hostile_article_does_nothing_on_any_page(path: str) -> None:
    rules = ListRules([replace(rule_from_mapping({"name": "n", "query": "کابل"}), name=EVIL, sources=(EVIL,))])
    async with browsing(desk(_evil_archive(), rules=rules, deliveries=(EVIL,))) as client:
        answer = await client.get(path, headers=HTML)
        assert answer.status < 500
        _harmless(await answer.text())


def _harmless(text: str) -> None:
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x00\x07")
    assert "49" not in re.findall(r"\b49\b", text), "a template within an article was carried out"
    page = html.document_fromstring(text)
    for element in page.iter():
        assert element.tag not in {"img", "iframe", "object", "embed", "base", "style"}, html.tostring(element)
        if element.tag == "script":
            assert element.get("src") in OUR_SCRIPTS
            assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not str(name).startswith("on"), (element.tag, name)
            assert name != "style"
            assert not (name in {"href", "src", "action", "formaction"} and ":" in str(value).partition("/")[0]), value


async def test_invisible_characters_of_the_original_are_shown_as_what_they_are() -> None:
    async with browsing(desk(_evil_archive())) as client:
        text = await (await client.get(f"/article/{ID}")).text()
        assert "U+202E" in text
        assert "U+0007" in text


async def test_an_alert_that_comes_live_is_as_harmless_as_a_listed_one() -> None:
    async with browsing(desk(live=SetLive([_evil_alert()]))) as client:
        answer = await client.get("/alerts/stream")
        lines = (await answer.text()).splitlines()
    assert answer.content_type == "text/event-stream"
    data = next(line for line in lines if line.startswith("data: "))
    _harmless(f"<ul>{orjson.loads(data.removeprefix('data: '))['html']}</ul>")


async def test_listeners_beyond_the_room_are_told_to_come_later() -> None:
    class Silence:
        """Alerts that never come."""

        async def listen(self) -> AsyncGenerator[Alert | None]:
            yield None
            await asyncio.Event().wait()

    async with browsing(desk(live=Silence())) as client, AsyncExitStack() as stack:
        for _ in range(MOST_LISTENERS):
            answer = await stack.enter_async_context(client.get("/alerts/stream"))
            assert answer.status == 200
        refused = await client.get("/alerts/stream")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "30")


async def test_search_shows_marks_sources_facets_and_bars() -> None:
    async with browsing(desk(ListArchive([document()]))) as client:
        page = html.document_fromstring(await (await client.get("/?q=%D8%A2%D8%AA%D8%B4")).text())
    assert page.get("dir") == "rtl"
    assert page.findtext(".//article//mark") == "آتش"
    assert "۲ منبع" not in page.text_content()  # one and the same source twice is asked of the index, not made up here
    assert page.xpath("//svg//title")[0].text.endswith("۳ خبر")
    about, sources = page.xpath("//section[contains(@class,'facet')][position() < 3]")
    assert "about_from=2026-11-24&about_to=2026-11-24" in about.xpath(".//a/@href")[0]
    assert sources.xpath(".//a/@href")[0].endswith("&source=pamir")


async def test_results_alone_are_given_to_the_page_that_asks_for_them() -> None:
    async with browsing(desk(ListArchive([document()]))) as client:
        text = await (await client.get("/", headers={"X-Peyk-Part": "results"})).text()
    assert "<html" not in text
    assert 'class="hit"' in text


async def test_a_query_that_means_nothing_is_pointed_at() -> None:
    async with browsing() as client:
        answer = await client.get("/", params={"q": "آتش ("})
        page = html.document_fromstring(await answer.text())
    assert page.xpath("//*[@role='alert']//mark")


async def test_an_article_shows_names_dates_repairs_and_its_original() -> None:
    async with browsing(desk(ListArchive([document(), document(id="a-2", source="parvaz")]))) as client:
        page = html.document_fromstring(await (await client.get("/article/a-1")).text())
    assert "Q22686" in page.xpath("//a[contains(@class,'person')]/@title")[0]
    assert "2026-11-24" in page.xpath("//span[@class='date']/@title")[0]
    assert [each.text for each in page.xpath("//span[@class='was']")] == ["آتشبس", "سهشنبه"]
    assert page.xpath("//a[@href='/article/a-2']")


async def test_takes_show_what_each_changed() -> None:
    newer = document(version=2, body="دونالد ترمپ روز چهارشنبه سخن گفت.", repairs=[], entities=[], dates=[])
    async with browsing(desk(ListArchive([newer, document()]))) as client:
        page = html.document_fromstring(await (await client.get("/article/a-1")).text())
    assert page.xpath("//del/text()") == ["سه\u200cشنبه"]
    assert page.xpath("//ins/text()") == ["چهارشنبه"]


async def test_a_take_that_changed_its_status_alone_says_so_and_the_first_is_shown_whole() -> None:
    killed = document(version=2, status="canceled")
    async with browsing(desk(ListArchive([killed, document()]))) as client:
        page = html.document_fromstring(await (await client.get("/article/a-1")).text())
    newer, first = page.xpath("//details[@class='take']")
    assert "متن همان" in newer.text_content()
    assert "دونالد ترمپ" in first.xpath(".//div")[0].text_content()
    assert not page.xpath("//del | //ins")


async def test_notes_to_the_desks_stand_on_the_story_that_they_mean() -> None:
    note = document(id="n-1", title="تصحیح: شمار زخمیان", body="سه تن درست است.", note="correction", about="a-1")
    archive = ListArchive([document(), note], noted=[note])
    async with browsing(desk(archive)) as client:
        story = html.document_fromstring(await (await client.get("/article/a-1")).text())
        itself = html.document_fromstring(await (await client.get("/article/n-1")).text())
    (shown,) = story.xpath("//aside[@class='note correction']")
    assert "تصحیح" in shown.findtext(".//strong")
    assert shown.xpath(".//a/@href") == ["/article/n-1"]
    assert "سه تن" in shown.text_content()
    assert itself.xpath("//p[@class='note']")


async def test_an_article_that_must_not_be_published_says_so() -> None:
    for fields in ({"status": "canceled"}, {"status": "withheld"}, {"embargoed_until": "2999-01-01T00:00:00+00:00"}):
        async with browsing(desk(ListArchive([document(**fields)]))) as client:
            page = html.document_fromstring(await (await client.get("/article/a-1")).text())
        assert page.xpath("//p[@class='warning']"), fields
    async with browsing(desk(ListArchive([document(embargoed_until="2001-01-01T00:00:00+00:00")]))) as client:
        assert "warning" not in await (await client.get("/article/a-1")).text()


async def test_a_rule_is_checked_tried_saved_muted_and_removed() -> None:
    rules = ListRules()
    async with browsing(desk(rules=rules)) as client:
        token = _token(await (await client.get("/rules/new")).text())
        wrong = await client.post("/rules", data={"form_token": token, "name": "n", "query": '"آتش'})
        assert wrong.status == 422
        assert not rules.current()
        await client.post("/rules", data={"form_token": token, "name": "n", "query": "آتش بس", "deliver": "desk"})
        rule = rules.current()[0]
        assert (rule.query, rule.deliver, rule.enabled) == ("آتش بس", ("desk",), True)
        await client.post(f"/rules/{rule.id}/mute", data={"form_token": token, "minutes": "60"})
        assert rules.current()[0].muted(datetime.now(UTC))
        await client.post(f"/rules/{rule.id}/mute", data={"form_token": token, "minutes": "0"})
        assert not rules.current()[0].muted(datetime.now(UTC))
        await client.post(f"/rules/{rule.id}/remove", data={"form_token": token})
        assert not rules.current()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "0500-05-05T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_an_article_of_an_impossible_time_breaks_no_page(moment: str) -> None:
    archive = ListArchive([document(published_at=moment, received_at=moment)])
    async with browsing(desk(archive)) as client:
        for path in ("/", "/article/a-1", "/export.rss", "/export.csv"):
            assert (await client.get(path)).status == 200


@pytest.mark.parametrize("day", ["0001-01-01", "0620-01-01", "1699-12-29", "9378-01-01", "9999-12-31", "1404-13-01"])
async def test_no_day_in_the_address_breaks_the_page(day: str) -> None:
    async with browsing() as client:
        assert (await client.get(f"/?from={day}&to={day}&about_from={day}&about_to={day}")).status == 200


async def test_a_rule_is_muted_from_an_alert_and_one_comes_back_to_the_alerts() -> None:
    rules = ListRules([rule_from_mapping({"id": "r", "name": "آتش بس", "query": "آتش بس"})])
    async with browsing(desk(ListArchive(told=[alert_document(_alert())]), rules=rules)) as client:
        page = html.document_fromstring(await (await client.get("/alerts")).text())
        (form,) = page.xpath("//li[contains(@class, 'alert')]//form")
        answer = await client.post(form.get("action"), data=dict(form.form_values()), allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/alerts")
        assert rules.current()[0].muted(datetime.now(UTC))
        assert "بی\u200cصدا تا" in await (await client.get("/alerts?rule=r")).text()


async def test_an_article_without_a_title_is_shown_by_its_first_words() -> None:
    async with browsing(desk(ListArchive([document(title="")]))) as client:
        found = html.document_fromstring(await (await client.get("/")).text())
        article = await client.get("/article/a-1")
    assert found.xpath("//h2[@class='untitled']")[0].text_content().startswith("دونالد ترمپ")
    assert article.status == 200


async def test_editing_a_rule_keeps_what_the_form_does_not_show() -> None:
    standing = rule_from_mapping({"id": "r", "name": "n", "query": "کابل", "throttle": {"alerts": 3}})
    rules = ListRules([standing])
    async with browsing(desk(rules=rules)) as client:
        token = _token(await (await client.get("/rules/r")).text())
        data = {"form_token": token, "id": "r", "name": "نو", "query": "بلخ", "sources": "pamir، parvaz"}
        await client.post("/rules", data=data)
    (rule,) = rules.current()
    assert (rule.id, rule.name, rule.query, rule.sources) == ("r", "نو", "بلخ", ("pamir", "parvaz"))
    assert rule.throttle == standing.throttle


async def test_a_rule_for_a_delivery_that_does_not_exist_is_refused() -> None:
    rules = ListRules()
    async with browsing(desk(rules=rules)) as client:
        token = _token(await (await client.get("/rules/new")).text())
        answer = await client.post("/rules", data={"form_token": token, "query": "بلخ", "deliver": "nobody"})
    assert answer.status == 422
    assert not rules.current()


def _token(text: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', text)
    assert found
    return found.group(1)


async def test_chosen_dead_letters_are_sent_again_and_no_others() -> None:
    archive = ListArchive(letters=[letter(id="one"), letter(id="two")])
    async with browsing(desk(archive)) as client:
        token = _token(await (await client.get("/rejected")).text())
        answer = await client.post("/rejected/retry", data={"form_token": token, "id": "two"}, allow_redirects=False)
        assert answer.headers["Location"] == "/rejected?sent=1"
        none = await client.post("/rejected/retry", data={"form_token": token}, allow_redirects=False)
        assert none.headers["Location"].startswith("/rejected?sent=0&problem=")


async def test_dead_letters_are_narrowed_by_reason() -> None:
    archive = ListArchive(letters=[letter(id="one"), letter(id="two", reason=RejectReason.EMPTY)])
    async with browsing(desk(archive)) as client:
        text = await (await client.get("/rejected?reason=empty")).text()
    assert 'value="two"' in text
    assert 'value="one"' not in text


async def test_alerts_before_a_moment_that_is_none_are_refused() -> None:
    async with browsing() as client:
        assert (await client.get("/alerts?before=never")).status == 400
        assert (await client.get("/rejected?before=never")).status == 400


async def test_machines_learn_whether_the_house_answers() -> None:
    async with browsing() as client:
        assert (await client.get("/healthz")).status == 200
        assert (await client.get("/readyz")).status == 200
        text = await (await client.get("/metrics")).text()
        assert 'peyk_consumer_lag{group="peyk-index",topic="news.tagged"} 7.0' in text
        assert 'peyk_dead_letters{reason="malformed"} 2.0' in text
        assert "داستان" not in text
        assert "۷" in await (await client.get("/strip")).text()


async def test_a_house_that_is_away_is_told_and_breaks_no_page() -> None:
    async with browsing(desk(standing=SetStanding(good=False))) as client:
        assert (await client.get("/healthz")).status == 200
        assert (await client.get("/readyz")).status == 503
        assert 'peyk_up{engine="kafka"} 0.0' in await (await client.get("/metrics")).text()
        assert "پاسخ نمی" in await (await client.get("/strip")).text()


@pytest.mark.parametrize("form", ["json", "csv", "rss"])
async def test_what_was_found_is_exported(form: str) -> None:
    archive = ListArchive([document()])
    async with browsing(desk(archive)) as client:
        answer = await client.get(f"/export.{form}?q=%D8%A2%D8%AA%D8%B4&page=7")
        assert answer.status == 200
        assert "a-1" in await answer.text()
        assert (archive.asked[-1].skip, archive.asked[-1].limit) == (0, 1000)
        assert (await client.get(f"/export.{form}?q=(")).status == 400


@pytest.mark.parametrize("trust", ["low", "normal", "high"])
@pytest.mark.parametrize("path", ["/?q=خبر", "/article/a-1", "/sources"])
async def test_readers_see_that_a_source_is_little_trusted(path: str, trust: Any) -> None:
    source = SourceDefinition(name="pamir", kind="push", key=SecretStr("k" * 32), trust=trust)
    of = desk(ListArchive([document(id="a-1", source="pamir")]), definitions=lambda: (source,))
    async with browsing(of) as client:
        shown = html.fromstring(await (await client.get(path, headers=HTML)).text())

    assert bool(shown.find_class("doubted")) is (trust == "low")
