"""The producer on real Kafka: nothing lost, nothing twice, order kept; a clear end when Kafka stays away."""

import gc
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Protocol

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from ingest.article import ARTICLES_TOPIC, Article
from ingest.delivery import Outgoing, ingest
from ingest.producer import ArticleProducer
from ingest.reader import KafkaUnreachable, read_topic
from ingest.received import Lot, Received, Settlement
from ingest.topics import Topic, ensure_topics, house_topics

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


# kafka-python leaves the sockets of failed connections to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def leftover_sockets() -> Iterator[None]:
    """Collect what is left here, or a later test would be blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class Engines(Protocol):
    kafka: str

    def kill(self, name: str) -> None: ...
    def restart(self) -> None: ...
    def frozen(self, name: str) -> AbstractContextManager[None]: ...


type MakeTopics = Callable[..., list[str]]


class Reports:
    """Counts what the producer reports of each message."""

    def __init__(self) -> None:
        self.delivered: list[int] = []
        self.lost: list[str] = []

    def of(self, number: int) -> Callable[[str | None], None]:
        def report(problem: str | None) -> None:
            if problem is None:
                self.delivered.append(number)
            else:
                self.lost.append(problem)

        return report


def send_numbers(producer: ArticleProducer, topic: str, number: int, pause: float = 0.0) -> Reports:
    reports = Reports()
    for n in range(number):
        producer.send(Outgoing(topic, f"story-{n % 50}".encode(), str(n).encode() * 100), reports.of(n))
        time.sleep(pause)
    producer.drain()
    return reports


def received(kafka: str, topic: str) -> list[tuple[bytes | None, int, int]]:
    return [(m.key, m.partition, int(m.value[: len(m.value) // 100])) for m in read_topic(kafka, topic) if m.value]


def test_every_message_arrives_once_and_in_order_within_its_story(engines: Engines, topics: MakeTopics) -> None:
    [topic] = topics("articles", partitions=4)

    with ArticleProducer(engines.kafka) as producer:
        reports = send_numbers(producer, topic, 5000)

    found = received(engines.kafka, topic)
    assert sorted(reports.delivered) == list(range(5000))
    assert Counter(n for _, _, n in found) == Counter(range(5000))
    for story in {key for key, _, _ in found}:
        numbers = [n for key, _, n in found if key == story]
        assert numbers == sorted(numbers)
        assert len({partition for key, partition, _ in found if key == story}) == 1


def test_a_restart_of_kafka_under_load_loses_nothing_and_doubles_nothing(engines: Engines, topics: MakeTopics) -> None:
    [topic] = topics("articles", partitions=2)

    def crash() -> None:
        time.sleep(0.5)
        engines.kill("kafka")
        time.sleep(1)
        engines.restart()

    crashing = threading.Thread(target=crash)
    with ArticleProducer(engines.kafka) as producer:
        crashing.start()
        reports = send_numbers(producer, topic, 3000, pause=0.001)
        crashing.join()

    assert (len(reports.delivered), reports.lost) == (3000, [])
    assert Counter(n for _, _, n in received(engines.kafka, topic)) == Counter(range(3000))


def test_when_kafka_hangs_too_long_reading_stops_and_nothing_counts_as_sent(engines: Engines) -> None:
    ensure_topics(engines.kafka, house_topics(partitions=1, retention_days=1))
    settled: list[Settlement] = []
    read = 0

    def endless() -> Iterator[Received]:
        nonlocal read
        while True:
            read += 1
            yield Article(id=f"hang-{read}", source="parvaz", received_at=NOW, body="متن " * 200)

    with ArticleProducer(engines.kafka, delivery_seconds=2, max_in_flight=200_000) as producer:
        warm: list[str | None] = []
        producer.send(Outgoing(ARTICLES_TOPIC, b"warm", b"{}"), warm.append)
        producer.drain()
        assert warm == [None]
        with engines.frozen("kafka"):
            counts = ingest([Lot(place="endless", items=endless(), settle=settled.append)], producer)

    assert counts.sent == 0
    assert counts.read == counts.failed == read
    assert any("Kafka does not answer" in problem for problem in counts.problems)
    assert [settlement.safe for settlement in settled] == [False]
    assert read < 1000


def test_what_is_on_its_way_is_bounded_and_slows_the_source_down(engines: Engines, topics: MakeTopics) -> None:
    [topic] = topics("articles")
    on_the_way, most = 0, 0
    lock = threading.Lock()

    def report(_problem: str | None) -> None:
        nonlocal on_the_way
        with lock:
            on_the_way -= 1

    with ArticleProducer(engines.kafka, max_in_flight=100_000) as producer:
        for number in range(2000):
            producer.send(Outgoing(topic, str(number).encode(), bytes(1000)), report)
            with lock:
                on_the_way += 1
                most = max(most, on_the_way)
        producer.drain()

    assert on_the_way == 0
    assert 10 <= most <= 101


def test_a_kafka_that_is_not_there_is_told_in_one_sentence() -> None:
    with pytest.raises(KafkaUnreachable, match=r"Kafka does not answer at localhost:1 .*PEYK_KAFKA"):
        ArticleProducer("localhost:1")


def test_a_topic_that_is_not_there_is_named(engines: Engines, prefix: str) -> None:
    with (
        ArticleProducer(engines.kafka) as producer,
        pytest.raises(KafkaUnreachable, match=f"{prefix}.gone .*does the topic exist"),
    ):
        producer.send(Outgoing(f"{prefix}.gone", b"k", b"v"), lambda _: None)


def test_topics_are_made_once_as_planned(engines: Engines, prefix: str) -> None:
    planned = (
        Topic(name=f"{prefix}.flow", partitions=3, retention_days=30),
        Topic(name=f"{prefix}.rules", partitions=1, compacted=True),
    )

    first = ensure_topics(engines.kafka, planned)
    second = ensure_topics(engines.kafka, planned)

    assert (first, second) == ((f"{prefix}.flow", f"{prefix}.rules"), ())
    admin = KafkaAdminClient(bootstrap_servers=engines.kafka)
    try:
        made = {topic["name"]: topic for topic in admin.describe_topics([topic.name for topic in planned])}
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in planned]
        settings = str(admin.describe_configs(resources))
    finally:
        admin.close()
    assert [len(made[topic.name]["partitions"]) for topic in planned] == [3, 1]
    assert str(30 * 24 * 60 * 60 * 1000) in settings
    assert "compact" in settings
