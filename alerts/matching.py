"""The first half of the stage: every tagged article past every rule, its sighting to news.sightings."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from alerts.rule import RULES_TOPIC, RuleRefused
from alerts.rule_book import RuleBook, rule_letter
from alerts.sighting import SIGHTINGS_TOPIC
from alerts.topics import Record, follow
from ingest.outcome import tell
from ingest.rejection import REJECTED_TOPIC, ItemRejected, Origin, reject
from processors.downstream import DownstreamUnavailable
from processors.messages import REPLAY_HEADER
from processors.stage import Incoming, Outgoing
from processors.tagged_article import TaggedArticle

STAGE = "alerts"

MOMENT = 5.0
"""Seconds that a batch waits for rules or memory before it is put back."""

TURN = 10
"""Articles matched before others in the process get their turn: those that decide must not wait for a whole batch."""

type Send = Callable[[Sequence[Outgoing]], Awaitable[None]]

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Matching:
    """Matches batches of news.tagged, once all rules are known, and follows news.rules from then on."""

    kafka: str
    book: RuleBook = field(default_factory=RuleBook)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    names_stamp: Callable[[], object] = lambda: None
    """Gives another value when the known names have changed."""
    _stamp: object = None
    _letters: list[Outgoing] = field(default_factory=list)

    async def follow_rules(self, send: Send) -> None:
        """Read all rules, then take over each change as it comes. Runs until it is cancelled."""
        self._stamp = self.names_stamp()
        async with follow(self.kafka, RULES_TOPIC, self._take) as rules:
            with kept_for_good():
                count = await rules.catch_up()
            _log.info("rules known", stage=STAGE, rules=len(self.book.rules), messages=count)
            self.complete.set()
            while True:
                if letters := self._letters:
                    self._letters = []
                    await send(letters)
                await rules.poll()

    async def handle(self, batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        """Match a batch, once every rule is known, so that no story slips by.

        Raises:
            DownstreamUnavailable: the rules are still being read; the same batch will be given again.
        """
        if not self.complete.is_set():
            await wait_a_moment(self.complete.wait(), f"{len(self.book.rules)} rules read, and more to come")
        self._follow_names()
        sent: list[Outgoing] = []
        for number, incoming in enumerate(batch):
            if number % TURN == 0:
                await asyncio.sleep(0)
            if REPLAY_HEADER in incoming.headers:
                tell(STAGE, "replayed", article=incoming.place)
                continue
            sent += self._sight(incoming, datetime.now(UTC))
        return tuple(sent)

    def _follow_names(self) -> None:
        if (stamp := self.names_stamp()) != self._stamp:
            self.book.matcher.renew()
            self._stamp = stamp

    def _sight(self, incoming: Incoming, now: datetime) -> list[Outgoing]:
        try:
            article = TaggedArticle.from_bytes(incoming.value)
        except ItemRejected as failure:
            return [dead_letter(incoming, failure, now)]
        sighting = self.book.matcher.sight(article, now)
        tell(
            STAGE,
            "matched" if sighting.matches else "passed",
            source=article.source,
            article=article.id,
            rules=len(sighting.matches) or None,
        )
        key = sighting.story_id.encode()
        return [Outgoing(topic=SIGHTINGS_TOPIC, key=key, value=part, partition=0) for part in sighting.parts()]

    def _take(self, record: Record) -> None:
        key, value = record.key or b"", record.value
        try:
            rule = self.book.take(key, value)
        except RuleRefused as refusal:
            letter = rule_letter(refusal, key, value or b"", record.offset, datetime.now(UTC))
            _log.error("rule refused", stage=STAGE, error=str(refusal))
            self._letters.append(Outgoing(topic=REJECTED_TOPIC, key=letter.id.encode(), value=letter.to_bytes()))
            return
        if self.complete.is_set():
            _log.info("rule changed", stage=STAGE, rule=key.decode(), name=rule.name if rule else "removed")


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Build what stays: no garbage collection looks through it while it grows, nor again and again afterwards.

    A hundred thousand rules are ready a quarter sooner, and matching is not halted to look for garbage among them.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def wait_a_moment(work: Awaitable[object], still: str) -> None:
    """Wait for `work` and, if it takes long, say so: a stage that waits in silence is taken for one that hangs.

    Raises:
        DownstreamUnavailable: it is not done yet; `work` goes on if it is a task or a future.
    """
    try:
        await asyncio.wait_for(asyncio.shield(work), MOMENT)
    except TimeoutError as error:
        raise DownstreamUnavailable(still) from error


def dead_letter(incoming: Incoming, failure: ItemRejected, now: datetime) -> Outgoing:
    """Build the message for news.rejected of a message that this stage cannot read."""
    letter = reject(failure, incoming.value, Origin(stage=STAGE, place=incoming.place, topic=incoming.topic), now)
    tell(STAGE, f"rejected:{failure.reason}", article=incoming.place, error=failure.error)
    return Outgoing(topic=REJECTED_TOPIC, key=letter.id.encode(), value=letter.to_bytes())
