"""Sources, quiet ones first, and dead letters with their second chance: `/sources`, `/rejected`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

from ingest.definitions import SourceDefinition
from ingest.rejection import RejectReason
from ingest.source_state import SourceState
from peyk.web.desk import DESK
from peyk.web.found import SourceFacts, moment
from peyk.web.paper import page

QUIET = timedelta(hours=24)
"""Nothing for so long is marked, whatever a source's rhythm is; rules that watch for silence know the rhythm."""

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source: what search knows of it, how it is defined, and what its last visits were like."""

    name: str
    facts: SourceFacts | None = None
    definition: SourceDefinition | None = None
    state: SourceState | None = None

    @property
    def last_at(self) -> datetime | None:
        """When its last item came."""
        return self.facts.last_at if self.facts else (self.state.last_item_at if self.state else None)

    @property
    def delay(self) -> timedelta | None:
        """From the publication of its newest article to its place in search."""
        facts = self.facts
        if facts is None or facts.published_at is None or facts.indexed_at is None:
            return None
        return max(timedelta(0), facts.indexed_at - facts.published_at)

    def quiet(self, now: datetime) -> bool:
        """Whether it brought nothing for a day."""
        return self.last_at is None or now - self.last_at > QUIET


@routes.get("/sources")
async def sources(request: web.Request) -> web.Response:
    """List every source that is defined or ever sent something, the longest silent first."""
    desk = request.app[DESK]
    facts = {each.name: each for each in await desk.archive.sources()}
    definitions = {each.name: each for each in desk.definitions()}
    states = {each.name: each for each in desk.states()}
    names = {**facts, **definitions, **states}
    rows = [
        SourceRow(name=name, facts=facts.get(name), definition=definitions.get(name), state=states.get(name))
        for name in names
    ]
    never = datetime.min.replace(tzinfo=UTC)
    rows.sort(key=lambda row: (-(row.state.errors if row.state else 0) // 3, row.last_at or never))
    return page(request, "sources.html", rows=rows)


@routes.get("/rejected")
async def rejected(request: web.Request) -> web.Response:
    """List dead letters, newest first, with their originals."""
    reason, stage, before = (request.query.get(name, "") for name in ("reason", "stage", "before"))
    try:
        moment(before)
    except ValueError:
        raise web.HTTPBadRequest(text="`before` is no moment") from None
    chosen = {name: value for name, value in (("reason", reason), ("stage", stage)) if value}
    letters = await request.app[DESK].archive.rejections(filters=chosen, before=before or None)
    return page(
        request,
        "rejected.html",
        letters=letters,
        chosen=chosen,
        reasons=list(RejectReason),
        sent=request.query.get("sent"),
        problem=request.query.get("problem"),
    )


@routes.post("/rejected/retry")
async def retry(request: web.Request) -> web.Response:
    """Send chosen originals again to where they were refused."""
    desk = request.app[DESK]
    ids = [str(value) for value in (await request.post()).getall("id", [])][:100]
    letters = await desk.archive.rejections(filters={}, ids=ids) if ids else ()
    sent, problems = await desk.retry(letters) if letters else (0, ("چیزی انتخاب نشده است.",))
    query = {"sent": str(sent), **({"problem": problems[0][:300]} if problems else {})}
    raise web.HTTPSeeOther(request.rel_url.with_path("/rejected").with_query(query))
