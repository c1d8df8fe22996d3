"""The history of articles: takes that a newer one superseded, kept in `news-takes` as they stood in search."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from index.elastic import Write
from index.templates import TAKES_INDEX

_LAST = 1 << 61


def take_id(document: Mapping[str, Any]) -> str:
    """Name one take: by its article's id, its version, and what it says; a redelivery says the same."""
    return f"{document['id']}@{document['version']}.{document['content'][:8]}"


def take_write(document: Mapping[str, Any]) -> Write:
    """Give the write that puts the document of a superseded take into the history.

    Writing it twice changes nothing, and of one take received twice the first receipt is kept: notes are held against
    that one.
    """
    received = datetime.fromisoformat(document["received_at"])
    version = _LAST - max(int(received.timestamp() * 1000), 0)
    return Write(index=TAKES_INDEX, id=take_id(document), version=version, document=document)
