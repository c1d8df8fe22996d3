"""Data views: the indices as Kibana names and formats them, made of the mapping itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.kibana.saved_object import Reference, SavedObject, State, as_text
from index.kibana.words import field_labels, title, value_labels
from index.mapping import Mapping as Fields
from index.mapping import alert_fields, article_fields, attempt_fields, rejection_fields
from index.templates import ALERTS_INDEX, ATTEMPTS_INDEX, NEWS_ALIAS, REJECTED_INDEX

DATE_PATTERN = "YYYY-MM-DD HH:mm:ss"


@dataclass(frozen=True, slots=True)
class Delay:
    """A field that Kibana computes: the seconds from one moment of a document to another.

    It is computed by Elasticsearch when asked (Painless, which the full distribution has), so that it is there for
    documents written before it was thought of, and a change of it needs no new index.
    """

    name: str
    since: str
    until: str

    def script(self) -> str:
        """Give the Painless script; a document without both moments has no delay."""
        until, since = (f"doc['{field}']" for field in (self.until, self.since))
        return (
            f"if ({since}.size() != 0 && {until}.size() != 0) "
            f"emit(({until}.value.toInstant().toEpochMilli() - {since}.value.toInstant().toEpochMilli()) / 1000.0)"
        )


@dataclass(frozen=True, slots=True)
class View:
    """One data view: the index or alias it shows, its default time field, its fields and what it computes."""

    key: str
    index: str
    time_field: str
    mapping: Fields
    delays: tuple[Delay, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of its saved object."""
        return f"peyk-{self.key}"

    def fields(self) -> dict[str, str]:
        """Give every field that can be searched, counted or shown by name, with its Elasticsearch type."""
        return dict(flatten(self.mapping)) | {delay.name: "double" for delay in self.delays}

    def reference(self, name: str) -> Reference:
        """Give the reference by which another object calls this view `name`."""
        return Reference(name, "index-pattern", self.id)


def flatten(fields: Fields, parents: str = "") -> Iterator[tuple[str, str]]:
    """Give path and type of each field of a mapping; objects that are only kept for display have none."""
    for name, field in fields.items():
        path = f"{parents}{name}"
        if "properties" in field:
            yield from flatten(field["properties"], f"{path}.")
        elif field.get("enabled", True):
            yield path, field["type"]


_NEWS_DELAYS = (Delay("delay", "received_at", "indexed_at"), Delay("total_delay", "published_at", "indexed_at"))
# What nobody reads: the item as bytes, and its digest.
_UNREAD = ("raw", "content")

NEWS = View("view-news", NEWS_ALIAS, "dated_at", article_fields(), _NEWS_DELAYS, _UNREAD)
ARRIVALS = View("view-arrivals", NEWS_ALIAS, "received_at", article_fields(), _NEWS_DELAYS, _UNREAD)
ALERTS = View(
    "view-alerts", ALERTS_INDEX, "matched_at", alert_fields(), (Delay("delay", "arrived_at", "delivered_at"),)
)
REJECTED = View("view-rejected", REJECTED_INDEX, "rejected_at", rejection_fields())
ATTEMPTS = View("view-attempts", ATTEMPTS_INDEX, "at", attempt_fields())
VIEWS = (NEWS, ARRIVALS, ALERTS, REJECTED, ATTEMPTS)


def data_view(view: View) -> SavedObject:
    """Build the saved object of a view."""
    labels = field_labels(view.index)
    attributes = {
        "title": view.index,
        "name": title(view.key),
        "timeFieldName": view.time_field,
        "fieldAttrs": as_text({field: {"customLabel": labels[field]} for field in view.fields() if field in labels}),
        "fieldFormatMap": as_text(dict(_formats(view.fields()))),
        "runtimeFieldMap": as_text({delay.name: _runtime(delay) for delay in view.delays}),
        "sourceFilters": as_text([{"value": field} for field in view.hidden]),
        "fields": "[]",
        # Before the first article there is no index yet.
        "allowNoIndex": True,
    }
    return SavedObject("index-pattern", view.id, attributes)


def _runtime(delay: Delay) -> State:
    return {"type": "double", "script": {"source": delay.script()}}


def _formats(fields: Mapping[str, str]) -> Iterator[tuple[str, State]]:
    known = value_labels()
    for name, kind in fields.items():
        if name in known:
            entries = [{"key": value, "value": label} for value, label in known[name].items()]
            yield name, {"id": "static_lookup", "params": {"lookupEntries": entries, "unknownKeyValue": None}}
        elif kind == "date":
            yield name, {"id": "date", "params": {"pattern": DATE_PATTERN}}
        elif kind == "double":
            yield name, {"id": "number", "params": {"pattern": "0,0.0"}}
        elif name == "url":
            # Addresses come from outside: Kibana opens http and https only, in a window of its own.
            yield name, {"id": "url", "params": {"type": "a", "openLinkInCurrentTab": False}}
