"""The search page and its exports: `/`, `/export.json`, `/export.csv`, `/export.rss`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from index.search import Hit, Search
from peyk.web.address import LAST_PAGE, PAGE_SIZE, Asked, read_address
from peyk.web.desk import DESK
from peyk.web.export import as_csv, as_json, as_rss
from peyk.web.found import Bar, Found
from peyk.web.paper import page
from processors.query import QueryError

FACETS = {
    "source": "source",
    "language": "language",
    "persons": "entity",
    "places": "entity",
    "organizations": "entity",
}
"""Facets of the page, and the parameter of the address that holds what was chosen of each."""

EXAMPLES = (
    ("آتش بس", "هر دو واژه، با هر املا و نیم\u200cفاصله"),
    ('"شورای امنیت"', "همین عبارت"),
    ("آتش بس -غزه", "بی آنچه پس از - آمده"),
    ("ترمپ | پوتین", "یکی از این\u200cها"),
    ("(ایران | افغانستان) برق", "با کمانک"),
    ("افغان*", "هرچه چنین آغاز شود"),
    ('"ایران مذاکره"~5', "نزدیک هم، با حداکثر ۵ واژه در میان"),
    ("entity:Q22686", "همین شخص یا جا، با هر نام"),
    ("2 of (برق, گاز, آب)", "دست\u200cکم دو تا از این\u200cها"),
)
"""What can be typed, and what it means: the help beside the box."""

MOST_EXPORTED = 1000
PART = "X-Peyk-Part"
"""The header with which the page asks for its results alone, to replace them as one types."""

routes = web.RouteTableDef()


@routes.get("/")
async def search(request: web.Request) -> web.Response:
    """Show what was found, or where the query stops making sense."""
    asked = read_address(request.query.items())
    template = "results.html" if request.headers.get(PART) else "search.html"
    facts: dict[str, Any] = {
        "asked": asked,
        "facets": FACETS,
        "error": None,
        "found": None,
        "last_page": 1,
        "examples": EXAMPLES,
    }
    try:
        found = await request.app[DESK].archive.find(_search(request, asked))
    except QueryError as error:
        return page(request, template, **{**facts, "error": error})
    shown = found.stories if asked.grouped else found.results.total
    last = min(LAST_PAGE, max(1, -(-shown // PAGE_SIZE)))
    outside = found.results.total - sum(bar.count for bar in found.bars)
    drawn: dict[str, Any] = {"bars": _bars(found), "step": _step(found), "outside": max(0, outside)}
    return page(request, template, **{**facts, **drawn, "found": found, "last_page": last})


def _search(request: web.Request, asked: Asked) -> Search:
    return asked.search(str(request.app[DESK].zone))


def _bars(found: Found) -> list[tuple[Bar, int]]:
    """Give each bar and its height in hundredths of the highest."""
    highest = max((bar.count for bar in found.bars), default=0) or 1
    return [(bar, -(-bar.count * 100 // highest)) for bar in found.bars]


def _step(found: Found) -> str:
    """Name the width of the bars."""
    width = found.bars[0].end - found.bars[0].start if found.bars else timedelta()
    return next((name for most, name in _WIDTHS if width <= timedelta(hours=most)), "سال")


_WIDTHS = ((1, "ساعت"), (25, "روز"), (7 * 24 + 1, "هفته"), (31 * 24 + 1, "ماه"))
"""Hours at most, with one for the day on which clocks are put back."""


@routes.get("/export.{form:json|csv|rss}")
async def export(request: web.Request) -> web.Response:
    """Give the first thousand of what was found, for other programs."""
    asked = read_address(request.query.items())
    wanted = replace(asked, page=1).search(str(request.app[DESK].zone), limit=MOST_EXPORTED, facets=False)
    try:
        hits = (await request.app[DESK].archive.find(wanted)).results.hits
    except QueryError as error:
        raise web.HTTPBadRequest(text=error.pointing(asked.query)) from error
    form = request.match_info["form"]
    here = f"{request.scheme}://{request.host}"
    writers: dict[str, Callable[[Sequence[Hit]], bytes]] = {
        "json": as_json,
        "csv": as_csv,
        "rss": lambda found: as_rss(found, asked, here, datetime.now(UTC)),
    }
    kind = {"json": "application/json", "csv": "text/csv", "rss": "application/rss+xml"}[form]
    headers = {"Content-Disposition": f'attachment; filename="peyk.{form}"'} if form != "rss" else {}
    return web.Response(body=writers[form](hits), content_type=kind, charset="utf-8", headers=headers)
