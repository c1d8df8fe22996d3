"""One file as a source: its format told from its content, JSONL read line by line whatever its size."""

import codecs
import os
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path

from ingest.formats import json_lines
from ingest.received import Lot, Provenance, Received, Refused
from ingest.recognition import HEAD, JSON, KEPT, parse, recognise, too_large

MAX_DOCUMENT = 16_000_000
"""Bytes of one document that must be read as a whole (anything but JSONL)."""


def file_lot(path: Path, provenance: Provenance) -> Lot:
    """Offer one file. It is opened when its items are asked for, and never through a symbolic link."""
    return Lot(place=provenance.place, items=_items(path, provenance))


def _items(path: Path, provenance: Provenance) -> Iterator[Received]:
    with open_plainly(path) as stream:
        yield from read_stream(stream, provenance)


def open_plainly(path: Path) -> BufferedReader:
    """Open a file for reading; a symbolic link is an error, so that a drop folder shows no file from elsewhere.

    Raises:
        OSError: there is no such file, it is a link, or it may not be read.
    """
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def read_stream(stream: BufferedReader, provenance: Provenance) -> Iterator[Received]:
    """Read all items of an open file; JSONL in constant memory, other formats as a whole up to MAX_DOCUMENT bytes."""
    head = stream.peek(HEAD)
    start: tuple[bytes, ...] = ()
    if recognise(head) is JSON and not json_lines.is_wide(head):
        start = _opening(stream)
        if _are_records(start):
            yield from json_lines.parse_lines(chain(start, iter(lambda: _line(stream), b"")), provenance)
            return
    yield from _document(b"".join(start), stream, provenance)


def _opening(stream: BufferedReader) -> tuple[bytes, ...]:
    """Read up to the second line that is not blank."""
    lines: list[bytes] = []
    written = 0
    while written < 2 and (line := _line(stream)):  # noqa: PLR2004 - two lines tell records from a document
        lines.append(line.removeprefix(codecs.BOM_UTF8) if not lines else line)
        written += bool(line.strip())
    return tuple(lines)


def _are_records(opening: tuple[bytes, ...]) -> bool:
    # A document printed over several lines goes on with an indented key, and an array begins with its bracket.
    first, *second = [line for line in opening if line.strip()] or [b""]
    if first.startswith((b"{", b"[")):
        return first.startswith(b"{") and all(line.startswith(b"{") for line in second)
    return True  # a first line that is no JSON at all is a broken record


def _document(start: bytes, stream: BufferedReader, provenance: Provenance) -> Iterator[Received]:
    data = start + stream.read(MAX_DOCUMENT + 1 - len(start))
    if len(data) <= MAX_DOCUMENT:
        yield from parse(data, provenance)
        return
    failure = too_large(len(data), MAX_DOCUMENT)
    yield Refused(failure=failure, original=data[:KEPT], place=provenance.place, source=provenance.source)


def _line(stream: BufferedReader) -> bytes:
    line = stream.readline(json_lines.MAX_LINE + 1)
    if len(line) <= json_lines.MAX_LINE:
        return line
    # The rest of an oversized line is passed over; its beginning goes on, to be refused by its number.
    while (more := stream.readline(json_lines.MAX_LINE)) and not more.endswith(b"\n"):
        pass
    return line
