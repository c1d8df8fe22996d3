"""A feed at an address as a source: asked conditionally, remembered between polls, forgotten only when delivered."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.addresses import shown
from ingest.fetch import FetchFailed, FetchRules, fetch
from ingest.received import Lot, Provenance, Received, Settlement
from ingest.recognition import parse, recognise
from ingest.sources.arguments import Reading
from ingest.sources.feed_memory import FeedMemory, load_memory, save_memory, sift


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One visit to a feed: the lot of new and changed items, and how many the feed listed in all."""

    lot: Lot
    listed: int
    fresh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAddress:
    """A feed: URL, how to read what it leaves unsaid, where it is remembered (None: nowhere), what may be fetched."""

    url: str
    reading: Reading
    memory: Path | None = None
    rules: FetchRules = field(default_factory=FetchRules)

    async def poll(self) -> Poll:
        """Visit the feed once. Its memory is written when the lot is settled and safe, not before.

        Raises:
            FetchFailed: the address gave nothing usable, or a web page in the feed's place.
        """
        before = load_memory(self.memory) if self.memory else FeedMemory()
        answer = await fetch(self.url, self.rules, etag=before.etag, last_modified=before.last_modified)
        place = shown(self.url)
        if answer.body is None:
            return Poll(lot=Lot(place=place, items=()), listed=0, fresh=0)
        if not recognise(answer.body).structured:
            raise FetchFailed(f"{place}: neither a feed nor a news format, but a page or plain text")
        # In a thread: a feed that only looks like one can keep feedparser busy for seconds.
        listed = await asyncio.to_thread(_listed, answer.body, self.reading.provenance(place))
        fresh, after = sift(listed, before)
        after = replace(after, etag=answer.etag, last_modified=answer.last_modified)
        lot = Lot(place=place, items=fresh, settle=lambda settlement: self._remember(settlement, after))
        return Poll(lot=lot, listed=len(listed), fresh=len(fresh))

    def lot(self) -> Lot:
        """Offer the feed as a lot that is fetched when its items are asked for; for callers without an event loop."""
        polled: list[Lot] = []

        def items() -> Iterator[Received]:
            polled.append(asyncio.run(self.poll()).lot)
            yield from polled[0].items

        def settle(settlement: Settlement) -> None:
            for lot in polled:
                lot.settle(settlement)

        return Lot(place=shown(self.url), items=items(), settle=settle)

    def _remember(self, settlement: Settlement, memory: FeedMemory) -> None:
        if self.memory and settlement.safe:
            save_memory(self.memory, memory)


def _listed(body: bytes, provenance: Provenance) -> tuple[Received, ...]:
    return tuple(parse(body, provenance))


def memory_file(state_dir: Path, url: str) -> Path:
    """Name the file in the state folder that remembers the feed at `url`."""
    return state_dir / "feeds" / f"{hashlib.blake2b(url.encode(), digest_size=10).hexdigest()}.json"
