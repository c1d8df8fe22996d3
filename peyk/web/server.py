"""The web server of `peyk web`: routes behind the guard, and the tasks that follow Kafka beside them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from ingest.dead_letters import retry
from ingest.producer import ArticleProducer
from ingest.push_routes import push_routes
from ingest.rejection import Rejection
from ingest.source_state import load_states
from peyk.endpoints import endpoints
from peyk.history import evidence_of
from peyk.services import Definitions, feeder
from peyk.settings import Settings
from peyk.web import alerting, articles, health, login, ruling, searching, sources
from peyk.web.access import Access, checked
from peyk.web.archive import ElasticArchive
from peyk.web.desk import DESK, Desk
from peyk.web.faults import faults
from peyk.web.guard import MOST_BODY, guard
from peyk.web.live import Broadcast, RuleShelf, follow_for_ever
from peyk.web.login import ACCESS
from peyk.web.standing import HouseStanding
from peyk.workers import elastic, ids_for

_ROUTES = (searching, articles, alerting, ruling, sources, health, login)


def application(desk: Desk, access: Access, host: str, extra: Sequence[web.RouteDef] = ()) -> web.Application:
    """Put the pages together, for a server that listens at `host`. `extra` are routes that carry their own signature.

    Raises:
        AccessRefused: others than this machine could come in without a token.
    """
    checked(host, access)
    app = web.Application(middlewares=[guard(access, host), faults], client_max_size=MOST_BODY)
    app[DESK], app[ACCESS] = desk, access
    app[alerting.ROOM] = asyncio.Semaphore(alerting.MOST_LISTENERS)
    for module in _ROUTES:
        app.add_routes(module.routes)
    app.add_routes(extra)
    app.router.add_static("/static/", Path(str(files("peyk.web"))) / "static")
    return app


async def serve(settings: Settings, started: asyncio.Future[str], stop: asyncio.Event) -> None:
    """Serve the page of the configuration until `stop`; `started` gets its address.

    Raises:
        AccessRefused: see application.
        OSError: the port is taken.
    """
    access = _access(settings)
    checked(settings.web_host, access)
    async with _open(settings) as (desk, push):
        runner = web.AppRunner(application(desk, access, settings.web_host, push), access_log=None, logger=_log())
        await runner.setup()
        try:
            site = web.TCPSite(runner, settings.web_host, settings.web_port, shutdown_timeout=2)
            await site.start()
            host, port = runner.addresses[0][:2]
            started.set_result(f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/")
            await stop.wait()
        finally:
            await runner.cleanup()


def _log() -> logging.Logger:
    """Give the server's log, without requests that are no HTTP: whoever sends them could fill it with tracebacks."""
    log = logging.getLogger("peyk.web.server")
    log.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError)))
    return log


def _access(settings: Settings) -> Access:
    tokens = (settings.web_token, settings.web_readonly_token)
    editor, reader = (token.get_secret_value() if token else None for token in tokens)
    return Access(editor, reader)


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[tuple[Desk, Sequence[web.RouteDef]]]:
    kafka = endpoints(settings).kafka
    connection = elastic(settings)
    meant = ids_for(settings)
    rules, live = RuleShelf(kafka), Broadcast()
    definitions = Definitions(settings)
    visits = feeder(settings)
    following = asyncio.create_task(follow_for_ever(kafka, rules, live), name="follow Kafka")

    async def send_again(letters: Sequence[Rejection]) -> tuple[int, tuple[str, ...]]:
        return await asyncio.to_thread(_retry, kafka, letters)

    try:
        yield (
            Desk(
                archive=ElasticArchive(connection, meant),
                rules=rules,
                standing=HouseStanding(settings),
                live=live,
                retry=send_again,
                evidence=lambda name: asyncio.to_thread(lambda: asyncio.run(evidence_of(settings, name))),
                definitions=definitions,
                states=lambda: load_states(settings.state_dir / "sources"),
                zone=ZoneInfo(settings.time_zone),
                months=settings.months,
                deliveries=tuple(settings.delivery),
                ids_for=meant,
            ),
            push_routes(definitions, visits.deliver),
        )
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await visits.outlet.close()
        await connection.close()


def _retry(kafka: str, letters: Sequence[Rejection]) -> tuple[int, tuple[str, ...]]:
    with ArticleProducer(kafka) as producer:
        return retry(letters, producer, lambda: datetime.now(UTC))
