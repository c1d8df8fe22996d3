"""Rules: list, editor with check and dry run, mute, remove; `/rules`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from multidict import MultiMapping

from alerts.matcher import check_of
from alerts.rule import Digest, Part, Repeat, Rule, RuleRefused, Watch, rule_as_mapping, rule_from_mapping
from peyk.web.desk import DESK, Desk
from peyk.web.paper import page
from peyk.web.trials import Tried, tried

MUTES = {"60": "یک ساعت", "480": "هشت ساعت", "1440": "یک روز", "10080": "یک هفته", "0": "با صدا"}
"""How long a rule may be muted, in minutes."""

LANGUAGES = ("fa", "prs", "ps", "ar", "en")
"""Languages that a rule can be narrowed to with one click; those of a rule itself stand beside them."""

routes = web.RouteTableDef()
_WORDS = ("name", "query", "part", "repeat", "digest", "urgency", "owner", "id")
_LISTS = ("sources", "languages", "entities", "deliver")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it stands in the form: what was typed, the rule if it is one, else what is wrong and where."""

    typed: Mapping[str, Any]
    rule: Rule | None = None
    problem: RuleRefused | None = None


def read_draft(form: MultiMapping[Any], zone: ZoneInfo, standing: Rule | None = None) -> Draft:
    """Read the form of a rule; what it does not show stays as in `standing`. A new rule is of the house's `zone`."""
    typed: dict[str, Any] = {name: str(form.get(name, "")).strip() or None for name in _WORDS}
    for name in _LISTS:
        values = [part.strip() for value in form.getall(name, []) for part in str(value).split("،")]
        typed[name] = [value for value in values if value]
    typed["variants"] = form.get("variants", "1") == "1"
    typed["enabled"] = form.get("enabled", "1") == "1"
    typed["name"] = typed["name"] or typed["query"]
    kept = rule_as_mapping(standing) if standing else {}
    if standing:
        typed["id"] = standing.id
    try:
        rule = rule_from_mapping({**kept, **typed}, zone=standing.zone if standing else str(zone))
        if rule.watch is Watch.WORDS:
            check_of(rule)
    except RuleRefused as problem:
        return Draft(typed, None, problem)
    return Draft(typed, rule)


def _standing(desk: Desk, name: str | None) -> Rule | None:
    return next((rule for rule in desk.rules.current() if rule.id == name), None)


def _known(request: web.Request) -> Rule:
    rule = _standing(request.app[DESK], request.match_info["id"])
    if rule is None:
        raise web.HTTPNotFound(text="No such rule; somebody may have removed it.")
    return rule


@routes.get("/rules")
async def rules(request: web.Request) -> web.Response:
    """List the rules."""
    return page(request, "rules.html", rules=request.app[DESK].rules.current(), mutes=MUTES)


async def _editor(request: web.Request, draft: Draft, standing: Rule | None, status: int = 200) -> web.Response:
    desk = request.app[DESK]
    trial = await _trial(desk, draft.rule)
    choices = {"part": Part, "repeat": Repeat, "digest": Digest}
    languages = tuple(dict.fromkeys((*LANGUAGES, *draft.typed["languages"])))
    facts = {"choices": choices, "deliveries": desk.deliveries, "standing": standing, "languages": languages}
    return page(request, "rule.html", status=status, draft=draft, tried=trial, **facts)


async def _trial(desk: Desk, rule: Rule | None) -> Tried | None:
    if rule is None or rule.watch is not Watch.WORDS:
        return None
    return await tried(rule, desk.archive, desk.ids_for)


@routes.get("/rules/new")
async def new(request: web.Request) -> web.Response:
    """Show an empty form, or one that a search filled."""
    draft = (
        read_draft(request.query, request.app[DESK].zone)
        if request.query.get("query")
        else Draft({**dict.fromkeys(_WORDS), **_EMPTY})
    )
    return await _editor(request, draft, None)


_EMPTY: Mapping[str, Any] = {**dict.fromkeys(_LISTS, ()), "variants": True, "enabled": True}


@routes.get("/rules/trial")
async def trial(request: web.Request) -> web.Response:
    """Check what stands in the form, and tell what it would have done: for the page, while one types."""
    draft = read_draft(request.query, request.app[DESK].zone)
    return page(request, "trial.html", draft=draft, tried=await _trial(request.app[DESK], draft.rule))


@routes.get("/rules/{id}")
async def edit(request: web.Request) -> web.Response:
    """Show a rule in the form."""
    rule = _known(request)
    typed = {**dict.fromkeys(_WORDS), **_EMPTY, **rule_as_mapping(rule)}
    return await _editor(request, Draft(typed, rule), rule)


@routes.post("/rules")
async def save(request: web.Request) -> web.Response:
    """Save a new rule, or one that was edited; or show the form again with what is wrong in it."""
    desk, form = request.app[DESK], await request.post()
    standing = _standing(desk, str(form.get("id", "")) or None)
    draft = read_draft(form, desk.zone, standing)
    if draft.rule is None:
        return await _editor(request, draft, standing, 422)
    if unknown := set(draft.rule.deliver) - set(desk.deliveries):
        problem = RuleRefused("deliver", f"no [delivery.{min(unknown)}] in peyk.toml", rule=draft.rule.name)
        return await _editor(request, replace(draft, rule=None, problem=problem), standing, 422)
    if "try" in form:
        return await _editor(request, draft, standing)
    await desk.rules.change(put=[draft.rule])
    raise web.HTTPSeeOther("/rules")


@routes.post("/rules/{id}/mute")
async def mute(request: web.Request) -> web.Response:
    """Mute a rule for some minutes, or take it out of its silence."""
    form = await request.post()
    rule, minutes = _known(request), str(form.get("minutes", ""))
    if minutes not in MUTES:
        raise web.HTTPBadRequest(text="No such time.")
    until = datetime.now(UTC) + timedelta(minutes=int(minutes)) if minutes != "0" else None
    await request.app[DESK].rules.change(put=[replace(rule, mute_until=until)])
    raise web.HTTPSeeOther("/alerts" if form.get("back") == "alerts" else "/rules")


@routes.post("/rules/{id}/remove")
async def remove(request: web.Request) -> web.Response:
    """Remove a rule."""
    await request.app[DESK].rules.change(remove=[_known(request)])
    raise web.HTTPSeeOther("/rules")
