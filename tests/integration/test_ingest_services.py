"""Push and the feeder on real Kafka: 202 only for what is stored, 503 while the broker is away, files kept."""

import asyncio
import gc
import json
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from ingest.article import ARTICLES_TOPIC, Article
from ingest.definitions import SourceDefinition
from ingest.feeder import Feeder
from ingest.feeder_outlet import FeederOutlet
from ingest.producer import ArticleProducer
from ingest.push import SIGNATURE_HEADER, SOURCE_HEADER, TIMESTAMP_HEADER, signature
from ingest.push_routes import push_routes
from ingest.reader import read_topic
from ingest.topics import ensure_topics, house_topics

# kafka-python leaves the sockets of its vain attempts to reach a broker that is away to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

KEY = "a key of twenty-five signs"


class Engines(Protocol):
    kafka: str

    def down(self, name: str) -> AbstractContextManager[None]: ...


# kafka-python leaves the sockets of failed connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def leftover_sockets() -> Iterator[None]:
    """Collect what is left here, or a later test would be blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def sources(tmp_path: Path, prefix: str) -> tuple[SourceDefinition, ...]:
    (tmp_path / "drop").mkdir()
    return (
        SourceDefinition(name=f"{prefix}.push", kind="push", key=SecretStr(KEY)),
        SourceDefinition(name=f"{prefix}.drop", kind="folder", path=tmp_path / "drop"),
    )


@pytest.fixture
async def feeder(engines: Engines, sources: tuple[SourceDefinition, ...], tmp_path: Path) -> AsyncIterator[Feeder]:
    ensure_topics(engines.kafka, house_topics(partitions=2, retention_days=1))
    outlet = FeederOutlet(lambda: ArticleProducer(engines.kafka, delivery_seconds=2))
    feeder = Feeder(
        outlet=outlet, definitions=lambda: sources, state_dir=tmp_path / "state", look_seconds=0.1, settle_seconds=0.3
    )
    stop = asyncio.Event()
    task = asyncio.create_task(feeder.run(stop))
    yield feeder
    stop.set()
    await task


@pytest.fixture
async def client(feeder: Feeder) -> AsyncIterator["TestClient[Any, Any]"]:
    app = web.Application()
    app.add_routes(push_routes(feeder.definitions, feeder.deliver))
    async with TestClient(TestServer(app)) as client:
        yield client


async def push(client: "TestClient[Any, Any]", feeder: Feeder, name: str) -> int:
    body = json.dumps({"id": name, "body": "متن خبر"}).encode()
    stamp = int(feeder.clock().timestamp())
    headers = {SOURCE_HEADER: feeder.definitions()[0].name, TIMESTAMP_HEADER: str(stamp)}
    headers[SIGNATURE_HEADER] = signature(KEY, stamp, body)
    async with client.post("/push", data=body, headers=headers) as answer:
        return answer.status


def stored(engines: Engines, source: str) -> set[str]:
    # Other tests of this session put poison onto the topic: only messages that name the source are articles of ours.
    messages = read_topic(engines.kafka, ARTICLES_TOPIC)
    articles = (Article.from_bytes(m.value) for m in messages if m.value and f'"{source}"'.encode() in m.value)
    return {article.id for article in articles if article.source == source}


async def test_a_push_is_202_when_stored_and_503_while_the_broker_is_away(
    engines: Engines, feeder: Feeder, client: "TestClient[Any, Any]", prefix: str
) -> None:
    answers = {f"{prefix}-{n}": await push(client, feeder, f"{prefix}-{n}") for n in range(3)}
    with engines.down("kafka"):
        answers[f"{prefix}-away"] = await push(client, feeder, f"{prefix}-away")
    async with asyncio.timeout(60):
        while (back := await push(client, feeder, f"{prefix}-back")) != 202:  # noqa: ASYNC110 - Kafka sets no event of ours
            await asyncio.sleep(0.5)
    answers[f"{prefix}-back"] = back

    accepted = {name for name, status in answers.items() if status == 202}
    assert answers[f"{prefix}-away"] == 503
    assert len(accepted) == 4
    assert accepted <= stored(engines, f"{prefix}.push") <= set(answers)


async def test_a_file_dropped_while_the_broker_is_away_waits_and_is_stored_once_it_is_back(
    engines: Engines, feeder: Feeder, tmp_path: Path, prefix: str
) -> None:
    feeder.look_seconds = 0.1
    with engines.down("kafka"):
        (tmp_path / "drop/story.txt").write_text("سرخط\nمتن خبر", encoding="utf-8")
        await asyncio.sleep(3)
        assert (tmp_path / "drop/story.txt").exists()

    async with asyncio.timeout(90):
        while not (tmp_path / "drop/done/story.txt").exists():  # noqa: ASYNC110 - the feeder sets no event of ours
            await asyncio.sleep(0.2)
    assert len(stored(engines, f"{prefix}.drop")) == 1
