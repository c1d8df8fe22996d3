"""On the real Elasticsearch: a note finds the story that it names, and only that one, and only of its own source."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from index.elastic import Elastic, connected
from index.notes import act_on_notes, notes_on
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
