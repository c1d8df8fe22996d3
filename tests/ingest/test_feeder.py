"""The feeder with real folders and a real local feed: sources open and close while it runs, and fail alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ingest.article import Article
from ingest.definitions import SourceDefinition
from ingest.delivery import Outgoing, Outlet, Report
from ingest.feeder import Feeder
from ingest.feeder_outlet import FeederOutlet
from ingest.fetch import FetchRules
from ingest.reader import KafkaUnreachable
from ingest.source_state import load_state

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kafka:
    """A Kafka that a test takes away and brings back."""

    def __init__(self) -> None:
        self.up = True
        self.articles: list[Article] = []
        self.connections = 0

    def send(self, message: Outgoing, report: Report) -> None:
        if not self.up:
            raise KafkaUnreachable("Kafka does not answer")
        if message.topic == "news.articles":
            self.articles.append(Article.from_bytes(message.value or b""))
        report(None)

    def drain(self) -> None:
        return

    @contextmanager
    def connect(self) -> "Iterator[Outlet]":
        if not self.up:
            raise KafkaUnreachable("Kafka does not answer")
        self.connections += 1
        yield self

    @property
    def titles(self) -> list[str | None]:
        return [article.title for article in self.articles]


@pytest.fixture
def kafka() -> Kafka:
    return Kafka()


@pytest.fixture
def sources() -> list[SourceDefinition]:
    return []


@pytest.fixture
async def feeder(
    kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Feeder]:
    monkeypatch.setattr("ingest.feeder._CHANGES_SECONDS", 0.05)
    monkeypatch.setattr("ingest.feeder._WAIT_FOR_KAFKA", 0.1)
    running = Feeder(
        outlet=FeederOutlet(kafka.connect),
        definitions=lambda: tuple(sources),
        state_dir=tmp_path / "state",
        rules=FetchRules(allowed=(ip_network("127.0.0.0/8"),), seconds=5),
        look_seconds=0.02,
        settle_seconds=0.05,
    )
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    yield running
    stop.set()
    await asyncio.wait_for(task, 10)


@pytest.fixture
async def feed_url() -> AsyncIterator[str]:
    async def rss(_: web.Request) -> web.Response:
        item = "<item><guid>1</guid><title>از فید</title></item>"
        return web.Response(text=f"<rss version='2.0'><channel>{item}</channel></rss>")

    app = web.Application()
    app.router.add_get("/rss", rss)
    server = TestServer(app)
    await server.start_server()
    yield str(server.make_url("/rss"))
    await server.close()


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - files and servers of others set no event
            await asyncio.sleep(0.01)


def folder(tmp_path: Path, name: str = "drop") -> SourceDefinition:
    (tmp_path / name).mkdir(exist_ok=True)
    return SourceDefinition(name=name, kind="folder", path=tmp_path / name, language="fa")


async def test_a_file_dropped_while_it_runs_arrives_under_the_name_of_its_source(
    feeder: Feeder, kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    sources.append(folder(tmp_path))
    (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")

    await until((tmp_path / "drop/done/story.txt").exists)

    [article] = kafka.articles
    assert (article.source, article.language, article.title) == ("drop", "fa", "سرخط")
    await until(lambda: load_state(feeder.states, "drop").delivered == 1)


@pytest.mark.usefixtures("feeder")
async def test_a_closed_source_is_left_alone_and_opened_again_without_restart(
    kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    sources.append(folder(tmp_path).model_copy(update={"enabled": False}))
    (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")
    await asyncio.sleep(0.3)
    assert kafka.articles == []

    sources[0] = folder(tmp_path)
    await until(lambda: kafka.titles == ["سرخط"])


async def test_a_feed_is_polled_once_in_its_rhythm_and_its_state_is_kept(
    feeder: Feeder, kafka: Kafka, sources: list[SourceDefinition], feed_url: str
) -> None:
    sources.append(SourceDefinition(name="parvaz", kind="feed", url=feed_url))

    await until(lambda: load_state(feeder.states, "parvaz").next_visit_at)
    await asyncio.sleep(0.2)

    state = load_state(feeder.states, "parvaz")
    assert kafka.titles == ["از فید"]
    assert (state.delivered, state.errors) == (1, 0)
    assert state.rhythm is not None


async def test_a_source_that_fails_does_not_hold_up_another(
    feeder: Feeder, kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    sources.extend(
        [
            SourceDefinition(name="gone", kind="feed", url="http://127.0.0.1:9/rss"),
            SourceDefinition(name="missing", kind="folder", path=tmp_path / "missing"),
            folder(tmp_path),
        ]
    )
    (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")

    await until(lambda: kafka.titles == ["سرخط"])
    await until(lambda: load_state(feeder.states, "gone").errors and load_state(feeder.states, "missing").errors)

    assert "no such folder" in (load_state(feeder.states, "missing").last_error or "")


@pytest.mark.usefixtures("feeder")
async def test_what_comes_while_kafka_is_away_is_delivered_when_it_is_back(
    kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    kafka.up = False
    sources.append(folder(tmp_path))
    (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")
    await asyncio.sleep(0.4)
    assert (tmp_path / "drop/story.txt").exists()

    kafka.up = True
    await until((tmp_path / "drop/done/story.txt").exists)
    assert kafka.titles == ["سرخط"]


@pytest.mark.usefixtures("feeder")
async def test_mail_is_read_from_new_and_marked_as_seen(
    kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    case = Path(__file__).parents[1] / "cases/ingest_formats/mail-quoted-printable.eml"
    (tmp_path / "mail/new/1700.host").write_bytes(case.read_bytes())
    sources.append(SourceDefinition(name="desk", kind="mailbox", path=tmp_path / "mail"))

    await until((tmp_path / "mail/cur/1700.host:2,S").exists)

    assert [article.source for article in kafka.articles] == ["desk"]


async def test_a_definition_that_breaks_keeps_the_earlier_sources_running(
    feeder: Feeder, kafka: Kafka, sources: list[SourceDefinition], tmp_path: Path
) -> None:
    sources.append(folder(tmp_path))
    await until(lambda: "drop" in feeder._running)

    def broken() -> tuple[SourceDefinition, ...]:
        raise ValueError("source parvaz: a feed needs url")

    feeder.definitions = broken
    await asyncio.sleep(0.2)
    (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")

    await until(lambda: kafka.titles == ["سرخط"])
