"""An article as a reader sees it: text cut where names, dates and repairs stand, the original beside it. Pure."""

from bisect import bisect_left
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
    edges = sorted({0, len(text)}.union(*(_edges(records) for records in found.values())))
    covered = {name: _covered(records, edges) for name, records in found.items()}
    return tuple(
        Segment(text[start:end], **{name: of_segment.get(number) for name, of_segment in covered.items()})
        for number, (start, end) in enumerate(pairwise(edges))
    )


def _edges(records: Iterable[Record]) -> set[int]:
    return {edge for each in records for edge in (each["start"], each["end"])}


def _covered(records: Iterable[Record], edges: Sequence[int]) -> Mapping[int, Record]:
    """Give the first record that covers each segment, by the number of the segment."""
    found: dict[int, Record] = {}
    for each in records:
        for number in range(bisect_left(edges, each["start"]), bisect_left(edges, each["end"])):
            found.setdefault(number, each)
    return found


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of repaired text, and the line of the original that it was made of, where that is known."""

    text: tuple[Segment, ...]
    original: tuple[Restored, ...] = ()


def paragraphs(document: Record, field: str) -> tuple[Paragraph, ...]:
    """Part a field of an article at the line breaks of its repaired text; lines that are empty in both are left out.

    Where repairs do not lead back to the original, no line has one, and `restored` gives it in one piece.
    """
    lines = _lines(segments(document, field))
    was = _lines(restored(document, field))
    if len(was) != len(lines):
        was = [[] for _ in lines]
    pairs = zip(lines, was, strict=True)
    return tuple(
        Paragraph(tuple(line), tuple(before))
        for line, before in pairs
        if any(text.strip() for text in (*(part.text for part in line), *(part.text for part in before)))
    )


def _lines[Part: Segment | Restored](parts: Iterable[Part]) -> list[list[Part]]:
    lines: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Restored) and part.repaired is not None:
            # The original is parted where the repaired text is: a repair that made a line break stands before it.
            lines[-1].append(part)
            lines.extend([] for _ in range(part.repaired.count("\n")))
            continue
        first, *more = part.text.split("\n")
        lines[-1].append(replace(part, text=first))
        lines.extend([replace(part, text=line)] for line in more)
    return lines


def _of_field(records: Iterable[Record], field: str, length: int) -> Iterator[Record]:
    for record in records:
        if record.get("field", "body") == field and 0 <= record["start"] < record["end"] <= length:
            yield {**_MAY_LACK, **record}


_MAY_LACK: Record = dict.fromkeys(("id", "name", "name_en", "from", "to", "conflict"))


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
