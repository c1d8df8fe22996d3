"""The whole of Peyk in one place: engines, topics, indices, workers; and what became of articles that were fed."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from peyk.endpoints import endpoints, local_settings, needs_local_engines, started_endpoints
from peyk.ingestion import prepare_topics
from peyk.local.engines import status
from peyk.local.engines import stop as stop_engines
from peyk.local.report import Report
from peyk.local.settings import Endpoints
from peyk.settings import Settings, forget_metrics
from peyk.supervisor import Supervisor
from peyk.workers import elastic

WORKERS = ("processors", "stories", "index", "alerts", "delivery", "feeder")
WORKER_SERVICES = tuple(("worker", name) for name in WORKERS)
SERVICES = (*WORKER_SERVICES, ("web",))
"""The commands of `peyk` that run beside `peyk run`."""


@dataclass(frozen=True, slots=True)
class House:
    """A running Peyk: where its engines are, and the supervisor of its workers."""

    endpoints: Endpoints
    supervisor: Supervisor


@contextmanager
def running(settings: Settings, report: Report, services: Sequence[Sequence[str]]) -> Iterator[House]:
    """Start everything, and stop everything in order when the block ends, however it ends.

    `services` are the commands of `peyk` that run beside the caller, as ("worker", "index").

    Raises:
        EngineError, KafkaUnreachable, IndexRefused, DownstreamUnavailable: what cannot be started, and why.
    """
    supervisor = Supervisor()
    ours = needs_local_engines(settings) and not all(
        each.state == "serving" for each in status(local_settings(settings))
    )
    try:
        reached = started_endpoints(settings, report)
        prepare(settings)
        forget_metrics(settings)
        for service in services:
            supervisor.start(*service, "--supervised")
        yield House(reached, supervisor)
    finally:
        report.say("Stopping: workers finish what they have in hand")
        supervisor.stop()
        if ours:  # engines that ran before are somebody else's to stop
            stop_engines(local_settings(settings), report)


def prepare(settings: Settings) -> None:
    """Make what is missing of topics, index templates and indices; every worker does so before it begins.

    Raises:
        KafkaUnreachable, IndexRefused, DownstreamUnavailable: an engine does not answer, or refuses.
    """
    prepare_topics(endpoints(settings).kafka, settings)
    asyncio.run(_install(settings))


async def _install(settings: Settings) -> None:
    connection = elastic(settings)
    try:
        await connection.install()
    finally:
        await connection.close()
