"""An article as a reader sees it: text cut where names, dates and repairs stand, the original beside it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from peyk.web.times import interval

type Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of repaired text, and the one name, date or repair that it is part of, where there is one."""

    text: str
    entity: Record | None = None
    date: Record | None = None
    repair: Record | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A run of the original: as it stands in the repaired text, or `was` where it stood differently, as repaired."""

    text: str
    repaired: str | None = None
    rule: str = ""


def segments(document: Record, field: str) -> tuple[Segment, ...]:
    """Cut a field of an article at its names, dates and repairs. The texts, put together, are the field."""
    text = document.get(field) or ""
    found = {
        name: tuple(_of_field(document.get(plural) or (), field, len(text)))
        for name, plural in (("entity", "entities"), ("date", "dates"), ("repair", "repairs"))
    }
    found["date"] = tuple({**each, "meant": interval(each, document.get("language"))} for each in found["date"])
    edges = {0, len(text)}
    for records in found.values():
        edges |= {edge for each in records for edge in (each["start"], each["end"])}
    return tuple(
        Segment(text[start:end], **{name: _covering(records, start, end) for name, records in found.items()})
        for start, end in pairwise(sorted(edges))
    )


def paragraphs(parts: Iterable[Segment]) -> tuple[tuple[Segment, ...], ...]:
    """Part segments at the line breaks of their text, which are left out; empty lines are no paragraphs."""
    lines: list[list[Segment]] = [[]]
    for part in parts:
        first, *more = part.text.split("\n")
        lines[-1].append(replace(part, text=first))
        lines.extend([replace(part, text=line)] for line in more)
    return tuple(tuple(line) for line in lines if any(part.text.strip() for part in line))


def _of_field(records: Iterable[Record], field: str, length: int) -> Iterator[Record]:
    for record in records:
        if record.get("field", "body") == field and 0 <= record["start"] < record["end"] <= length:
            yield {**_MAY_LACK, **record}


_MAY_LACK: Record = dict.fromkeys(("id", "name", "name_en", "from", "to", "conflict"))


def _covering(records: Sequence[Record], start: int, end: int) -> Record | None:
    return next((each for each in records if each["start"] <= start and end <= each["end"]), None)


def restored(document: Record, field: str) -> tuple[Restored, ...]:
    """Give the original of a field with each repair at its place; in one piece where the repairs do not lead back."""
    repaired, original = document.get(field) or "", (document.get("original") or {}).get(field) or ""
    repairs = [each for each in document.get("repairs") or () if each.get("field", "body") == field]
    parts = tuple(part for part in _undone(repaired, repairs) if part.text or part.repaired)
    if "".join(part.text for part in parts) == original:
        return parts
    return (Restored(original),)


def _undone(text: str, repairs: Iterable[Record]) -> Iterator[Restored]:
    done = 0
    for each in sorted(repairs, key=lambda repair: (repair["start"], repair["end"])):
        if each["start"] < done:
            continue
        yield Restored(text[done : each["start"]])
        yield Restored(each["from"], each["to"], each["name"])
        done = each["end"]
    yield Restored(text[done:])


@dataclass(frozen=True, slots=True)
class Named:
    """An entity of the article: how it is named, what it is, its identity, and how often it stands there."""

    name: str
    type: str
    id: str | None
    english: str | None
    count: int


def names(document: Record) -> tuple[Named, ...]:
    """List the entities of an article, each once, the most frequent first."""
    found: dict[tuple[str, str], list[Record]] = {}
    for each in document.get("entities") or ():
        found.setdefault((each["type"], each.get("id") or each.get("name") or each["text"]), []).append(each)
    listed = (
        Named(all_[0].get("name") or all_[0]["text"], kind, all_[0].get("id"), all_[0].get("name_en"), len(all_))
        for (kind, _), all_ in found.items()
    )
    return tuple(sorted(listed, key=lambda name: -name.count))


@dataclass(frozen=True, slots=True)
class Told:
    """A date of the article: its words, what it means in both calendars, and what is odd about it."""

    text: str
    kind: str
    meant: str
    conflict: str | None


def dates(document: Record) -> tuple[Told, ...]:
    """List the dates of an article in their order, each expression once."""
    found = {
        (each["text"], each.get("from")): Told(
            each["text"], each["kind"], interval(each, document.get("language")), each.get("conflict")
        )
        for each in document.get("dates") or ()
    }
    return tuple(found.values())
