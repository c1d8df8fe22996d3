"""What a person names on the command line as lots: a file, a folder, the address of a feed, `-` for standard input."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from io import BufferedReader
from pathlib import Path

from ingest.received import Lot, Provenance
from ingest.sources.files import file_lot, read_stream
from ingest.sources.folder import folder_lots

STDIN = "-"


class NoSuchSource(Exception):  # noqa: N818 - it names a state of the world
    """What was named is neither a file nor a folder nor an address; the message says which and what would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read what items leave unsaid; see Provenance."""

    source: str | None = None
    time_zone: tzinfo = UTC
    language: str | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def provenance(self, place: object) -> Provenance:
        """Tell where the items of one place come from, received now."""
        return Provenance(
            place=str(place),
            received_at=self.clock(),
            source=self.source,
            time_zone=self.time_zone,
            language=self.language,
        )


type FeedLot = Callable[[str, Reading], Lot]


def lots_of(arguments: Iterable[str], reading: Reading, feed_lot: FeedLot) -> Iterator[Lot]:
    """Offer everything that was named, in the order it was named.

    Args:
        arguments: paths, addresses (http:// or https://), or `-`.
        reading: source, zone and language of items that name none.
        feed_lot: makes the lot of one feed address (see ingest.sources.feed_url).

    Raises:
        NoSuchSource: before anything is read, for the first argument that is none of these.
    """
    named = [_maker(argument, reading, feed_lot) for argument in arguments]
    return (lot for make in named for lot in make())


def _maker(argument: str, reading: Reading, feed_lot: FeedLot) -> Callable[[], Iterable[Lot]]:
    if argument == STDIN:
        return lambda: [stdin_lot(reading)]
    if argument.startswith(("http://", "https://")):
        return lambda: [feed_lot(argument, reading)]
    path = Path(argument)
    if path.is_dir():
        return lambda: folder_lots(path, reading.provenance)
    if path.is_file():
        # A link that a person names is meant; only links found inside folders are not followed.
        return lambda: [file_lot(path.resolve(), reading.provenance(path))]
    raise NoSuchSource(f"{argument}: no such file or folder, and not an address that begins with http:// or https://")


def stdin_lot(reading: Reading, stream: BufferedReader | None = None) -> Lot:
    """Offer standard input: JSONL, or one document of any known format."""
    provenance = reading.provenance("<stdin>")
    return Lot(place="<stdin>", items=read_stream(stream or _standard_input(), provenance))


def _standard_input() -> BufferedReader:
    return open(sys.stdin.fileno(), "rb", closefd=False)
