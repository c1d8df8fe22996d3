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

_HEAD = struct.Struct("<BBQd")
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


@dataclass(frozen=True, slots=True)
class Taken:
    """One article's place in a story. `known` says that nothing about it is new: there is nothing to log."""

    article_id: str
    story_id: str
    at: datetime
    basis: Basis
    signature: Signature
    known: bool = False

    def to_bytes(self) -> bytes:
        """Encode as the value of a message on news.stories, whose key is the article's id."""
        head = _HEAD.pack(_LAYOUT, self.basis, int(self.story_id, 16), self.at.timestamp())
        return head + self.signature.to_bytes()

    @staticmethod
    def from_bytes(key: bytes, value: bytes) -> "Taken":
        """Decode a message of news.stories.

        Raises:
            ValueError: the bytes are of another layout.
        """
        if len(value) < _HEAD.size or value[0] != _LAYOUT:
            raise ValueError(f"record of news.stories in layout {value[:1].hex() or 'none'}, not {_LAYOUT:02x}")
        _, basis, story, seconds = _HEAD.unpack_from(value)
        at = datetime.fromtimestamp(seconds, UTC)
        signature = Signature.from_bytes(value[_HEAD.size :])
        return Taken(key.decode("utf-8", "surrogateescape"), f"{story:016x}", at, Basis(basis), signature)


def founded_by(article_id: str) -> str:
    """Return the id of the story that begins with this article: 16 hexadecimal digits, always the same."""
    return hashlib.blake2b(article_id.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
