"""How the house stands, for people and for machines: the strip on each page, `/healthz`, `/readyz`, `/metrics`."""

import time
from collections.abc import Mapping, Sequence

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from ingest.reader import KafkaUnreachable
from peyk.web.desk import DESK, Stage
from peyk.web.guard import GIVEN_SESSION
from peyk.web.metrics import exposed
from peyk.web.paper import page
from processors.downstream import DownstreamUnavailable

routes = web.RouteTableDef()
_STARTED = time.monotonic()


@routes.get("/healthz")
async def alive(_request: web.Request) -> web.Response:
    """Say that this process answers."""
    return web.json_response({"status": "ok", "seconds": int(time.monotonic() - _STARTED)})


@routes.get("/readyz")
async def ready(request: web.Request) -> web.Response:
    """Say whether Kafka and Elasticsearch answer: 200 or 503, with what was seen of each."""
    found = await request.app[DESK].standing.checks()
    good = all(check.good for check in found)
    told = {check.name: {"good": check.good, "seen": check.seen} for check in found}
    # Whoever is not logged in learns whether, and not where.
    seen: Mapping[str, object] = told if request[GIVEN_SESSION] else {name: told[name]["good"] for name in told}
    return web.json_response({"status": "ok" if good else "unready", "checks": seen}, status=200 if good else 503)


@routes.get("/strip")
async def strip(request: web.Request) -> web.Response:
    """Give the health strip, which every page loads into itself."""
    try:
        stages, problem = _by_group(await request.app[DESK].standing.stages()), None
    except KafkaUnreachable as error:
        stages, problem = [], str(error)
    return page(request, "strip.html", stages=stages, problem=problem)


def _by_group(stages: Sequence[Stage]) -> list[tuple[str, int, float]]:
    """Give each stage's lag over all it reads, and what it does a second."""
    found: dict[str, tuple[int, float]] = {}
    for stage in stages:
        lag, rate = found.get(stage.group, (0, 0.0))
        found[stage.group] = (lag + stage.lag, rate + (stage.rate or 0))
    return [(group, lag, rate) for group, (lag, rate) in found.items()]


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Give the whole house in Prometheus' words; what does not answer is a gauge at 0, and not an error."""
    desk = request.app[DESK]
    try:
        stages = await desk.standing.stages()
    except KafkaUnreachable:
        stages = None
    try:
        counts = await desk.archive.counts()
    except DownstreamUnavailable:
        counts = None
    return web.Response(body=exposed(stages, counts), headers={"Content-Type": CONTENT_TYPE_LATEST})
