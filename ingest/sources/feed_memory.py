"""What is remembered of a feed between polls, so that each item is sent once, and again when it changed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.article import Article
from ingest.received import Received

MAX_REMEMBERED = 2000
"""Items that are remembered although the feed no longer lists them; a feed lists 10 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMemory:
    """Marks of the last answer, and of each item by id: the newest version sent (milliseconds) and a content hash."""

    etag: str | None = None
    last_modified: str | None = None
    items: Mapping[str, tuple[int, str]] = field(default_factory=dict)


_ADAPTER = TypeAdapter(FeedMemory)


def sift(items: Iterable[Received], memory: FeedMemory) -> tuple[tuple[Received, ...], FeedMemory]:
    """Choose the items that are new or changed, whatever their date, and give the memory that holds after sending.

    Many feeds correct a story and leave its date as it was: such an item gets the time of its arrival as version, so
    that it counts as newer.
    """
    chosen: list[Received] = []
    listed: dict[str, tuple[int, str]] = {}
    for item in items:
        name, now = _name(item), content_digest(item)
        version, digest = listed.get(name) or memory.items.get(name) or (0, "")
        if digest == now:
            listed[name] = (version, digest)
            continue
        if isinstance(item, Article):
            newer = item if item.version_number > version else replace(item, version=item.received_at)
            version, item = newer.version_number, newer  # noqa: PLW2901 - the item goes on in its newer version
        listed[name] = (version, now)
        chosen.append(item)
    older = {name: mark for name, mark in memory.items.items() if name not in listed}
    kept = dict(list(older.items())[-MAX_REMEMBERED:])
    return tuple(chosen), replace(memory, items=kept | listed)


def content_digest(item: Received) -> str:
    """Hash what a reader would see change (title, body, status), or all of a refused item."""
    if isinstance(item, Article):
        text = "\0".join((item.title or "", item.body or "", item.status)).encode("utf-8", "surrogatepass")
    else:
        text = item.original
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def _name(item: Received) -> str:
    # A refused entry has no id; its own bytes name it, so that each poll does not refuse it anew.
    return item.id if isinstance(item, Article) else f"refused:{content_digest(item)}"


def load_memory(path: Path) -> FeedMemory:
    """Read what is remembered; nothing when there is no such file or it cannot be read: items are sent once more."""
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return FeedMemory()


def save_memory(path: Path, memory: FeedMemory) -> None:
    """Write what is remembered, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".tmp")
    partial.write_bytes(_ADAPTER.dump_json(memory))
    partial.replace(path)
