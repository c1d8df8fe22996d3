"""Articles of the past as Kafka keeps them: for trying rules, explaining them, and tracing what happened."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ingest.reader import read_topic
from ingest.rejection import ItemRejected
from processors.tagged_article import TAGGED_TOPIC, TaggedArticle


def past_articles(kafka: str, days: int) -> Iterator[TaggedArticle]:
    """Yield the tagged articles of the last days, every take of each.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    for message in read_topic(kafka, TAGGED_TOPIC, since=datetime.now(UTC) - timedelta(days=days)):
        try:
            yield TaggedArticle.from_bytes(message.value or b"")
        except ItemRejected:
            continue  # it lies in news.rejected, where it is told


def newest_take(kafka: str, article_id: str) -> TaggedArticle | None:
    """Give the newest take of one article that Kafka still has.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    newest: TaggedArticle | None = None
    for message in read_topic(kafka, TAGGED_TOPIC):
        if message.key != article_id.encode():
            continue
        take = TaggedArticle.from_bytes(message.value or b"")
        if newest is None or take.version_number >= newest.version_number:
            newest = take
    return newest
