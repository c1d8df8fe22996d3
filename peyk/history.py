"""Gathers what is known of one article or story from Kafka and Elasticsearch: takes, and the evidence of a trace."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from alerts.alert import ALERTS_TOPIC, Alert
from index.document import month_of
from index.elastic import Elastic
from index.notes import article_of, notes_on
from index.templates import NEWS_ALIAS, TAKES_INDEX, month_in
from ingest.article import ARTICLES_TOPIC, Article
from ingest.dead_letters import dead_letters
from ingest.reader import committed_offsets, read_topic
from ingest.rejection import ItemRejected, Rejection
from peyk.endpoints import endpoints
from peyk.settings import Settings
from peyk.workers import elastic
from processors.stories.assign import OUTLINED_TOPIC
from processors.stories.notes import NoteKind
from processors.stories.state import precedence
from processors.stories.taken import STORIES_TOPIC, Taken
from processors.stories.trace import STAGES, Evidence, Message, NoteOn
from processors.tagged_article import TAGGED_TOPIC, TaggedArticle

MOST_TAKES = 1000
BEFORE = timedelta(hours=1)
"""A trace reads Kafka from so long before an article's first take came: all of it would take minutes. Dead letters are
read from the beginning, so that what was refused before is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """The documents of the takes, by article with the one that holds last, and of the notes that mean one of them."""

    takes: tuple[Mapping[str, Any], ...]
    notes: tuple[Mapping[str, Any], ...]


async def story_of(settings: Settings, story_or_article: str) -> Told:
    """Give all takes of a story, or of the story that an article belongs to, and the notes on them.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    connection = elastic(settings)
    try:
        own = await _takes(connection, {"term": {"id": story_or_article}})
        story = own[-1].get("story_id", story_or_article) if own else story_or_article
        ids = sorted({take["id"] for take in await _takes(connection, {"term": {"story_id": story}})})
        # By their articles, for a take on hold may have come before its article was known to be of the story.
        takes = await _takes(connection, {"terms": {"id": ids}}) or own
        return Told(tuple(takes), await notes_on(takes, connection))
    finally:
        await connection.close()


async def _takes(connection: Elastic, query: dict[str, Any]) -> list[dict[str, Any]]:
    request = {"query": query, "size": MOST_TAKES, "sort": [{"received_at": "asc"}]}
    answer = await connection.search(request, index=f"{NEWS_ALIAS},{TAKES_INDEX}")
    # The one in search holds; the others stand by their versions before it.
    hits = sorted(answer["hits"]["hits"], key=lambda hit: _order(hit["_index"], hit["_source"]))
    return [dict(hit["_source"]) for hit in hits]


def _order(index: str, take: Mapping[str, Any]) -> tuple[Any, ...]:
    return (take["id"], index != TAKES_INDEX, take["version"], take["received_at"])


async def evidence_of(settings: Settings, article_id: str) -> Evidence:
    """Gather all that Kafka and Elasticsearch hold of one article.

    Raises:
        KafkaUnreachable, DownstreamUnavailable, IndexRefused: an engine does not answer, or refuses.
    """
    kafka = endpoints(settings).kafka
    key = article_id.encode()
    found = await _searched(settings, article_id)
    document, since = found.document, found.first - BEFORE if found.first else None
    messages = tuple(_messages(kafka, key, since))
    taken = [m for m in read_topic(kafka, STORIES_TOPIC, key=key) if m.value is not None]
    return Evidence(
        article_id=article_id,
        messages=messages,
        rejections=tuple(letter for letter in dead_letters(kafka) if _is_of(letter, article_id)),
        taken=tuple(Taken.from_bytes(key, message.value or b"") for message in taken),
        document=article_of(document) if document else None,
        acted_on=document.get("acted_on") if document else None,
        indexed_at=datetime.fromisoformat(document["indexed_at"]) if document else None,
        alerts={alert.id: alert.matched_at for alert in _alerts(kafka, article_id, since)},
        notes=found.notes,
        month_gone=_month_gone(messages, found.months),
    )


def _month_gone(messages: Sequence[Message], months: Collection[str]) -> str | None:
    tagged = [message.article for message in messages if isinstance(message.article, TaggedArticle)]
    month = month_of(max(tagged, key=precedence)) if tagged else None
    return None if month in months else month


def _is_of(letter: Rejection, article_id: str) -> bool:
    # What was refused before it became an Article has no id of its own, but its original may name one.
    return letter.article_id == article_id or f'"{article_id}"' in letter.original


@dataclass(frozen=True, slots=True)
class _Searched:
    """What search knows: the document, when its first take came, the notes on it, and the months that there are."""

    document: dict[str, Any] | None
    first: datetime | None
    notes: tuple[NoteOn, ...]
    months: frozenset[str]


async def _searched(settings: Settings, article_id: str) -> _Searched:
    connection = elastic(settings)
    try:
        await connection.refresh()
        answer = await connection.search({"query": {"term": {"id": article_id}}, "size": 1})
        takes = await _takes(connection, {"term": {"id": article_id}})
        document = next((dict(hit["_source"]) for hit in answer["hits"]["hits"]), None)
        notes = await notes_on([document], connection) if document else ()
        months = frozenset(map(month_in, await connection.month_indices()))
    finally:
        await connection.close()
    first = min((datetime.fromisoformat(take["received_at"]) for take in takes), default=None)
    return _Searched(document, first, tuple(map(_note_on, notes)), months)


def _note_on(note: Mapping[str, Any]) -> NoteOn:
    return NoteOn(
        article_id=note["id"],
        kind=NoteKind(note["note"]),
        at=datetime.fromisoformat(note["received_at"]),
        title=note.get("title", ""),
    )


def _messages(kafka: str, key: bytes, since: datetime | None) -> Iterator[Message]:
    for topic in (ARTICLES_TOPIC, OUTLINED_TOPIC, TAGGED_TOPIC):
        done = committed_offsets(kafka, f"peyk-{STAGES[topic]}", topic)
        for message in read_topic(kafka, topic, key=key, since=since):
            if article := _article(topic, message.value):
                yield Message(
                    topic=topic,
                    place=f"{topic}/{message.partition}/{message.offset}",
                    at=datetime.fromtimestamp(message.timestamp / 1000, UTC),
                    article=article,
                    waits=message.offset >= done.get(message.partition, 0),
                )


def _article(topic: str, value: bytes | None) -> Article | None:
    read = Article.from_bytes if topic == ARTICLES_TOPIC else TaggedArticle.from_bytes
    try:
        return read(value or b"")
    except ItemRejected:
        return None  # it lies in news.rejected, which the trace shows


def _alerts(kafka: str, article_id: str, since: datetime | None) -> Iterator[Alert]:
    named = orjson.dumps(article_id)
    for message in read_topic(kafka, ALERTS_TOPIC, since=since):
        if named not in (message.value or b""):
            continue
        alert = Alert.from_bytes(message.value or b"")
        if alert.article_id == article_id:
            yield alert
