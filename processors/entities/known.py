"""What is known of one entity, and the tables it is read from."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

EntityType = Literal["person", "place", "organization", "event", "product"]
DATA = Path(__file__).parent / "data"

# In the order in which they win a form that several entities share.
_TABLES: tuple[tuple[str, EntityType], ...] = (
    ("persons.tsv", "person"),
    ("figures.tsv", "person"),
    ("organizations.tsv", "organization"),
    ("events.tsv", "event"),
    ("places.tsv", "place"),
    ("geography.tsv", "place"),
)
_TYPES: tuple[EntityType, ...] = ("person", "place", "organization", "event", "product")
_LATIN_TOO = ("person", "organization")
_COLUMNS = ("id", "name", "name_en", "forms")
_OWN_COLUMNS = ("id", "type", "name", "name_en", "forms")
_DOUBTED = "?"
_WIKIDATA = re.compile("Q[0-9]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a place is: ISO 3166 country code, coordinates in degrees; null where unknown or in several countries.

    `within` is the id of the province of a district, of which several have one name.
    """

    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of a name; `sure` when it means this entity in any context."""

    text: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """One entity: its id (Wikidata QID or slug), type, canonical Persian and Latin name, spellings, and place."""

    id: str
    type: EntityType
    name: str
    name_en: str | None
    forms: tuple[Form, ...]
    place: Place | None = None


class NamesFileError(ValueError):
    """A newsroom's own names cannot be read: the message says which file and row, and why."""


def read_rows(text: str, columns: tuple[str, ...] = _COLUMNS) -> Iterator[dict[str, str]]:
    """Rows of a table of these columns, separated by tabs, unless a comment or a first line "id ..." names others."""
    for line in text.splitlines():
        if line.startswith(("#", "id\t")):
            columns = tuple(line.removeprefix("#").strip().split("\t"))
        elif line.strip():
            yield dict(zip(columns, line.split("\t"), strict=False))


def from_row(row: dict[str, Any], kind: EntityType) -> Known:
    """Make an entity of one row of a table; forms are parted by | and a form that begins with ? needs its context.

    Raises:
        ValueError: the row has no id or no name, or its type or coordinates cannot be read.
    """
    name, identity = str(row.get("name") or ""), str(row.get("id") or "")
    if not name or not identity:
        raise ValueError(f"an entity needs an id and a name: {row}")
    written = row.get("forms") or name
    forms = written.split("|") if isinstance(written, str) else [str(form) for form in written]
    name_en = row.get("name_en") or None
    if name_en and _is_form(name_en, identity, kind):
        forms.append(name_en)
    doubted = {form.removeprefix(_DOUBTED) for form in forms if form.startswith(_DOUBTED)} | _doubted_words()
    given = tuple(
        Form(text, text not in doubted) for text in dict.fromkeys(form.removeprefix(_DOUBTED) for form in forms)
    )
    return Known(identity, kind, name, name_en, given, _place(row) if kind == "place" else None)


def _is_form(latin: str, identity: str, kind: EntityType) -> bool:
    """Whether a Latin name stands for the entity in a text: one of several words, or that of a place in Wikidata."""
    return " " in latin if kind in _LATIN_TOO else kind == "place" and bool(_WIKIDATA.fullmatch(identity))


def _place(row: dict[str, Any]) -> Place:
    lat, lon = (float(row[axis]) if row.get(axis) not in (None, "") else None for axis in ("lat", "lon"))
    return Place(row.get("country") or None, lat, lon, row.get("within") or None)


@cache
def _doubted_words() -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows((DATA / "doubted.tsv").read_text("utf-8")))


@cache
def shipped() -> tuple[Known, ...]:
    """The entities that Peyk ships, those first that win a shared form."""
    bodies = {each.id: each for each in _table("states.tsv", "organization")}
    listed = (_joined(known, bodies.pop(known.id, None)) for name, kind in _TABLES for known in _table(name, kind))
    return (*listed, *bodies.values())


def _table(name: str, kind: EntityType) -> Iterator[Known]:
    return (from_row(row, kind) for row in read_rows((DATA / name).read_text("utf-8")))


def _joined(known: Known, further: Known | None) -> Known:
    """An organization with the spellings that it has as the body of a state."""
    return replace(known, forms=tuple(dict.fromkeys((*known.forms, *further.forms)))) if further else known


def own(path: Path) -> tuple[Known, ...]:
    """A newsroom's own entities: TOML with [[entity]] tables, or a table with tabs that has a column `type`.

    Raises:
        NamesFileError: the file cannot be read as either; the message names the file and the row.
    """
    text = path.read_text("utf-8")
    try:
        table = path.suffix == ".toml"
        rows: list[dict[str, Any]] = (
            tomllib.loads(text).get("entity", []) if table else [*read_rows(text, _OWN_COLUMNS)]
        )
        return tuple(from_row(row, _type(row)) for row in rows)
    except ValueError as error:
        raise NamesFileError(f"{path}: {error}") from error


def _type(row: dict[str, Any]) -> EntityType:
    for kind in _TYPES:
        if row.get("type") == kind:
            return kind
    raise ValueError(f"type must be one of {', '.join(_TYPES)}: {row}")
