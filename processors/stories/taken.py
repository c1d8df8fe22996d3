"""An article that arrives at the window of stories, and the Taken record: the place it was given, a row of the log."""

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from processors.stories.outline import Outline
from processors.stories.signature import Signature

STORIES_TOPIC = "news.stories"
"""One partition, kept for longer than the window: the log from which a worker rebuilds its window of stories."""

_ARRIVAL = struct.Struct("<BdH")
_TAKEN = struct.Struct("<BBQd")
_LAYOUT = 1


class Basis(IntEnum):
    """Why an article is of its story."""

    NEW = 0  # nothing like it came before: it founds a story
    SAME = 1  # a new version of an article that was seen before
    EXACT = 2  # the same words as an article of the story
    NEAR = 3  # a near-duplicate of an article of the story
    ANCESTOR = 4  # it names the article that it continues


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the window needs to know of an article. `at` is when it was received, `evolved_from` an article's id."""

    article_id: str
    at: datetime
    outline: Outline
    evolved_from: str | None = None

    def to_bytes(self) -> bytes:
        """Encode for the header of a message whose key is the article's id."""
        ancestor = (self.evolved_from or "").encode("utf-8", "surrogatepass")
        return _ARRIVAL.pack(_LAYOUT, self.at.timestamp(), len(ancestor)) + ancestor + self.outline.to_bytes()

    @staticmethod
    def from_bytes(article_id: str, data: bytes) -> "Arrival":
        """Decode what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are of another layout.
        """
        if len(data) < _ARRIVAL.size or data[0] != _LAYOUT:
            raise ValueError(f"arrival in layout {data[:1].hex() or 'none'}; this version of Peyk reads {_LAYOUT:02x}")
        _, seconds, length = _ARRIVAL.unpack_from(data)
        end = _ARRIVAL.size + length
        ancestor = data[_ARRIVAL.size : end].decode("utf-8", "surrogatepass") or None
        return Arrival(article_id, datetime.fromtimestamp(seconds, UTC), Outline.from_bytes(data[end:]), ancestor)


@dataclass(frozen=True, slots=True)
class Taken:
    """One article's place in a story. `logged` says that the log is known to have it already."""

    article_id: str
    story_id: str
    at: datetime
    basis: Basis
    signature: Signature
    logged: bool = False

    def to_bytes(self) -> bytes:
        """Encode as the value of a message on news.stories, whose key is the article's id."""
        head = _TAKEN.pack(_LAYOUT, self.basis, int(self.story_id, 16), self.at.timestamp())
        return head + self.signature.to_bytes()

    @staticmethod
    def from_bytes(key: bytes, value: bytes) -> "Taken":
        """Decode a message of news.stories.

        Raises:
            ValueError: the bytes are of another layout.
        """
        if len(value) < _TAKEN.size or value[0] != _LAYOUT:
            raise ValueError(f"story in layout {value[:1].hex() or 'none'}; this version of Peyk reads {_LAYOUT:02x}")
        _, basis, story, seconds = _TAKEN.unpack_from(value)
        at = datetime.fromtimestamp(seconds, UTC)
        signature = Signature.from_bytes(value[_TAKEN.size :])
        return Taken(key.decode("utf-8", "surrogatepass"), f"{story:016x}", at, Basis(basis), signature)


def founded_by(article_id: str) -> str:
    """Return the id of the story that begins with this article: 16 hexadecimal digits, always the same."""
    return hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
