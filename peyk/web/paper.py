"""Turns a page's facts into HTML: the templates, with every value made safe and escaped on its way in."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from alerts.delivery.message import safe_link
from alerts.delivery.moments import digits
from ingest.definitions import SourceDefinition
from peyk.web import sentences, texts, times
from peyk.web.desk import DESK
from peyk.web.found import moment
from peyk.web.guard import FORM_TOKEN, LOGGED_IN, ROLE

PAGES = {
    "/": "جست\u200cوجو",
    "/alerts": "هشدارها",
    "/rules": "قاعده\u200cها",
    "/sources": "منبع\u200cها",
    "/rejected": "ردشده\u200cها",
}
"""The pages of the menu."""


def page(request: web.Request, template: str, status: int = 200, **facts: Any) -> web.Response:
    """Answer with a page. `facts` are what its template shows."""
    return web.Response(
        status=status,
        body=rendered(request, template, **facts).encode("utf-8", "replace"),
        content_type="text/html",
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )


def rendered(request: web.Request, template: str, **facts: Any) -> str:
    """Give a template with `facts` in it, as HTML."""
    return (
        _environment()
        .get_template(template)
        .render(
            pages=PAGES,
            here=request.path,
            role=request[ROLE],
            form_token=request[FORM_TOKEN],
            logged_in=request[LOGGED_IN],
            zone=request.app[DESK].zone,
            months=request.app[DESK].months,
            doubted=_doubted(request.app[DESK].definitions),
            now=datetime.now(UTC),
            **facts,
        )
    )


def _doubted(definitions: Callable[[], Sequence[SourceDefinition]]) -> frozenset[str]:
    with suppress(ValueError):  # the file is being changed, and wrong as it stands: the log tells it
        return frozenset(source.name for source in definitions() if source.trust == "low")
    return frozenset()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("peyk.web"),
        autoescape=True,
        finalize=_safe,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=False,
        auto_reload=False,
    )
    environment.filters |= {
        "digits": digits,
        "count": lambda number: digits(f"{number:,}".replace(",", "٬")),
        "rate": lambda number: digits(f"{number:.1f}" if number < _SLOW else f"{number:.0f}").replace(".", "٫"),
        "pieces": texts.pieces,
        "cut": texts.cut,
        "coded": texts.coded,
        "half_spaces": lambda text: text.replace("\N{ZERO WIDTH NON-JOINER}", "\N{OPEN BOX}"),
        "link": safe_link,
        "moment": lambda value: moment(value) if isinstance(value, str) else value,
        "label": label,
        "persian": sentences.persian,
        "direction": texts.direction,
    }
    environment.globals |= {"shown": times.shown, "ago": times.ago, "lasting": times.lasting, "solar": times.solar}
    environment.globals |= {"timedelta": timedelta}
    return environment


_SLOW = 10
"""Articles a second below which tenths are shown."""


def _safe(value: object) -> object:
    if isinstance(value, Markup):
        return value
    return "" if value is None else texts.safe(str(value))


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Give the Persian words for what Peyk calls by bounded words: languages, kinds, stages, reasons ..."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        files("peyk.web").joinpath("data", "labels.toml").read_text(encoding="utf-8")
    )
    return found


def label(word: str | None, group: str) -> str:
    """Give the Persian for a bounded word of `group`; a word that has none stays as it is."""
    return labels()[group].get(word or "", word or "")
