"""Sends what Kafka kept through today's code, and says what changes: after a better lexicon, gazetteer or grammar."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from index.elastic import Elastic
from index.search import Query
from ingest.article import ARTICLES_TOPIC, Article
from ingest.delivery import Outgoing
from ingest.producer import ArticleProducer
from ingest.reader import Message, read_topic
from ingest.rejection import ItemRejected
from processors.messages import REPLAY_HEADER
from processors.stories.diff import Change, ChangeKind, diff, in_one_line
from processors.tagged_article import TaggedArticle

COMPARED = ("title", "body", "entities", "dates", "language")
"""What the code decides about an article, field by field."""

_AROUND = 25
"""Characters that are told on each side of a change, of what stays."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an article as search holds it, and as today's code makes it: JSON values, null when empty."""

    before: Any
    after: Any

    def told(self) -> str:
        """Say in one line what goes and what comes: [-this-] and {+that+}, with a few words of what stays around it."""
        if isinstance(self.before or self.after, list):
            before, after = ([_mention(each) for each in value or ()] for value in (self.before, self.after))
            gone = [Change(ChangeKind.OUT, each) for each in before if each not in after]
            come = [Change(ChangeKind.IN, each) for each in after if each not in before]
            return "  ".join(in_one_line([change]) for change in gone + come) or "other places"
        changes = diff(str(self.before or ""), str(self.after or ""))
        return " ".join(in_one_line([_shortened(change) for change in changes]).split())


@dataclass(frozen=True, slots=True)
class Difference:
    """What today's code makes of one article, where it differs from what search holds: the fields that change."""

    article_id: str
    title: str
    fields: Mapping[str, FieldChange]


def kept(kafka: str, since: datetime, until: datetime) -> Iterator[Message]:
    """Yield the articles that Kafka received in this span and still keeps.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    return read_topic(kafka, ARTICLES_TOPIC, since=since, until=until)


async def differences(
    elastic: Elastic, messages: Iterator[Message], tag: Callable[[Article], TaggedArticle]
) -> AsyncIterator[Difference]:
    """Tag every message with today's code, and compare with what search holds of the same version.

    Yields one for each article that search holds, without fields where nothing changes.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    for message in messages:
        try:
            tagged = tag(Article.from_bytes(message.value or b""))
        except ItemRejected:
            continue  # it was rejected then too, and lies in news.rejected
        held = await _held(elastic, tagged.id)
        if held is not None and held["version"] == tagged.version_number:
            yield Difference(tagged.id, tagged.title or "", dict(_changed(held, tagged)))


async def _held(elastic: Elastic, article_id: str) -> Mapping[str, Any] | None:
    request: Query = {"query": {"term": {"id": article_id}}, "size": 1}
    hits = (await elastic.search(request))["hits"]["hits"]
    return dict(hits[0]["_source"]) if hits else None


def _changed(held: Mapping[str, Any], tagged: TaggedArticle) -> Iterator[tuple[str, FieldChange]]:
    now = orjson.loads(tagged.to_bytes())
    for name in COMPARED:
        change = FieldChange(held.get(name) or None, now.get(name) or None)
        if change.before != change.after:
            yield name, change


def _mention(found: Mapping[str, Any]) -> str:
    """Write an entity or a date as its text and what it means."""
    span = found.get("from") and f"{found['from']}..{found['to']}"
    meaning = " ".join(filter(None, (found.get("type") or found.get("kind"), found.get("id") or span)))
    return f"{found.get('text')} ({meaning})"


def _shortened(change: Change) -> Change:
    if change.kind is not ChangeKind.KEPT or len(change.text) <= 2 * _AROUND:
        return change
    return Change(change.kind, f"{change.text[:_AROUND]} … {change.text[-_AROUND:]}")


def send(kafka: str, messages: Iterator[Message]) -> tuple[int, tuple[str, ...]]:
    """Put articles onto their topic again, marked as a replay.

    Returns:
        How many were sent, and what Kafka did not take.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    problems: list[str] = []
    count = 0
    with ArticleProducer(kafka) as producer:
        for message in messages:
            again = Outgoing(ARTICLES_TOPIC, message.key or b"", message.value, ((REPLAY_HEADER, b"1"),))
            producer.send(again, lambda problem: problems.append(problem) if problem else None)
            count += 1
        producer.drain()
    return count - len(problems), tuple(problems)
