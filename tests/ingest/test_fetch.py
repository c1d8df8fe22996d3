"""Fetching from real servers on the loopback: what is refused, what is bounded, what is remembered."""

import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ingest.fetch import Fetched, FetchFailed, FetchRules, fetch, shown

LOOPBACK = FetchRules(allowed=(ip_network("127.0.0.0/8"), ip_network("::1/128")), seconds=5, max_bytes=100_000)

type Serve = Callable[..., Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[TestServer] = []

    async def start(**handlers: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        for name, handler in handlers.items():
            app.router.add_get(f"/{name}", handler)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        return str(server.make_url("")).rstrip("/")

    yield start
    for server in servers:
        await server.close()


async def feed(request: web.Request) -> web.Response:
    marks = {"ETag": '"v1"', "Last-Modified": "Tue, 10 Nov 2026 10:00:00 GMT"}
    if request.headers.get("If-None-Match") == '"v1"':
        return web.Response(status=304, headers=marks)
    return web.Response(body=b"<rss/>", headers=marks)


async def failure_of(url: str, rules: FetchRules = LOOPBACK) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        await fetch(url, rules)
    return failed.value


async def test_the_second_fetch_is_conditional_and_finds_nothing_changed(serve: Serve) -> None:
    url = await serve(feed=feed) + "/feed"

    first = await fetch(url, LOOPBACK)
    second = await fetch(url, LOOPBACK, etag=first.etag, last_modified=first.last_modified)

    assert first == Fetched(url=url, body=b"<rss/>", etag='"v1"', last_modified="Tue, 10 Nov 2026 10:00:00 GMT")
    assert second.body is None
    assert second.etag == '"v1"'


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001"])
async def test_the_own_machine_is_refused_however_it_is_written(host: str) -> None:
    failed = await failure_of(f"http://{host}:9/", FetchRules())

    assert "not a public address" in str(failed)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://example.com/feed", "gopher://x/", "http://", "nonsense"]
)
async def test_only_http_and_https_are_fetched(url: str) -> None:
    assert "only http and https" in str(await failure_of(url))


async def test_a_redirect_to_the_metadata_service_is_refused(serve: Serve) -> None:
    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")

    failed = await failure_of(await serve(away=away) + "/away")

    assert failed.hard
    assert "not a public address" in str(failed)


async def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = (await serve(feed=feed)).replace("127.0.0.1", "rebinding.example") + "/feed"
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    async def getaddrinfo(_loop: object, host: str, port: int, **_: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", getaddrinfo)
    only_the_first = FetchRules(seconds=5, allowed=(ip_network("127.0.0.2/32"),))

    await failure_of(url, only_the_first)

    assert asked == ["rebinding.example"]


async def test_three_redirects_are_followed_and_a_fourth_is_not(serve: Serve) -> None:
    async def step(request: web.Request) -> web.Response:
        number = int(request.query["n"])
        if not number:
            return web.Response(body=b"here")
        raise web.HTTPFound(f"/step?n={number - 1}")

    base = await serve(step=step)

    assert (await fetch(f"{base}/step?n=3", LOOPBACK)).body == b"here"
    assert "more than 3 redirects" in str(await failure_of(f"{base}/step?n=4"))


async def test_a_packed_answer_is_unpacked(serve: Serve) -> None:
    async def packed(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"<rss/>" * 100), headers={"Content-Encoding": "gzip"})

    answer = await fetch(await serve(packed=packed) + "/packed", LOOPBACK)

    assert answer.body == b"<rss/>" * 100


async def test_a_bomb_is_not_unpacked_beyond_the_limit(serve: Serve) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < LOOPBACK.max_bytes

    async def packed(_: web.Request) -> web.Response:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    failed = await failure_of(await serve(bomb=packed) + "/bomb")

    assert "more than 100,000 bytes" in str(failed)


async def test_an_endless_answer_is_cut_at_the_limit(serve: Serve) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(bytes(10_000))
        return response

    assert "more than 100,000 bytes" in str(await failure_of(await serve(endless=endless) + "/endless"))


async def test_a_packed_answer_that_breaks_off_is_not_taken_for_the_whole(serve: Serve) -> None:
    async def cut(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"<rss/>" * 100)[:-12], headers={"Content-Encoding": "gzip"})

    assert "breaks off" in str(await failure_of(await serve(cut=cut) + "/cut"))


@pytest.mark.parametrize(
    ("status", "hard", "retry_after"), [(404, True, None), (410, True, None), (503, False, 120.0), (500, False, None)]
)
async def test_refusals_are_hard_or_soft_and_keep_what_the_server_asked(
    serve: Serve,
    status: int,
    hard: bool,  # noqa: FBT001 - a case of a table
    retry_after: float | None,
) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "120"} if retry_after else {})

    failed = await failure_of(await serve(refuse=refuse) + "/refuse")

    assert (failed.hard, failed.retry_after) == (hard, retry_after)
    assert f"HTTP {status}" in str(failed)


async def test_a_server_that_does_not_answer_is_given_up() -> None:
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    rules = FetchRules(allowed=LOOPBACK.allowed, seconds=0.3)

    failed = await failure_of(f"http://127.0.0.1:{silent.getsockname()[1]}/", rules)
    silent.close()

    assert "no complete answer" in str(failed)


def test_addresses_are_shown_without_what_may_be_secret() -> None:
    assert shown("https://user:secret@feeds.example/rss?key=secret#x") == "https://feeds.example/rss"
