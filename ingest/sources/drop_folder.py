"""A watched drop folder: what is put there is ingested, then moved to done/ or, with a reason beside it, to failed/."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import cast

from ingest.received import Lot, Received, Refused, Settlement
from ingest.recognition import KEPT, too_large
from ingest.sources.arguments import Reading
from ingest.sources.files import open_plainly, read_stream
from ingest.sources.folder import REASON_SUFFIX, article_files

DONE, FAILED = "done", "failed"
MAX_DROPPED = 64_000_000
"""Bytes of a dropped file. It is read whole before anything of it is sent; larger ones are for `peyk ingest`."""

SETTLE_SECONDS = 2.0
"""How long a file must have kept its size and time before it is read."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked: size in bytes and time of change, and when (in seconds) it was first seen so."""

    size: int
    changed: int
    since: float


type Looks = Mapping[Path, Look]


def look_around(root: Path, earlier: Looks, now: float) -> Looks:
    """Look at every file in the folder; a file that looks as it did keeps the time it has looked so since."""
    looks = {}
    for path in article_files(root):
        try:
            stat = path.lstat()
        except OSError:
            continue  # it was taken away between listing and looking
        seen = Look(stat.st_size, stat.st_mtime_ns, now)
        before = earlier.get(path)
        looks[path] = before if before and (before.size, before.changed) == (seen.size, seen.changed) else seen
    return looks


def settled_files(looks: Looks, now: float, seconds: float = SETTLE_SECONDS) -> tuple[Path, ...]:
    """Name the files that have not changed for `seconds`, in the order of their names. Empty ones count too."""
    return tuple(path for path, look in looks.items() if now - look.since >= seconds)


def dropped_lot(path: Path, look: Look, root: Path, reading: Reading) -> Lot:
    """Offer one settled file. Settling moves it away when it is safe, and leaves it where it is when it is not."""
    return Lot(
        place=str(path),
        items=_items(path, look, reading),
        settle=lambda settlement: put_away(path, root, settlement),
    )


def _items(path: Path, look: Look, reading: Reading) -> Iterator[Received]:
    with open_plainly(path) as stream:
        data = stream.read(MAX_DROPPED + 1)
        stat = os.fstat(stream.fileno())
    if (stat.st_size, stat.st_mtime_ns) != (look.size, look.changed):
        raise OSError(None, "still being written; it is read when it is complete")
    provenance = reading.provenance(path)
    if len(data) > MAX_DROPPED:
        failure = too_large(stat.st_size, MAX_DROPPED)
        yield Refused(failure=failure, original=data[:KEPT], place=str(path), source=reading.source)
        return
    yield from read_stream(BufferedReader(cast("BufferedReader", BytesIO(data))), provenance)


def put_away(path: Path, root: Path, settlement: Settlement) -> None:
    """Move a delivered file to done/, or to failed/ with NAME.reason.txt when something in it was refused.

    A file that is not safe in Kafka stays. Its place below `root` is kept below done/ and failed/, and a name that is
    taken there gets a number.
    """
    if not settlement.safe:
        return
    folder = root / (FAILED if settlement.refused else DONE) / path.parent.relative_to(root)
    folder.mkdir(parents=True, exist_ok=True)
    target = _free(folder, path.name)
    if settlement.refused:
        # The reason first: a file in failed/ without one would be a riddle.
        target.with_name(target.name + REASON_SUFFIX).write_text(_reason(settlement), encoding="utf-8")
    path.rename(target)


def _free(folder: Path, name: str) -> Path:
    stem, dot, ending = name.rpartition(".")
    candidate, number = folder / name, 1
    while candidate.exists() or candidate.with_name(candidate.name + REASON_SUFFIX).exists():
        number += 1
        candidate = folder / (f"{stem}.{number}{dot}{ending}" if stem else f"{name}.{number}")
    return candidate


def _reason(settlement: Settlement) -> str:
    more = settlement.refused - len(settlement.reasons)
    lines = [
        f"{settlement.delivered} delivered, {settlement.refused} refused. Mend what is named here and drop the file",
        "again: what was delivered already stays as it is.",
        *settlement.reasons,
        *([f"and {more} more (`peyk rejected list`)"] if more > 0 else []),
    ]
    return "\n".join(lines) + "\n"


def sweep(root: Path, looks: Looks, now: float, reading: Reading, deliver: Callable[[list[Lot]], object]) -> Looks:
    """Look once, deliver what has settled, and give what is to be remembered for the next look."""
    current = look_around(root, looks, now)
    ready = settled_files(current, now)
    if ready:
        deliver([dropped_lot(path, current[path], root, reading) for path in ready])
    return {path: look for path, look in current.items() if path.exists()}
