"""What the tests of alerts share: Peyk's own topics on the session's Kafka, readers and writers of them, receivers."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiohttp import web
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from ingest.topics import ensure_topics, house_topics


@pytest.fixture
def kafka(engines: Any) -> str:
    """The session's Kafka, with all topics of Peyk."""
    ensure_topics(engines.kafka, house_topics(partitions=4, retention_days=7))
    address: str = engines.kafka
    return address


@asynccontextmanager
async def writing(kafka: str) -> AsyncIterator[Callable[..., Any]]:
    """Give `write(topic, key, value)`, which returns when Kafka has it."""
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer:

        async def write(topic: str, key: str, value: bytes | None) -> None:
            await producer.send_and_wait(topic, value, key.encode())

        yield write


async def read_all(kafka: str, topic: str) -> list[bytes]:
    """Read every message that `topic` holds now."""
    found: list[bytes] = []
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=kafka, group_id=None, auto_offset_reset="earliest"
    ) as consumer:
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [record.value for record in records if record.value is not None]
    return found


async def until(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait until `condition` (which may be asynchronous) holds, or fail."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)


@dataclass
class HttpReceiver:
    """A webhook's receiver that behaves as `answers` say, one for each request: a status, or "hang"; then 200."""

    answers: list[int | str]
    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, body))
        behaviour = self.answers.pop(0) if self.answers else 200
        if behaviour == "hang":
            await asyncio.sleep(30)
        return web.Response(status=int(behaviour), headers={"Location": "http://127.0.0.1:1/"})


@asynccontextmanager
async def http_receiver(answers: Iterable[int | str] = ()) -> AsyncIterator[HttpReceiver]:
    """Run a webhook receiver on loopback."""
    receiver = HttpReceiver(list(answers))
    app = web.Application()
    app.router.add_post("/hook/s3cret-path", receiver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/hook/s3cret-path"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@dataclass
class MailReceiver:
    """An SMTP server that behaves as `answers` say, one for each message: "refuse", "hang", "take", or "mute":
    it takes the message and never says so. After the last it takes all."""

    answers: list[str]
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    tried: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        self.tried += 1
        behaviour = self.answers.pop(0) if self.answers else "take"
        if behaviour == "hang":
            await asyncio.sleep(30)
        await say("220 test")
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA" and behaviour == "refuse":
                await say("451 try later")
            elif verb == "DATA":
                await say("354 go on")
                data = await reader.readuntil(b"\r\n.\r\n")
                parsed = email.message_from_bytes(data.removesuffix(b".\r\n"), policy=email.policy.default)
                assert isinstance(parsed, EmailMessage)
                self.mails.append(parsed)
                if behaviour == "mute":
                    await asyncio.sleep(30)
                await say("250 taken")
            elif verb == "QUIT":
                await say("221 bye")
                return
            else:
                await say("250 ok")


@asynccontextmanager
async def mail_receiver(answers: Iterable[str] = ()) -> AsyncIterator[MailReceiver]:
    """Run an SMTP server on loopback."""
    receiver = MailReceiver(list(answers))
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
