"""Sends what Kafka kept through today's code, and says what changes: after a better lexicon, gazetteer or grammar."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from processors.tagged_article import TaggedArticle

COMPARED = ("title", "body", "entities", "dates", "language")
"""What the code decides about an article, field by field."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What today's code makes of one article, where it differs from what search holds: the names of the fields."""

    article_id: str
    fields: tuple[str, ...]


def kept(kafka: str, since: datetime, until: datetime) -> Iterator[Message]:
    """Yield the articles that Kafka received in this span and still keeps.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    return read_topic(kafka, ARTICLES_TOPIC, since=since, until=until)


async def differences(
    elastic: Elastic, messages: Iterator[Message], tag: Callable[[Article], TaggedArticle]
) -> tuple[Difference, ...]:
    """Tag every message with today's code, and compare with what search holds of the same version.

    Raises:
        DownstreamUnavailable, IndexRefused: Elasticsearch does not answer, or refuses.
    """
    found = []
    for message in messages:
        try:
            tagged = tag(Article.from_bytes(message.value or b""))
        except ItemRejected:
            continue  # it was rejected then too, and lies in news.rejected
        held = await _held(elastic, tagged.id)
        if held is not None and held["version"] == tagged.version_number:
            found.append(Difference(tagged.id, tuple(_changed(held, tagged))))
    return tuple(found)


async def _held(elastic: Elastic, article_id: str) -> Mapping[str, Any] | None:
    request: Query = {"query": {"term": {"id": article_id}}, "size": 1}
    hits = (await elastic.search(request))["hits"]["hits"]
    return dict(hits[0]["_source"]) if hits else None


def _changed(held: Mapping[str, Any], tagged: TaggedArticle) -> Iterator[str]:
    now = orjson.loads(tagged.to_bytes())
    return (name for name in COMPARED if (held.get(name) or None) != (now.get(name) or None))


def summary(found: tuple[Difference, ...]) -> Counter[str]:
    """Count articles by the field that changes."""
    return Counter(name for difference in found for name in difference.fields)


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
