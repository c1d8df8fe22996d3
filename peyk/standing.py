"""How far every stage is and whether everything answers: the facts behind `peyk status` and `peyk check`."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from alerts.alert import ALERTS_TOPIC
from alerts.sighting import SIGHTINGS_TOPIC
from index.elastic import Elastic, IndexRefused, IndexSize
from index.templates import month_in
from ingest.addresses import shown
from ingest.article import ARTICLES_TOPIC
from ingest.reader import KafkaUnreachable, Progress, broker_version, progress
from ingest.rejection import REJECTED_TOPIC
from peyk.endpoints import endpoints
from peyk.settings import Settings
from peyk.workers import elastic
from processors.downstream import DownstreamUnavailable
from processors.stories.assign import OUTLINED_TOPIC
from processors.tagged_article import TAGGED_TOPIC

CONSUMERS = (
    ("peyk-processors", ARTICLES_TOPIC),
    ("peyk-stories", OUTLINED_TOPIC),
    ("peyk-index", TAGGED_TOPIC),
    ("peyk-alerts", TAGGED_TOPIC),
    ("peyk-alerts", SIGHTINGS_TOPIC),
    ("peyk-index", ALERTS_TOPIC),
    ("peyk-index", REJECTED_TOPIC),
)
"""Each stage's consumer group and what it reads."""

ENOUGH_DISK = 2_000_000_000
"""Free bytes under which Elasticsearch's flood stage, and Kafka's own end, are near."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so for Peyk to work: what was looked at, whether it is so, and what was seen."""

    name: str
    good: bool
    seen: str


def stage_progress(settings: Settings) -> tuple[Progress, ...]:
    """Tell how far every stage has come.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    return progress(endpoints(settings).kafka, CONSUMERS)


async def index_sizes(settings: Settings) -> tuple[IndexSize, ...]:
    """Tell documents and bytes of every index.

    Raises:
        DownstreamUnavailable: Elasticsearch does not answer.
    """
    async with _connected(settings) as connection:
        return await connection.sizes()


async def checks(settings: Settings) -> tuple[Check, ...]:
    """Look at each thing Peyk needs; what does not answer is a finding and not an error."""
    free = shutil.disk_usage(settings.state_dir if settings.state_dir.exists() else ".").free
    return (
        _kafka(settings),
        await _elasticsearch(settings),
        *await _writable(settings),
        Check("disk", free >= ENOUGH_DISK, f"{free / 1e9:.1f} GB free"),
    )


def _kafka(settings: Settings) -> Check:
    try:
        return Check(
            "kafka", good=True, seen=f"{broker_version(endpoints(settings).kafka)} at {endpoints(settings).kafka}"
        )
    except KafkaUnreachable as error:
        return Check("kafka", good=False, seen=str(error))


async def _elasticsearch(settings: Settings) -> Check:
    try:
        async with _connected(settings) as connection:
            return Check(
                "elasticsearch",
                good=True,
                seen=f"{await connection.version()} at {shown(endpoints(settings).elasticsearch)}",
            )
    except (DownstreamUnavailable, IndexRefused) as error:
        return Check("elasticsearch", good=False, seen=str(error))


async def _writable(settings: Settings) -> tuple[Check, ...]:
    try:
        async with _connected(settings) as connection:
            blocked = await connection.blocked_months()
    except (DownstreamUnavailable, IndexRefused):
        return ()  # the check of Elasticsearch says so
    months = " ".join(map(month_in, blocked))
    told = f"{months} takes no writes: if no rebuild is at work, one was killed: `peyk reindex {months}` ends it"
    return (Check("months", good=not blocked, seen=told if blocked else "all take writes"),)


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Elastic]:
    connection = elastic(settings)
    try:
        yield connection
    finally:
        await connection.close()
