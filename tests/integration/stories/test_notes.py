"""On the real Elasticsearch: a note finds the story that it names, and only that one, and only of its own source."""

import dataclasses
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from structlog.testing import capture_logs

from index.elastic import Elastic, connected
from index.notes import act_on_notes, notes_on
from index.search import Search, build, read
from index.templates import NEWS_ALIAS, TAKES_INDEX
from index.writer import Writer
from ingest.article import ARTICLES_TOPIC, Article, Status
from processors.tagged_article import Original, TaggedArticle

_NOON = datetime(2025, 10, 31, 12, tzinfo=UTC)


def _tagged(name: str, source: str, title: str, minute: int = 0, **more: Any) -> TaggedArticle:
    return TaggedArticle(
        id=name,
        source=source,
        title=title,
        received_at=_NOON + timedelta(minutes=minute),
        published_at=_NOON,
        original=Original(title=title, body=more.get("body")),
        story_id="0" * 16,
        **more,
    )


@pytest.fixture
async def elastic(engines: Any, prefix: str) -> AsyncIterator[Elastic]:
    async with connected(engines.elasticsearch) as connection:
        await connection.install()
        await Writer(connection, lambda _id: None).write(
            [
                _tagged(f"{prefix}:71001", prefix, "سخنان استاندار دربارهٔ کمبود آب", slug="IRAN-WATER", version=4),
                _tagged(f"{prefix}:71002", prefix, "سخنان استاندار دربارهٔ کمبود نان"),
                _tagged(f"{prefix}:71003", prefix, "گشایش نمایشگاه کتاب در هرات"),
                _tagged(f"{prefix}-other:71001", f"{prefix}-other", "سخنان استاندار دربارهٔ کمبود آب"),
            ]
        )
        yield connection


async def _asked(elastic: Elastic, prefix: str, title: str, **more: Any) -> list[Article]:
    note = _tagged(f"{prefix}:note", prefix, title, minute=30, **more)
    outgoing = await act_on_notes([note], elastic)
    assert {message.topic for message in outgoing} <= {ARTICLES_TOPIC}
    assert outgoing == await act_on_notes([note], elastic)
    return [Article.from_bytes(message.value or b"") for message in outgoing]


@pytest.mark.parametrize(
    ("title", "body", "status"),
    [
        ("لغو: سخنان استاندار درباره كمبود آب", None, Status.CANCELED),
        ("خبر با کد 71001 حذف شود", None, Status.CANCELED),
        ("تا اطلاع ثانوی منتشر نشود", "خبر «سخنان استاندار دربارهٔ کمبود آب» در دست بررسی است.", Status.WITHHELD),
        ("KILL: IRAN-WATER", None, Status.CANCELED),
    ],
)
async def test_note_takes_its_story_out_of_search(
    elastic: Elastic, prefix: str, title: str, body: str | None, status: Status
) -> None:
    [take] = await _asked(elastic, prefix, title, body=body)
    assert (take.id, take.status, take.version) == (f"{prefix}:71001", status, 4)
    assert take.title == "سخنان استاندار دربارهٔ کمبود آب"


@pytest.mark.parametrize(
    "title",
    [
        "لغو: سخنان استاندار دربارهٔ کمبود برق",
        "خبر با کد 99999 حذف شود",
        "تصحیح: سخنان استاندار دربارهٔ کمبود آب",
        "لغو پرواز هرات به سبب باران",
    ],
)
async def test_note_that_names_no_story_for_sure_does_nothing(elastic: Elastic, prefix: str, title: str) -> None:
    assert await _asked(elastic, prefix, title) == []


async def test_kill_sent_as_the_next_version_of_its_story_kills_it(elastic: Elastic, prefix: str) -> None:
    name = f"{prefix}:71003"
    note = _tagged(name, prefix, "لغو خبر", minute=9, version=2)
    await Writer(elastic, lambda _id: None).write([note])
    [message] = await act_on_notes([note], elastic)
    take = Article.from_bytes(message.value or b"")
    assert (take.id, take.status, take.version) == (name, Status.CANCELED, 2)


async def test_correction_sent_as_the_next_version_of_its_story_is_tied_to_it(elastic: Elastic, prefix: str) -> None:
    note = _tagged(f"{prefix}:71003", prefix, "تصحیح: گشایش نمایشگاه کتاب در هرات", minute=9, version=2)
    await Writer(elastic, lambda _id: None).write([note])
    with capture_logs() as told:
        assert await act_on_notes([note], elastic) == ()

    assert [line["event"] for line in told] == ["note-correction-tied"]


async def test_a_note_is_told_with_the_story_that_it_means_and_with_no_other(elastic: Elastic, prefix: str) -> None:
    await Writer(elastic, lambda _id: None).write(
        [
            _tagged(f"{prefix}:n1", prefix, "تصحیح: سخنان استاندار درباره كمبود آب", minute=9),
            _tagged(f"{prefix}:n2", prefix, "خبر با کد 71001 حذف شود", minute=5),
            _tagged(f"{prefix}:n3", prefix, "تصحیح: سخنان استاندار", minute=6),
            _tagged(f"{prefix}-other:n4", f"{prefix}-other", "تصحیح: سخنان استاندار دربارهٔ کمبود آب", minute=7),
        ]
    )
    await elastic.refresh()
    told = {
        number: [note["id"].removeprefix(prefix) for note in await notes_on(await _documents(elastic, name), elastic)]
        for number, name in enumerate((f"{prefix}:71001", f"{prefix}:71002", f"{prefix}-other:71001", f"{prefix}:none"))
    }

    assert told == {0: [":n2", ":n1"], 1: [], 2: ["-other:n4"], 3: []}


async def _documents(elastic: Elastic, name: str) -> list[dict[str, Any]]:
    answer = await elastic.search({"query": {"term": {"id": name}}})
    return [hit["_source"] for hit in answer["hits"]["hits"]]


async def _in_the_end(elastic: Elastic, arrivals: Sequence[TaggedArticle]) -> tuple[list[str], list[str]]:
    """Let takes and notes arrive one by one, with what notes ask; give the last article's status and all its takes."""
    waiting = list(arrivals)
    while waiting:
        [outcome] = await Writer(elastic, lambda _id: None).write([waiting.pop(0)])
        for message in await act_on_notes([outcome.article], elastic):
            take = Article.from_bytes(message.value or b"")
            fields = {each.name: getattr(take, each.name) for each in dataclasses.fields(take)}
            waiting.insert(0, TaggedArticle(**fields, original=Original(title=take.title), story_id="0" * 16))
    await elastic.refresh()
    name = next(each.id for each in arrivals if "note" not in each.id)
    found = await elastic.search({"query": {"term": {"id": name}}}, index=f"{NEWS_ALIAS},{TAKES_INDEX}")
    takes = sorted(
        f"{hit['_source']['status']} {hit['_source']['received_at'][14:16]}" for hit in found["hits"]["hits"]
    )
    return [document["status"] for document in await _documents(elastic, name)], takes


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("version", [1, 4, _NOON])
async def test_no_redelivery_releases_what_a_note_holds_in_any_order(
    elastic: Elastic, prefix: str, version: int | datetime, order: tuple[int, ...]
) -> None:
    title = "رونمایی از نسخهٔ خطی شاهنامه"
    arrivals = (
        _tagged(f"{prefix}:s", prefix, title, minute=1, version=version),
        _tagged(f"{prefix}:s", prefix, title, minute=8, version=version),
        _tagged(f"{prefix}:note", prefix, f"تا اطلاع ثانوی منتشر نشود: {title}", minute=5),
    )
    status, takes = await _in_the_end(elastic, [arrivals[place] for place in order])
    assert status == ["withheld"]
    assert takes == ["usable 01", "withheld 05"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_release_note_releases_once_and_its_hold_told_again_holds_nothing(
    elastic: Elastic, prefix: str, order: tuple[int, ...]
) -> None:
    title = "گشایش موزهٔ فرش در مشهد"
    hold = _tagged(f"{prefix}:note-1", prefix, f"تا اطلاع ثانوی منتشر نشود: {title}", minute=5)
    arrivals = (
        _tagged(f"{prefix}:s", prefix, title, minute=1, version=2),
        hold,
        _tagged(f"{prefix}:note-2", prefix, f"انتشار بلامانع: {title}", minute=7),
        _tagged(f"{prefix}:s", prefix, title, minute=9, version=2),
    )
    again = dataclasses.replace(hold, received_at=_NOON + timedelta(minutes=12))
    status, _ = await _in_the_end(elastic, [*(arrivals[place] for place in order), again])
    assert status == ["usable"]


async def test_newer_version_releases_a_note_s_hold_and_a_late_note_does_not_hold_it(
    elastic: Elastic, prefix: str
) -> None:
    title = "آغاز لایروبی رودخانه"
    old = _tagged(f"{prefix}:s", prefix, title, minute=1, version=2)
    hold = _tagged(f"{prefix}:note", prefix, f"تا اطلاع ثانوی منتشر نشود: {title}", minute=5)
    new = _tagged(f"{prefix}:s", prefix, title, minute=6, version=3)
    for number, order in enumerate(permutations((old, hold, new))):
        own = [dataclasses.replace(each, id=f"{each.id}{number}", source=f"{prefix}{number}") for each in order]
        assert (await _in_the_end(elastic, own))[0] == ["usable"]


async def test_kill_that_quotes_an_earlier_headline_kills_the_story(elastic: Elastic, prefix: str) -> None:
    arrivals = (
        _tagged(f"{prefix}:s", prefix, "شمار بازدیدکنندگان نمایشگاه هرات", minute=1),
        _tagged(f"{prefix}:s", prefix, "بازدید هزاران تن از کارگاه قالین\u200cبافی", minute=3, version=2),
        _tagged(f"{prefix}:note", prefix, "لغو: شمار بازدیدکنندگان نمایشگاه هرات", minute=5),
    )
    assert (await _in_the_end(elastic, arrivals))[0] == ["canceled"]


async def test_note_under_an_id_of_its_own_that_names_nothing_does_nothing(elastic: Elastic, prefix: str) -> None:
    note = _tagged(f"{prefix}:note", prefix, "لغو خبر", minute=9)
    await Writer(elastic, lambda _id: None).write([note])
    assert await act_on_notes([note], elastic) == ()


async def test_a_kill_that_was_read_before_its_story_kills_it_when_it_comes(elastic: Elastic, prefix: str) -> None:
    note = _tagged(f"{prefix}:note", prefix, "لغو: گشایش پل تازه در شمال شهر", minute=9)
    story = _tagged(f"{prefix}:71009", prefix, "گشایش پل تازه در شمال شهر", minute=8)
    newer = _tagged(f"{prefix}:71009", prefix, "گشایش پل تازه در شمال شهر", minute=10, version=2)
    await Writer(elastic, lambda _id: None).write([note])
    assert await act_on_notes([note], elastic) == ()
    await Writer(elastic, lambda _id: None).write([story])
    await elastic.refresh()

    [message] = await act_on_notes([story], elastic)
    take = Article.from_bytes(message.value or b"")
    assert (take.id, take.status) == (f"{prefix}:71009", Status.CANCELED)
    assert await act_on_notes([newer], elastic) == ()


async def _shown(elastic: Elastic, source: str, *, with_notes: bool = False) -> set[str]:
    """Give what is found of a source: by default, or with the notes that were carried out."""
    await elastic.refresh()
    asked = Search(sources=(source,), notes_carried_out=with_notes, limit=50)
    return {hit.id for hit in read(await elastic.search(build(asked, datetime.now(UTC), lambda _name: ()))).hits}


@pytest.mark.parametrize("asks", ["لغو", "تا اطلاع ثانوی منتشر نشود"])
async def test_note_that_was_carried_out_leaves_search_and_stays_in_the_history(
    elastic: Elastic, prefix: str, asks: str
) -> None:
    note = _tagged(f"{prefix}:note", prefix, f"{asks}: گشایش نمایشگاه کتاب در هرات", minute=9)
    writer = Writer(elastic, lambda _id: None)
    await writer.write([note])
    assert note.id in await _shown(elastic, prefix)
    for _ in range(2):
        await act_on_notes([note], elastic)
        assert note.id not in await _shown(elastic, prefix)
        await Writer(elastic, lambda _id: None).write(
            [dataclasses.replace(note, received_at=_NOON + timedelta(minutes=12))]
        )

    assert note.id not in await _shown(elastic, prefix)
    assert note.id in await _shown(elastic, prefix, with_notes=True)
    [told] = await notes_on(await _documents(elastic, f"{prefix}:71003"), elastic)
    assert (told["id"], told["acted_on"]) == (note.id, f"{prefix}:71003")


@pytest.mark.parametrize(
    "title",
    ["لغو: گشایش نمایشگاهی دیگر در جایی دیگر", "تصحیح: گشایش نمایشگاه کتاب در هرات", "لغو پرواز هرات به سبب باران"],
)
async def test_note_that_was_only_flagged_stays_in_search(elastic: Elastic, prefix: str, title: str) -> None:
    note = _tagged(f"{prefix}:note", prefix, title, minute=9)
    await Writer(elastic, lambda _id: None).write([note])
    await act_on_notes([note], elastic)

    assert note.id in await _shown(elastic, prefix)
