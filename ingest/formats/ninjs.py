"""ninjs 1.x, 2.x and 3.x (IPTC): one story as a JSON object, keys in lower case or in camel case."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.article import Article, article_from_mapping
from ingest.formats.markup import plain_text, tidy
from ingest.formats.wording import embargo, global_id, language, status, urgency, version
from ingest.moments import moment
from ingest.received import Provenance

_SIGNS = frozenset(
    {"pubstatus", "versioncreated", "headline", "headline_main", "headlines", "bodies", "representationtype"}
    | {"body_text", "body_xhtml", "body_html", "body_main"}
)
_PLAIN, _HTML, _OTHER = range(3)
_KINDS = {"body_text": _PLAIN}
_MAX_RAW = 200_000


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Tell ninjs from Peyk's own record: it names itself by `uri` (Superdesk: `guid`) and has no `id` and no `body`."""
    names = {name.lower() for name in record}
    return bool(names & {"uri", "guid"} and names & _SIGNS) and not names & {"body", "id"}


def article(record: Mapping[str, Any], provenance: Provenance, *, raw: str) -> Article:
    """Read one ninjs object; `raw` is its JSON, kept because ninjs says more than the record holds.

    Raises:
        ItemRejected: a field cannot be used (invalid), or there is no text (empty).
    """
    item = _lower(record)

    def at(name: str) -> Any:
        return moment(_text(item.get(name)), provenance.time_zone)

    created = at("versioncreated")
    until = _text(item.get("embargoed")) or _text(item.get("embargoeduntil"))
    embargoed_until = embargo(until, provenance.time_zone)
    source = provenance.source or _named(item.get("infosource")) or _text(item.get("copyrightholder")) or "ninjs"
    known = {
        "id": global_id(source, _text(item.get("uri")) or _text(item.get("guid"))),
        "source": source,
        "title": _headline(item) or None,
        "body": _body(item) or _description(item) or None,
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
    """Choose among the forms of the body: the first that has paragraphs, plain text before HTML before other markup.

    Roles are free in all versions (main, text, richtext, html5 ...), so the type of the content decides and not they.
    """
    forms = [(_KINDS.get(name, _HTML), _text(value)) for name, value in item.items() if name.startswith("body_")]
    forms += [(_kind(part), _text(part.get("value"))) for part in _items(item.get("bodies"))]
    texts = [tidy(text) if kind == _PLAIN else plain_text(text) for kind, text in sorted(forms, key=lambda it: it[0])]
    return next((text for text in texts if "\n\n" in text), next(filter(None, texts), ""))


def _description(item: Mapping[str, Any]) -> str:
    # What a picture has instead of a body.
    texts = [
        _text(item.get("description_text")),
        *(_text(part.get("value")) for part in _items(item.get("descriptions"))),
    ]
    return plain_text(next(filter(None, texts), ""))


def _kind(part: Mapping[str, Any]) -> int:
    kind = _text(part.get("contenttype")).lower()
    if "html" in kind:
        return _HTML
    return _PLAIN if kind in {"", "text/plain"} else _OTHER


def _headline(item: Mapping[str, Any]) -> str:
    """Choose among the headlines: the main one, else the first; an item without any has a title for its desk."""
    if headline := _text(item.get("headline")) or _text(item.get("headline_main")):
        return plain_text(headline)
    named = [part for part in _items(item.get("headlines")) if _text(part.get("value"))]
    main = [part for part in named if _text(part.get("role")) in {"", "main"}]
    others = [text for name, value in item.items() if name.startswith("headline_") and (text := _text(value))]
    found = [_text(part["value"]) for part in (*main, *named)] + others
    return plain_text(found[0] if found else _text(item.get("title")))


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
