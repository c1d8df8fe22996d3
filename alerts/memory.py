"""What the deciding worker remembers, and how it is kept in the compacted topic news.alert-state: one key, one value.

story/ID      which rules a story fired            counts/RULE     how often a rule with a spike option matched
embargo/ID    a sighting that waits for its time   rhythm/SOURCE   when a source speaks
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import ValidationError

from alerts.rhythm import Rhythm
from alerts.sighting import Sighting
from alerts.spike import Counts
from alerts.story import Story
from ingest.rejection import ItemRejected

STATE_TOPIC = "news.alert-state"

FORGET_AFTER = timedelta(days=30)
"""A story is remembered this long after it last changed; a later take of it would fire again."""


@dataclass(slots=True)
class Memory:
    """Everything remembered. A null value in `Changes` means: forget it."""

    stories: dict[str, Story] = field(default_factory=dict)
    embargoed: dict[str, Sighting] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)
    rhythms: dict[str, Rhythm] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)

    def restore(self, key: bytes, value: bytes | None) -> None:
        """Take over one message of the state topic. One that cannot be read any more is as good as none."""
        kind, _, name = key.decode("utf-8", "replace").partition("/")
        try:
            self._put(kind, name, value)
        except (ValidationError, ItemRejected, ValueError):
            self._put(kind, name, None)

    def apply(self, changes: "Changes") -> None:
        """Take over what is safe in Kafka."""
        for key, value in changes.items():
            kind, _, name = key.partition("/")
            self._set(kind, name, value)

    def expired(self, now: datetime) -> tuple[str, ...]:
        """Name the stories that need not be remembered any longer."""
        return tuple(key for key, story in self.stories.items() if story.touched_at < now - FORGET_AFTER)

    def _put(self, kind: str, name: str, value: bytes | None) -> None:
        if kind in _DECODERS:
            self._set(kind, name, None if value is None else _DECODERS[kind](value))

    def _set(self, kind: str, name: str, value: "Remembered | None") -> None:
        if kind == "story":
            self._set_story(name, value)
        elif kind == "embargo":
            _set(self.embargoed, name, value, Sighting)
        elif kind == "counts":
            _set(self.counts, name, value, Counts)
        else:
            _set(self.rhythms, name, value, Rhythm)

    def _set_story(self, name: str, value: "Remembered | None") -> None:
        if (before := self.stories.get(name)) is not None:
            for article_id in before.articles:
                self.story_of.pop(article_id, None)
        _set(self.stories, name, value, Story)
        if isinstance(value, Story):
            self.story_of.update(dict.fromkeys(value.articles, name))


type Remembered = Story | Sighting | Counts | Rhythm

_DECODERS: Mapping[str, Callable[[bytes], Remembered]] = {
    "story": Story.from_bytes,
    "embargo": Sighting.from_bytes,
    "counts": Counts.from_bytes,
    "rhythm": Rhythm.from_bytes,
}


def _set[T](table: dict[str, T], name: str, value: "Remembered | None", kind: type[T]) -> None:
    if isinstance(value, kind):
        table[name] = value
    else:
        table.pop(name, None)


class Changes(dict[str, Remembered | None]):
    """What one batch changes: the key of the state topic and the new value, null to forget it."""

    def messages(self, memory: Memory) -> Iterator[tuple[bytes, bytes | None]]:
        """Give the messages for the state topic, a tombstone for what is to be forgotten.

        What is only counted is written from time to time: a worker that is killed may forget a few seconds of it.
        """
        for key, value in self.items():
            if isinstance(value, Rhythm | Counts) and _kept(memory, key) == value.kept_at:
                continue
            yield key.encode(), None if value is None else value.to_bytes()


def _kept(memory: Memory, key: str) -> object:
    kind, _, name = key.partition("/")
    before = memory.rhythms.get(name) if kind == "rhythm" else memory.counts.get(name)
    return before.kept_at if before else None
