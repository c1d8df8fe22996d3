"""The page of one article, and of what happened to it on its way: `/article/ID`, `/article/ID/trace`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from aiohttp import web

from index.mapping import article_fields
from peyk.web import reading
from peyk.web.desk import DESK
from peyk.web.paper import page
from processors.explain import reasons
from processors.stories.diff import Change, diff
from processors.stories.trace import trace

routes = web.RouteTableDef()


@routes.get(r"/article/{id:[^/]+}")
async def article(request: web.Request) -> web.Response:
    """Show one article as it stands in search, beside what came in."""
    archive, name = request.app[DESK].archive, request.match_info["id"]
    takes = await archive.takes(name)
    if not takes:
        return page(request, "unknown.html", status=404, id=name)
    document = {**dict.fromkeys(article_fields()), **takes[0]}
    others = await archive.story(document["story_id"]) if document.get("story_id") else ()
    body = reading.paragraphs(document, "body")
    return page(
        request,
        "article.html",
        document=document,
        title=reading.segments(document, "title"),
        earlier_title=None if document["title"] else _title(takes),
        body=body,
        original_title=reading.restored(document, "title"),
        original_body=reading.restored(document, "body"),
        beside=bool(document["repairs"]) and any(line.original for line in body),
        names=reading.names(document),
        dates=reading.dates(document),
        repairs=_by_reason(document.get("repairs") or ()),
        takes=[(take, changes) for take, changes in zip(takes, _changes(takes), strict=True)],
        others=[other for other in others if other["id"] != name],
        notes=await archive.notes((*takes, *others)),
        alerts=await archive.alerts(article=name),
    )


def _title(takes: Iterable[Mapping[str, Any]]) -> str | None:
    """Give the newest title that there is: a kill often comes without words."""
    return next((take["title"] for take in takes if take.get("title")), None)


def _by_reason(repairs: Iterable[Mapping[str, Any]]) -> Mapping[tuple[str, ...], Mapping[tuple[str, str], int]]:
    """Put repairs together by why they were made: for each (was, is), how often."""
    known = reasons()
    found: dict[tuple[str, ...], Counter[tuple[str, str]]] = {}
    for each in repairs:
        why = tuple(known.get(rule, rule) for rule in each["name"].split("+"))
        found.setdefault(why, Counter())[each["from"], each["to"]] += 1
    return found


def _changes(takes: Sequence[Mapping[str, Any]]) -> list[tuple[Change, ...]]:
    """Tell for each take what it changed in the one before it; the oldest changed nothing."""
    return [*(diff(_text(older), _text(newer)) for newer, older in pairwise(takes)), ()]


def _text(take: Mapping[str, Any]) -> str:
    return "\n\n".join(filter(None, (take.get("title"), take.get("body"))))


@routes.get(r"/article/{id:[^/]+}/trace")
async def way(request: web.Request) -> web.Response:
    """Show what each stage did with an article, and why it is or is not in search."""
    name = request.match_info["id"]
    told = trace(await request.app[DESK].evidence(name), datetime.now(UTC))
    return page(request, "trace.html", id=name, trace=told)
