"""A Maildir as a source: each new message is one lot; what Kafka has is marked as seen, as mail programs mark it."""

from collections.abc import Iterator
from pathlib import Path

from ingest.received import Lot, Received, Settlement
from ingest.sources.arguments import Reading
from ingest.sources.files import open_plainly, read_stream

_SEEN = ":2,S"


def mailbox_lots(maildir: Path, reading: Reading) -> Iterator[Lot]:
    """Offer every message in new/, oldest first. Maildir's own rule is that what lies there is complete.

    A settled message goes to cur/, marked as seen, also when it was refused: its dead letter says why.
    """
    for path in sorted((maildir / "new").glob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield _lot(path, maildir, reading)


def _lot(path: Path, maildir: Path, reading: Reading) -> Lot:
    def settle(settlement: Settlement) -> None:
        if settlement.safe:
            (maildir / "cur").mkdir(exist_ok=True)
            path.rename(maildir / "cur" / f"{path.name.partition(':')[0]}{_SEEN}")

    return Lot(place=str(path), items=_items(path, reading), settle=settle)


def _items(path: Path, reading: Reading) -> Iterator[Received]:
    with open_plainly(path) as stream:
        yield from read_stream(stream, reading.provenance(path))
