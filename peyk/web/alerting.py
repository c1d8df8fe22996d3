"""Alerts: what fired, live and before; `/alerts`, `/alerts/stream`."""

import asyncio
from contextlib import aclosing, suppress

import orjson
from aiohttp import web

from alerts.alert import Alert, alert_document
from peyk.web.desk import DESK
from peyk.web.found import moment
from peyk.web.paper import page, rendered
from peyk.web.ruling import MUTES

MOST_LISTENERS = 60
routes = web.RouteTableDef()


@routes.get("/alerts")
async def alerts(request: web.Request) -> web.Response:
    """List what fired, newest first; the page adds what fires from now on."""
    rule, before = request.query.get("rule"), request.query.get("before")
    try:
        moment(before)
    except ValueError:
        raise web.HTTPBadRequest(text="`before` is no moment") from None
    desk = request.app[DESK]
    found = await desk.archive.alerts(rule=rule, before=before)
    rules = desk.rules.current()
    chosen = next((each for each in rules if each.id == rule), None)
    return page(
        request, "alerts.html", alerts=found, rules=rules, rule=rule, chosen=chosen, mutes=MUTES, live=before is None
    )


@routes.get("/alerts/stream")
async def stream(request: web.Request) -> web.StreamResponse:
    """Send every alert as it is decided, as server-sent events that hold its row of the list."""
    room = request.app[ROOM]
    if room.locked():
        raise web.HTTPServiceUnavailable(text="Too many pages listen.", headers={"Retry-After": "30"})
    async with room, aclosing(request.app[DESK].live.listen()) as heard:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: 3000\n\n")
        with suppress(ConnectionResetError):  # the page was closed
            async for alert in heard:
                await response.write(_event(request, alert) if alert else b": still here\n\n")
    return response


def _event(request: web.Request, alert: Alert) -> bytes:
    document = alert_document(alert)
    row = rendered(request, "alert_row.html", alert=document)
    data = orjson.dumps({"id": alert.id, "rule": alert.rule_id, "html": row})
    return b"id: " + alert.id.encode() + b"\nevent: alert\ndata: " + data + b"\n\n"


ROOM: web.AppKey[asyncio.Semaphore] = web.AppKey("room", asyncio.Semaphore)
