"""POST /push on aiohttp: 202 only after Kafka has every item, and a clear answer otherwise."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from ingest.article import Article
from ingest.definitions import SourceDefinition
from ingest.delivery import Counts
from ingest.push import (
    BUSY,
    EMPTY,
    MAX_BODY,
    REFUSED,
    SOURCE_HEADER,
    TIMESTAMP_HEADER,
    TOO_LARGE,
    UNAUTHORIZED,
    UNAVAILABLE,
    Answered,
    PushRefusal,
    signature,
    verify,
)
from ingest.reader import KafkaUnreachable
from ingest.received import Lot, Provenance, Received, Refused
from ingest.recognition import parse

_ACCEPTED = 202
_AT_ONCE = 16
_RETRY_AFTER = "30"
PATIENCE_S = 20.0
"""Seconds that a push waits for Kafka: senders give up on an answer after 30, and learn nothing then."""

type Deliver = Callable[[SourceDefinition, list[Lot]], Awaitable[Counts]]


def push_routes(
    definitions: Callable[[], Sequence[SourceDefinition]],
    deliver: Deliver,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    max_body: int = MAX_BODY,
    patience: float = PATIENCE_S,
) -> list[web.RouteDef]:
    """Make the routes of HTTP push, for whichever web application serves them.

    Args:
        definitions: the sources as they are now, asked at each request: opening and closing one needs no restart.
        deliver: brings lots to Kafka and tells the counts; it may raise KafkaUnreachable.
        clock: the time against which requests are judged.
        max_body: bytes of one request's body.
        patience: seconds to wait for Kafka. What goes on after that keeps its place among those taken at once.
    """
    room = asyncio.Semaphore(_AT_ONCE)
    under_way: set[asyncio.Task[tuple[list[Received], Counts]]] = set()
    answered = Answered()

    async def accept(body: bytes, source: SourceDefinition, signed: str) -> web.Response:
        if (before := answered.to(signed, clock().timestamp())) is not None:
            return web.Response(status=_ACCEPTED, body=before, content_type="application/json")
        delivery = asyncio.create_task(_deliver(body, source, deliver, clock()))
        under_way.add(delivery)
        delivery.add_done_callback(under_way.discard)
        await asyncio.wait({delivery}, timeout=patience)
        if not delivery.done():
            return _refused(UNAVAILABLE)
        items, counts = delivery.result()
        if counts.failed:
            return _refused(UNAVAILABLE)
        told = _told(items)
        if told.status == _ACCEPTED and isinstance(told.body, bytes):
            answered.remember(signed, told.body, clock().timestamp())
        return told

    async def push(request: web.Request) -> web.Response:
        if room.locked() or len(under_way) >= _AT_ONCE:
            return _refused(BUSY)
        async with room:
            body = await _body(request, max_body)
            if body is None:
                return _refused(TOO_LARGE)
            source = _source(definitions(), request.headers.get(SOURCE_HEADER, ""))
            key = source.key.get_secret_value() if source and source.key else None
            refusal = verify(request.headers, body, key, clock().timestamp())
            if refusal or source is None:
                return _refused(refusal or UNAUTHORIZED)
            # What is signed and not the header, which one can write in many ways.
            signed = f"{source.name} {signature(key or '', int(request.headers[TIMESTAMP_HEADER]), body)}"
            return await accept(body, source, signed)

    return [web.post("/push", push)]


async def _body(request: web.Request, limit: int) -> bytes | None:
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def _source(definitions: Sequence[SourceDefinition], name: str) -> SourceDefinition | None:
    return next((it for it in definitions if it.name == name and it.kind == "push" and it.enabled), None)


async def _deliver(
    body: bytes, source: SourceDefinition, deliver: Deliver, now: datetime
) -> tuple[list[Received], Counts]:
    provenance = Provenance(
        place=f"push:{source.name}",
        received_at=now,
        source=source.name,
        time_zone=source.zone,
        language=source.language,
    )
    # Parsing a large document takes a while; other requests are answered meanwhile.
    items = await asyncio.to_thread(lambda: list(parse(body, provenance)))
    try:
        return items, await deliver(source, [Lot(place=provenance.place, items=items)])
    except KafkaUnreachable:
        return items, Counts(failed=len(items))


def _told(items: Sequence[Received]) -> web.Response:
    if not items:
        return _refused(EMPTY)
    accepted = [item.id for item in items if isinstance(item, Article)]
    refused = [
        {"place": item.place, "reason": item.failure.reason, "error": item.failure.error}
        for item in items
        if isinstance(item, Refused)
    ]
    if not accepted:
        return _refused(REFUSED, refused=refused)
    return _json(_ACCEPTED, {"accepted": accepted, "refused": refused})


def _refused(refusal: PushRefusal, **more: Any) -> web.Response:
    answer = {"error": refusal.error, "message": refusal.message, "message_fa": refusal.message_fa, **more}
    return _json(refusal.status, answer)


def _json(status: int, answer: dict[str, Any]) -> web.Response:
    unavailable = status == UNAVAILABLE.status
    headers = {"Retry-After": _RETRY_AFTER} if unavailable else {}
    return web.Response(status=status, body=orjson.dumps(answer), content_type="application/json", headers=headers)
