"""Polling a feed on a real local server: nothing late is lost, nothing unchanged is sent twice, changes are newer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from ingest.article import Article
from ingest.fetch import FetchFailed, FetchRules
from ingest.received import Settlement
from ingest.sources.arguments import Reading
from ingest.sources.feed_url import FeedAddress, Poll, memory_file

SAFE = Settlement(delivered=1, refused=0, failed=0)
LOST = Settlement(delivered=0, refused=0, failed=1)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Newsroom:
    """A feed whose content a test changes between polls."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str, str]] = []
        self.page: str | None = None

    async def answer(self, request: web.Request) -> web.Response:
        items = "".join(
            f"<item><guid>{guid}</guid><title>{title}</title><pubDate>{date}</pubDate></item>"
            for guid, title, date in self.items
        )
        body = self.page or f'<rss version="2.0"><channel><link>https://a.example</link>{items}</channel></rss>'
        etag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(body=body.encode(), headers={"ETag": etag})


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom()


@pytest.fixture
async def feed(newsroom: Newsroom, tmp_path: Path) -> AsyncIterator[FeedAddress]:
    app = web.Application()
    app.router.add_get("/rss", newsroom.answer)
    server = TestServer(app)
    await server.start_server()
    url = str(server.make_url("/rss"))
    rules = FetchRules(allowed=(ip_network("127.0.0.0/8"),), seconds=5)
    yield FeedAddress(url=url, reading=Reading(clock=lambda: NOON), memory=memory_file(tmp_path, url), rules=rules)
    await server.close()


def titles(poll: Poll) -> list[str | None]:
    return [item.title for item in poll.lot.items if isinstance(item, Article)]


async def test_an_unchanged_feed_gives_nothing_the_second_time(newsroom: Newsroom, feed: FeedAddress) -> None:
    newsroom.items = [("1", "نخست", "Tue, 10 Nov 2026 10:00:00 GMT")]
    first = await feed.poll()
    first.lot.settle(SAFE)

    second = await feed.poll()

    assert titles(first) == ["نخست"]
    assert (second.listed, titles(second)) == (0, [])


async def test_nothing_is_remembered_of_a_poll_that_kafka_did_not_take(newsroom: Newsroom, feed: FeedAddress) -> None:
    newsroom.items = [("1", "نخست", "Tue, 10 Nov 2026 10:00:00 GMT")]
    (await feed.poll()).lot.settle(LOST)

    assert titles(await feed.poll()) == ["نخست"]


async def test_an_item_that_comes_late_with_an_old_date_is_not_lost(newsroom: Newsroom, feed: FeedAddress) -> None:
    newsroom.items = [("2", "تازه", "Tue, 10 Nov 2026 10:00:00 GMT")]
    (await feed.poll()).lot.settle(SAFE)
    newsroom.items.append(("1", "دیررسیده", "Sun, 01 Nov 2026 10:00:00 GMT"))

    poll = await feed.poll()

    assert (poll.listed, poll.fresh, titles(poll)) == (2, 1, ["دیررسیده"])


async def test_a_story_changed_without_a_new_date_counts_as_newer(newsroom: Newsroom, feed: FeedAddress) -> None:
    date = "Tue, 10 Nov 2026 10:00:00 GMT"
    newsroom.items = [("1", "۱۲ زخمی", date)]
    first = await feed.poll()
    first.lot.settle(SAFE)
    newsroom.items = [("1", "۲ زخمی", date)]

    second = await feed.poll()

    [old], [new] = ([item for item in poll.lot.items if isinstance(item, Article)] for poll in (first, second))
    assert old.id == new.id
    assert old.version_number < new.version_number
    assert new.version == NOON


async def test_a_refused_entry_is_refused_once_and_not_at_each_poll(newsroom: Newsroom, feed: FeedAddress) -> None:
    newsroom.items = [("1", "", "Tue, 10 Nov 2026 10:00:00 GMT")]
    first = await feed.poll()
    first.lot.settle(SAFE)
    newsroom.items.append(("2", "تازه", "Tue, 10 Nov 2026 11:00:00 GMT"))

    second = await feed.poll()

    assert (first.fresh, second.fresh, titles(second)) == (1, 1, ["تازه"])


async def test_a_web_page_in_place_of_the_feed_is_a_failure_and_no_article(
    newsroom: Newsroom, feed: FeedAddress
) -> None:
    newsroom.page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"

    with pytest.raises(FetchFailed, match="neither a feed nor a news format"):
        await feed.poll()


async def test_a_memory_that_cannot_be_read_sends_items_once_more(newsroom: Newsroom, feed: FeedAddress) -> None:
    newsroom.items = [("1", "نخست", "Tue, 10 Nov 2026 10:00:00 GMT")]
    (await feed.poll()).lot.settle(SAFE)
    assert feed.memory is not None
    feed.memory.write_bytes(b"{half")

    assert titles(await feed.poll()) == ["نخست"]
