"""`peyk run --once`: feed articles, wait until each is searchable or rejected, and tell what became of them."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from alerts.alert import ALERTS_TOPIC, Alert
from alerts.matcher import check_of
from alerts.rule_file import plan, read_rules
from index.elastic import Elastic
from index.search import Hit, Search
from ingest.article import Article
from ingest.dead_letters import dead_letters
from ingest.delivery import Counts
from ingest.reader import Message, progress, read_topic
from ingest.received import Received, Refused
from ingest.rejection import Rejection
from peyk import ingestion
from peyk.endpoints import endpoints
from peyk.rulebook import change_rules, current_rules
from peyk.searching import search
from peyk.settings import Settings
from peyk.standing import CONSUMERS
from peyk.terminal import isolate, with_marks
from peyk.workers import elastic
from processors.downstream import DownstreamUnavailable
from processors.entities.gazetteer import load_gazetteer
from processors.tagged_article import TAGGED_TOPIC

PATIENCE = 120.0
"""Seconds for the samples to come through; they take about ten, and a busy machine several times that."""

SAMPLE_RULES = Path(__file__).with_name("sample_rules.yaml")
SAMPLE_QUERY = "آتش\N{ZERO WIDTH NON-JOINER}بس"


@dataclass(slots=True)
class Fed:
    """What was fed: the newest version of each article that Kafka has, and what was refused at the door."""

    versions: dict[str, int] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)

    def observe(self, item: Received, problem: str | None) -> None:
        """Note one item once Kafka has confirmed it; called from Kafka's thread."""
        if problem is not None:
            return
        if isinstance(item, Article):
            self.versions[item.id] = max(item.version_number, self.versions.get(item.id, 0))
        else:
            self.refused.append(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where the stories fed are: indexed in their newest version, rejected on the way, or missing."""

    counts: Counts
    refused: Sequence[Refused]
    missing: frozenset[str]
    indexed: frozenset[str] = frozenset()
    rejected: tuple[Rejection, ...] = ()
    hit: Hit | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as it should be, in sentences."""
        lost = (f"neither searchable nor rejected after {PATIENCE:.0f} s: {', '.join(sorted(self.missing))}",)
        failed = (f"{self.counts.failed} items did not reach Kafka", *self.counts.problems)
        unfound = (f"a search for {isolate(SAMPLE_QUERY)} finds nothing",)
        return (
            *(lost if self.missing else ()),
            *(failed if self.counts.failed else ()),
            *(() if self.hit else unfound),
        )


async def feed_and_settle(settings: Settings, folder: Path, tend: Callable[[], None]) -> Settled:
    """Put sample rules and the articles of `folder` onto Kafka; wait until each is searchable or rejected.

    `tend` is called while waiting, to keep workers alive.

    Raises:
        KafkaUnreachable, DownstreamUnavailable: an engine does not answer.
    """
    kafka = endpoints(settings).kafka
    _put_rules(kafka, settings.time_zone)
    fed = Fed()
    lots = ingestion.lots(settings, [str(folder)], ingestion.reading(settings))
    counts = ingestion.send(kafka, settings, lots, observe=fed.observe)
    connection = elastic(settings)
    try:
        deadline = time.monotonic() + PATIENCE
        settled = Settled(counts=counts, refused=fed.refused, missing=frozenset(fed.versions))
        while True:
            tend()
            with contextlib.suppress(DownstreamUnavailable):  # an index that is being made does not answer for a moment
                settled = await _look(connection, kafka, fed, counts)
                drained = not any(each.lag for each in progress(kafka, CONSUMERS))
                if not settled.missing and drained:
                    hits = await search(connection, load_gazetteer(), Search(query=SAMPLE_QUERY, limit=1))
                    return replace(settled, hit=next(iter(hits.hits), None))
            if time.monotonic() > deadline:
                return settled
            await asyncio.sleep(0.5)
    finally:
        await connection.close()


def _put_rules(kafka: str, zone: str) -> None:
    wanted = read_rules(SAMPLE_RULES.read_text(encoding="utf-8"), SAMPLE_RULES.name, check_of, zone=zone)
    change_rules(kafka, put=plan(current_rules(kafka), wanted).added)


async def _look(connection: Elastic, kafka: str, fed: Fed, counts: Counts) -> Settled:
    await connection.refresh()
    found: dict[str, int] = {}
    for each in await connection.find(list(fed.versions)):
        found[each.id] = max(each.version, found.get(each.id, 0))
    indexed = frozenset(name for name, version in fed.versions.items() if found.get(name, 0) >= version)
    open_ids = frozenset(fed.versions) - indexed
    letters = dead_letters(kafka) if open_ids else ()
    rejected = tuple(letter for letter in letters if letter.article_id in open_ids)
    missing = open_ids - {letter.article_id for letter in rejected}
    return Settled(counts=counts, refused=fed.refused, indexed=indexed, rejected=rejected, missing=missing)


def summary(settings: Settings, settled: Settled, started: datetime) -> Iterator[str]:
    """Yield the report for a person: in, indexed, rejected with reasons, alerts."""
    counts = settled.counts
    yield f"in         {counts.read} items: {counts.sent} articles, {counts.rejected} refused"
    yield f"tagged     {_tagged(settings, started)} articles"
    yield f"indexed    {len(settled.indexed)} stories are indexed in their newest version"
    yield f"rejected   {len(settled.refused) + len(settled.rejected)}"
    for item in settled.refused:
        yield f"           {item.place}: {item.failure}"
    for letter in settled.rejected:
        yield f"           {letter.article_id}: {letter.reason}: {letter.error}"
    if settled.hit:
        yield f"found      {with_marks(settled.hit.title.text, settled.hit.title.marks)}"
        yield from (f"           {with_marks(each.text, each.marks)}" for each in settled.hit.fragments[:1])
    fired = [Alert.from_bytes(message.value or b"") for message in _fired(settings, started)]
    yield f"alerts     {len(fired)} fired now (a rule fires once for each story, also over runs)"
    for alert in fired:
        yield f"           {isolate(alert.rule_name)}: {isolate(alert.title or alert.source)}"


def _tagged(settings: Settings, started: datetime) -> int:
    return sum(1 for _ in read_topic(endpoints(settings).kafka, TAGGED_TOPIC, since=started))


def _fired(settings: Settings, started: datetime) -> list[Message]:
    return list(read_topic(endpoints(settings).kafka, ALERTS_TOPIC, since=started))
