"""SavedObject: one thing that Kibana keeps, as a line of its import file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

State = dict[str, Any]
ObjectType = Literal["index-pattern", "search", "lens", "visualization", "map", "dashboard"]

CORE_MIGRATION_VERSION = "8.8.0"
"""The last version at which Kibana changed the form that all types share; 9.2 exports with it."""

TYPE_MIGRATION_VERSIONS: Mapping[ObjectType, str] = {
    "index-pattern": "8.0.0",
    "search": "10.5.0",
    "lens": "8.9.0",
    "visualization": "8.5.0",
    "map": "8.4.0",
    "dashboard": "10.2.0",
}
"""The form in which attributes are written here.

Each is one that Kibana 9.2 knows, and at or before its newest, so that an import brings the object up to date by
Kibana's own migrations; it would refuse one that is newer than itself.
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """That an object needs another one; attributes call it by `name`, so that Kibana may change the id."""

    name: str
    type: ObjectType
    id: str


@dataclass(frozen=True, slots=True)
class SavedObject:
    """One saved object. The same id always stands for the same thing, so that installing again replaces it."""

    type: ObjectType
    id: str
    attributes: State
    references: tuple[Reference, ...] = ()

    def line(self) -> bytes:
        """Give the object as one line of the import file, with the line's end."""
        record = {
            "id": self.id,
            "type": self.type,
            "attributes": self.attributes,
            "references": [{"name": each.name, "type": each.type, "id": each.id} for each in self.references],
            "coreMigrationVersion": CORE_MIGRATION_VERSION,
            "typeMigrationVersion": TYPE_MIGRATION_VERSIONS[self.type],
        }
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def ndjson(objects: Iterable[SavedObject]) -> bytes:
    """Give the import file: one object a line, the same bytes every time."""
    return b"".join(each.line() for each in objects)


def as_text(state: object) -> str:
    """Encode what Kibana keeps as JSON inside a string."""
    return orjson.dumps(state, option=orjson.OPT_SORT_KEYS).decode()


def query_state(query: str = "") -> State:
    """Give a query in KQL as Kibana keeps it."""
    return {"query": query, "language": "kuery"}
