"""The topics of Peyk and how they are made: one place that knows partitions, retention and compaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from ingest.article import ARTICLES_TOPIC
from ingest.reader import KafkaUnreachable
from ingest.rejection import LETTERS_KEPT_DAYS, REJECTED_TOPIC

MAX_MESSAGE = 8_000_000
"""Bytes of one message on any topic. An article may have MAX_ARTICLE bytes; tagged, it holds its text twice more."""

_DAY = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: a compacted one keeps the newest message of each key for ever, another one keeps all for some days."""

    name: str
    partitions: int
    retention_days: int | None = None
    compacted: bool = False

    def configuration(self) -> Mapping[str, str]:
        """Give the topic's settings as Kafka names them."""
        if self.compacted:
            return {"cleanup.policy": "compact", "max.message.bytes": str(MAX_MESSAGE)}
        kept = -1 if self.retention_days is None else self.retention_days * _DAY
        return {"cleanup.policy": "delete", "retention.ms": str(kept), "max.message.bytes": str(MAX_MESSAGE)}


def house_topics(*, partitions: int, retention_days: int) -> tuple[Topic, ...]:
    """Name all topics of Peyk.

    What gives each article its story, and what decides whether one alerts, must see all in one order: their topics have
    one partition. Rules and dead letters are few.
    """
    flowing = (ARTICLES_TOPIC, "news.tagged", "news.alerts")
    return (
        *(Topic(name=name, partitions=partitions, retention_days=retention_days) for name in flowing),
        Topic(name="news.outlined", partitions=1, retention_days=retention_days),
        # The log of stories reaches further back than the window of seven days in which stories are joined.
        Topic(name="news.stories", partitions=1, retention_days=max(retention_days, 8)),
        Topic(name="news.sightings", partitions=1, retention_days=retention_days),
        Topic(name="news.alert-state", partitions=1, compacted=True),
        Topic(name="news.attempts", partitions=partitions, retention_days=retention_days),
        Topic(name=REJECTED_TOPIC, partitions=1, retention_days=max(retention_days, LETTERS_KEPT_DAYS)),
        Topic(name="news.rules", partitions=1, compacted=True),
    )


def ensure_topics(kafka: str, topics: Sequence[Topic], *, replication: int = 1) -> tuple[str, ...]:
    """Make the topics that are not there yet and name them; those that are there are left as they are.

    Args:
        kafka: bootstrap servers, host:port[,host:port].
        topics: what must be there afterwards.
        replication: copies that Kafka keeps of each partition.

    Raises:
        KafkaUnreachable: no broker answers, or it refuses to make a topic.
    """
    try:
        admin = KafkaAdminClient(bootstrap_servers=kafka.split(","), bootstrap_timeout_ms=10_000)
    except KafkaError as error:
        raise KafkaUnreachable(
            f"Kafka does not answer at {kafka}: is it running (`peyk engines status`), is PEYK_KAFKA right?"
        ) from error
    try:
        missing = [topic for topic in topics if topic.name not in set(admin.list_topics())]
        return tuple(topic.name for topic in missing if _make(admin, topic, replication))
    except KafkaError as error:
        raise KafkaUnreachable(f"Kafka at {kafka} refuses to make topics: {error}") from error
    finally:
        admin.close()


def _make(admin: KafkaAdminClient, topic: Topic, replication: int) -> bool:
    wanted = {
        "num_partitions": topic.partitions,
        "replication_factor": replication,
        "configs": dict(topic.configuration()),
    }
    try:
        admin.create_topics({topic.name: wanted}, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        return False  # another process of ours was quicker
    return True
