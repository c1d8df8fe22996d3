"""HTTP push against a real local server: who may, what is answered, and never 202 for what Kafka does not have."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from ingest.article import Article
from ingest.definitions import SourceDefinition
from ingest.delivery import Counts, Outgoing, Report, ingest
from ingest.push import SIGNATURE_HEADER, SOURCE_HEADER, TIMESTAMP_HEADER, signature, verify
from ingest.push_routes import push_routes
from ingest.reader import KafkaUnreachable
from ingest.received import Lot

KEY = "a key of twenty-five signs"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STORY = json.dumps({"id": "1", "title": "سرخط", "body": "متن خبر"}, ensure_ascii=False).encode()


class Newsroom:
    """The receiving side: sources that a test may close, and a Kafka that is there, away, or does not take things."""

    def __init__(self) -> None:
        self.sources = [
            SourceDefinition(name="parvaz", kind="push", key=SecretStr(KEY), language="fa"),
            SourceDefinition(name="drop", kind="folder", path="drop"),  # type: ignore[arg-type]  # pydantic makes the path
        ]
        self.kafka = "up"
        self.taken: list[Outgoing] = []
        self.speaks = threading.Event()

    def send(self, message: Outgoing, report: Report) -> None:
        if self.kafka == "hangs":
            raise KafkaUnreachable("nothing was confirmed any more")
        if self.kafka == "is silent":
            self.speaks.wait()
        self.taken.append(message)
        report(None)

    def drain(self) -> None:
        return

    async def deliver(self, _source: SourceDefinition, lots: list[Lot]) -> Counts:
        if self.kafka == "away":
            raise KafkaUnreachable("Kafka does not answer")
        return await asyncio.to_thread(ingest, lots, self)


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator["TestClient[Any, Any]"]:
    app = web.Application()
    app.add_routes(push_routes(lambda: newsroom.sources, newsroom.deliver, clock=lambda: NOW, max_body=10_000))
    async with TestClient(TestServer(app)) as client:
        yield client


def signed(body: bytes, *, key: str = KEY, source: str = "parvaz", age: float = 0) -> dict[str, str]:
    stamp = int(NOW.timestamp() - age)
    return {SOURCE_HEADER: source, TIMESTAMP_HEADER: str(stamp), SIGNATURE_HEADER: signature(key, stamp, body)}


async def post(client: "TestClient[Any, Any]", body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    async with client.post("/push", data=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_signed_story_is_accepted_once_kafka_has_it(client: "TestClient[Any, Any]", newsroom: Newsroom) -> None:
    status, answer = await post(client, STORY, signed(STORY))

    assert (status, answer) == (202, {"accepted": ["1"], "refused": []})
    [message] = newsroom.taken
    story = Article.from_bytes(message.value or b"")
    assert (story.source, story.language, story.title) == ("parvaz", "fa", "سرخط")


async def test_lines_and_other_formats_are_accepted_and_bad_ones_named(
    client: "TestClient[Any, Any]", newsroom: Newsroom
) -> None:
    body = STORY + b"\n{broken\n" + STORY.replace(b'"1"', b'"2"')

    status, answer = await post(client, body, signed(body))

    assert (status, answer["accepted"]) == (202, ["1", "2"])
    assert [(item["place"], item["reason"]) for item in answer["refused"]] == [("push:parvaz:2", "malformed")]
    assert len(newsroom.taken) == 3


@pytest.mark.parametrize("kafka", ["away", "hangs"])
async def test_without_kafka_the_answer_is_503_and_when_to_try_again(
    client: "TestClient[Any, Any]", newsroom: Newsroom, kafka: str
) -> None:
    newsroom.kafka = kafka

    async with client.post("/push", data=STORY, headers=signed(STORY)) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert (await answer.json())["error"] == "unavailable"
    assert newsroom.taken == []


async def test_when_kafka_is_silent_the_answer_comes_all_the_same(newsroom: Newsroom) -> None:
    newsroom.kafka = "is silent"
    app = web.Application()
    app.add_routes(push_routes(lambda: newsroom.sources, newsroom.deliver, clock=lambda: NOW, patience=0.01))
    async with TestClient(TestServer(app)) as client:
        told = [(await post(client, STORY, signed(STORY)))[1]["error"] for _ in range(18)]
        newsroom.kafka = "up"
        newsroom.speaks.set()

    assert told == ["unavailable"] * 16 + ["busy"] * 2


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        pytest.param(signed(STORY, key="another key of that size"), "unauthorized", id="wrong key"),
        pytest.param(signed(b"another body"), "unauthorized", id="signed for another body"),
        pytest.param(signed(STORY, source="nobody"), "unauthorized", id="unknown source"),
        pytest.param(signed(STORY, source="drop"), "unauthorized", id="a source that is not pushed"),
        pytest.param(signed(STORY, source="nobody", key="\0"), "unauthorized", id="the key that nobody has"),
        pytest.param({**signed(STORY), SIGNATURE_HEADER: ""}, "unauthorized", id="no signature"),
        pytest.param(signed(STORY, age=301), "stale", id="six minutes old"),
        pytest.param(signed(STORY, age=-301), "stale", id="from the future"),
        pytest.param({**signed(STORY), TIMESTAMP_HEADER: "now"}, "stale", id="a timestamp that is none"),
        pytest.param({**signed(STORY), TIMESTAMP_HEADER: "9" * 400}, "stale", id="a timestamp without end"),
        pytest.param({}, "stale", id="nothing at all"),
    ],
)
async def test_who_cannot_prove_who_he_is_gets_401(
    client: "TestClient[Any, Any]", newsroom: Newsroom, headers: dict[str, str], error: str
) -> None:
    status, answer = await post(client, STORY, headers)

    assert (status, answer["error"]) == (401, error)
    assert newsroom.taken == []


async def test_a_closed_source_is_refused_without_a_restart(client: "TestClient[Any, Any]", newsroom: Newsroom) -> None:
    newsroom.sources = [newsroom.sources[0].model_copy(update={"enabled": False})]

    assert (await post(client, STORY, signed(STORY)))[0] == 401


def test_without_a_key_every_push_is_refused() -> None:
    for key in (None, ""):
        refusal = verify(signed(STORY, key=""), STORY, key, NOW.timestamp())
        assert refusal is not None
        assert refusal.status == 401


def test_two_signatures_are_accepted_while_a_key_is_changed() -> None:
    headers = signed(STORY)
    headers[SIGNATURE_HEADER] = f"v1={'0' * 64}, {headers[SIGNATURE_HEADER]}"

    assert verify(headers, STORY, KEY, NOW.timestamp()) is None


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"x" * 10_001, 413, "too-large"),
        (b"", 400, "refused"),
        (b"[]", 400, "empty"),
        (b'{"id": "1", "body": "', 400, "refused"),
    ],
)
async def test_a_body_that_cannot_be_used_is_refused_in_both_languages(
    client: "TestClient[Any, Any]", body: bytes, status: int, error: str
) -> None:
    answered, answer = await post(client, body, signed(body))

    assert (answered, answer["error"]) == (status, error)
    assert answer["message"]
    assert answer["message_fa"]


async def test_the_same_request_once_more_is_answered_alike_and_not_stored_again(
    client: "TestClient[Any, Any]", newsroom: Newsroom
) -> None:
    later = STORY.replace("متن خبر".encode(), "متن درست".encode())
    answers = [await client.post("/push", data=body, headers=signed(body)) for body in (STORY, later, STORY)]

    assert [answer.status for answer in answers] == [202, 202, 202]
    assert await answers[2].json() == await answers[0].json()
    assert [json.loads(message.value or b"")["body"] for message in newsroom.taken] == ["متن خبر", "متن درست"]


async def test_a_request_that_kafka_did_not_take_is_stored_when_it_comes_again(
    client: "TestClient[Any, Any]", newsroom: Newsroom
) -> None:
    newsroom.kafka = "away"
    first = await client.post("/push", data=STORY, headers=signed(STORY))
    newsroom.kafka = "up"
    second = await client.post("/push", data=STORY, headers=signed(STORY))

    assert (first.status, second.status) == (503, 202)
    assert len(newsroom.taken) == 1
