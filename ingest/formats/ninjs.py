"""ninjs 1.x, 2.x and 3.x (IPTC): one story as a JSON object, keys in lower case or in camel case."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.article import Article, article_from_mapping
from ingest.formats.markup import plain_text, tidy
from ingest.formats.wording import language, status, urgency, version
from ingest.moments import moment
from ingest.received import Provenance

_SIGNS = frozenset({"pubstatus", "versioncreated", "headline", "headlines", "bodies", "representationtype"})
_BODIES = ("body_text", "body_xhtml", "body_html")
_MAX_RAW = 200_000


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Tell ninjs from Peyk's own record: it names itself by `uri` and not by `id`."""
    names = {name.lower() for name in record}
    return "uri" in names and "id" not in names and bool(names & {*_SIGNS, *_BODIES})


def article(record: Mapping[str, Any], provenance: Provenance, *, raw: str) -> Article:
    """Read one ninjs object; `raw` is its JSON, kept because ninjs says more than the record holds.

    Raises:
        ItemRejected: a field cannot be used (invalid), or there is no text (empty).
    """
    item = _lower(record)

    def at(name: str) -> Any:
        return moment(_text(item.get(name)), provenance.time_zone)

    created = at("versioncreated")
    known = {
        "id": _text(item.get("uri")) or None,
        "source": provenance.source or _named(item.get("infosource")) or _text(item.get("copyrightholder")) or "ninjs",
        "title": _text(item.get("headline")) or _best(item.get("headlines")) or None,
        "body": _body(item) or None,
        "published_at": at("firstpublished") or at("firstcreated") or at("contentcreated") or created,
        "language": language(_text(item.get("language"))) or provenance.language,
        "version": version(item.get("version"), created),
        "status": status(item.get("pubstatus")),
        "urgency": urgency(item.get("urgency")),
        "embargoed_until": at("embargoed") or at("embargoeduntil"),
        "expires_at": at("expires"),
        "authors": _text(item.get("byline")) or _text(item.get("by")) or (),
        "subjects": _names(item.get("subject")) or _names(item.get("subjects")),
        "url": _text(item.get("link")) or None,
    }
    return article_from_mapping(known, received_at=provenance.received_at, raw=raw[:_MAX_RAW])


def _body(item: Mapping[str, Any]) -> str:
    if text := _text(item.get("body_text")):
        return tidy(text)
    for name in _BODIES[1:]:
        if markup := _text(item.get(name)):
            return plain_text(markup)
    return _best(item.get("bodies"))


def _best(parts: Any) -> str:
    """Choose among the headlines or bodies of ninjs 2 and 3: the main one, plain text before markup."""
    candidates = [part for part in _items(parts) if _text(part.get("value"))]
    if not candidates:
        return ""
    best = min(candidates, key=lambda part: (_text(part.get("role")) not in {"", "main"}, "html" in _type(part)))
    return plain_text(_text(best["value"])) if "html" in _type(best) else tidy(_text(best["value"]))


def _type(part: Mapping[str, Any]) -> str:
    return _text(part.get("contenttype")).lower()


def _names(values: Any) -> tuple[str, ...]:
    return tuple(name for value in _items(values) if (name := _named(value)))


def _named(value: Any) -> str:
    return _text(_lower(value).get("name")) if isinstance(value, Mapping) else ""


def _items(values: Any) -> Sequence[Mapping[str, Any]]:
    return [_lower(value) for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []


def _lower(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in record.items()}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
