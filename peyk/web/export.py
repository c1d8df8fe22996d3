"""Results for other programs: JSON, CSV and RSS. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

import orjson

from index.search import Hit
from peyk.web.address import Asked
from peyk.web.texts import safe

_COLUMNS = ("id", "source", "title", "published_at", "received_at", "language", "status", "story_id", "url", "urgency")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets begin a formula with, also in the full width that some of them fold (OWASP, CSV injection)."""


def as_json(hits: Sequence[Hit]) -> bytes:
    """Write one JSON array of what search shows of each article."""
    return orjson.dumps([asdict(hit) for hit in hits], default=str, option=orjson.OPT_INDENT_2)


def as_csv(hits: Sequence[Hit]) -> bytes:
    """Write a table that spreadsheets open as UTF-8, and in which no headline is a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for hit in hits:
        table.writerow(_cell(hit.title.text if name == "title" else getattr(hit, name)) for name in _COLUMNS)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    text = "" if value is None else safe(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_rss(hits: Sequence[Hit], asked: Asked, here: str, now: datetime) -> bytes:
    """Write RSS 2.0 of a search, so that any reader may follow it. `here` is the address of the page itself."""
    items = "".join(_item(hit, here) for hit in hits)
    title = _xml(f"پیک: {asked.query or 'همهٔ خبرها'}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{title}</title><link>{_xml(here + asked.url())}</link><description>{title}</description>"
        f"<language>fa</language><lastBuildDate>{format_datetime(now)}</lastBuildDate>{items}</channel></rss>\n"
    ).encode("utf-8", "replace")


def _item(hit: Hit, here: str) -> str:
    lead = " … ".join(fragment.text for fragment in hit.fragments)
    at = datetime.fromisoformat(hit.published_at or hit.received_at)
    link = f"{here}/article/{quote(hit.id, safe='', errors='replace')}"
    return (
        f"<item><title>{_xml(hit.title.text or hit.id)}</title><link>{_xml(link)}</link>"
        f'<guid isPermaLink="false">{_xml(hit.id)}</guid><pubDate>{format_datetime(at)}</pubDate>'
        # A description is HTML within XML: escaped once for each.
        f"<category>{_xml(hit.source)}</category><description>{_xml(escape(safe(lead)))}</description></item>"
    )


def _xml(text: str) -> str:
    return escape(safe(text))
