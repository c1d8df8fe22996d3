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

    created, embargoed_until = at("versioncreated"), at("embargoed") or at("embargoeduntil")
    known = {
        "id": _text(item.get("uri")) or None,
        "source": provenance.source or _named(item.get("infosource")) or _text(item.get("copyrightholder")) or "ninjs",
        "title": _text(item.get("headline")) or _value(item.get("headlines")) or None,
        "body": _body(item) or None,
        "published_at": at("firstpublished") or at("firstcreated") or at("contentcreated") or created,
        "language": language(_text(item.get("language"))) or provenance.language,
        "version": version(item.get("version"), created),
        "status": status(item.get("pubstatus"), embargoed_until),
        "urgency": urgency(item.get("urgency")),
        "embargoed_until": embargoed_until,
        "expires_at": at("expires"),
        "authors": _text(item.get("byline")) or _text(item.get("by")) or (),
        "subjects": _names(item.get("subject")) or _names(item.get("subjects")),
        "url": _text(item.get("link")) or None,
        "slug": _text(item.get("slugline")) or _text(item.get("slug")) or None,
        "evolved_from": _text(item.get("evolvedfrom")) or None,
    }
    return article_from_mapping(known, received_at=provenance.received_at, raw=raw[:_MAX_RAW])


def _body(item: Mapping[str, Any]) -> str:
    """Choose among the forms of the body the one that keeps most paragraphs, plain text before markup."""
    plain = [tidy(_text(item.get(_BODIES[0])))]
    marked = [plain_text(_text(item.get(name))) for name in _BODIES[1:]]
    for part in _items(item.get("bodies")):
        if _text(part.get("role")) in {"", "main", "richtext"}:
            (marked if "html" in _type(part) else plain).append(plain_text(_text(part.get("value"))))
    return max((*plain, *marked), key=lambda text: (bool(text), text.count("\n\n")))


def _value(parts: Any) -> str:
    """Choose among the headlines of ninjs 2 and 3: the main one, else the first."""
    named = [part for part in _items(parts) if _text(part.get("value"))]
    main = [part for part in named if _text(part.get("role")) in {"", "main"}]
    return plain_text(_text((main or named)[0]["value"])) if named else ""


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
