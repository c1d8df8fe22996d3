"""All stages on real engines, broken in the middle of their work: what goes in comes out, none lost, none twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch import TransportError as Unanswered
from kafka import KafkaProducer

from ingest.article import ARTICLES_TOPIC, Article
from ingest.dead_letters import dead_letters
from ingest.topics import ensure_topics, house_topics

PEYK = Path(sys.executable).with_name("peyk")
STAGES = ("processors", "stories", "index")
WORDS = "رسانهها می گویند آتش بس در کابل و تهران پس از ۲۱ اکتوبر برقرار میشود و گفتوگو ادامه دارد"


@dataclass(slots=True)
class House:
    """Peyk's own workers on the session's engines, and the articles that were fed to them."""

    engines: Any
    prefix: str
    folder: Path
    workers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)

    def start(self, *stages: str) -> None:
        for stage in stages:
            environ = {
                "PEYK_KAFKA": self.engines.kafka,
                "PEYK_ELASTICSEARCH": self.engines.elasticsearch,
                "PEYK_STATE_DIR": str(self.folder / stage),
                "PEYK_BATCH_SIZE": "25",
            }
            with (self.folder / f"{stage}.log").open("ab") as log:
                command = [str(PEYK), "worker", stage]
                self.workers[stage] = subprocess.Popen(command, env=os.environ | environ, stdout=log, stderr=log)

    def tend(self) -> None:
        """Start again what ended, as the supervisor of `peyk run` does."""
        for stage, worker in list(self.workers.items()):
            if worker.poll() is not None:
                self.start(stage)

    def kill(self, stage: str) -> None:
        self.workers[stage].kill()
        self.workers[stage].wait()

    def feed(self, first: int, last: int) -> None:
        """Put articles onto Kafka, confirmed; those fed before are redeliveries of the same."""
        producer = KafkaProducer(bootstrap_servers=self.engines.kafka, acks="all", delivery_timeout_ms=120_000)
        for number in range(first, last):
            article = self.article(number)
            producer.send(ARTICLES_TOPIC, key=article.id.encode(), value=article.to_bytes())
            self.fed.add(article.id)
        producer.flush(120)
        producer.close()

    def article(self, number: int) -> Article:
        day = datetime(2025, 10, 1 + number % 28, 12, tzinfo=UTC)
        body = f"{WORDS} {' '.join(str(number * 7919 + each) for each in range(12))}"
        return Article(
            id=f"{self.prefix}-{number}",
            source=self.prefix,
            received_at=day,
            published_at=day,
            title=f"خبر شمارهٔ {number}",
            body=body,
        )

    def found(self) -> list[str]:
        """Ids of all documents of this test, a document that is there twice twice."""
        with Elasticsearch(self.engines.elasticsearch, request_timeout=5, max_retries=0) as client:
            client.indices.refresh(index="news-2*")
            answer = client.search(index="news-2*", query={"term": {"source": self.prefix}}, size=5000, source=False)
            return [hit["_id"] for hit in answer["hits"]["hits"]]

    def settle(self, seconds: float = 180) -> list[str]:
        """Wait until everything fed is found, and a moment longer for what must not come."""
        self.until(lambda: self.fed <= set(self.found()), seconds)
        time.sleep(2)
        return self.found()

    def until(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.tend()
            with suppress(Unanswered):
                if condition():
                    return
            time.sleep(0.3)
        logs = "\n".join(f"{path.name}: {path.read_text()[-2000:]}" for path in self.folder.glob("*.log"))
        pytest.fail(f"not within {seconds} s; fed {len(self.fed)}, found {len(self.found())}\n{logs}")


@pytest.fixture
def house(engines: Any, prefix: str, tmp_path: Path) -> Iterator[House]:
    ensure_topics(engines.kafka, house_topics(partitions=4, retention_days=30))
    made = House(engines, prefix, tmp_path)
    made.start(*STAGES)
    yield made
    for worker in made.workers.values():
        worker.terminate()
    for worker in made.workers.values():
        worker.wait(40)


def test_everything_fed_is_found_once_and_a_redelivery_adds_nothing(house: House) -> None:
    house.feed(0, 100)
    first = house.settle()
    house.feed(0, 100)
    house.feed(100, 110)

    assert sorted(first) == sorted({f"{house.prefix}-{number}" for number in range(100)})
    assert sorted(house.settle()) == sorted(house.fed)


def test_poison_is_rejected_with_its_bytes_and_the_rest_flows(house: House) -> None:
    poison = f'{{"id": "{house.prefix}-poison", "broken'.encode()
    producer = KafkaProducer(bootstrap_servers=house.engines.kafka, acks="all")
    for value in (poison, b"\xff\xfe\x00 " + house.prefix.encode(), b"[]", b""):
        producer.send(ARTICLES_TOPIC, key=house.prefix.encode(), value=value)
    producer.flush(60)
    producer.close()
    house.feed(0, 30)

    assert sorted(house.settle()) == sorted(house.fed)
    originals = [letter.original_bytes for letter in dead_letters(house.engines.kafka)]
    assert poison in originals
    assert b"\xff\xfe\x00 " + house.prefix.encode() in originals


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_killed_in_mid_batch_loses_nothing_and_doubles_nothing(house: House, stage: str) -> None:
    house.feed(0, 150)
    house.until(lambda: len(house.found()) > 10)
    house.feed(150, 400)
    house.kill(stage)

    assert sorted(house.settle()) == sorted(house.fed)


def test_kafka_restarted_under_load_loses_nothing(house: House) -> None:
    house.feed(0, 150)
    house.until(lambda: len(house.found()) > 10)
    house.feed(150, 300)
    with house.engines.down("kafka"):
        time.sleep(2)
    house.feed(300, 350)

    assert sorted(house.settle(180)) == sorted(house.fed)


@pytest.mark.parametrize("fault", ["down", "frozen"])
def test_elasticsearch_away_for_twenty_seconds_loses_nothing(house: House, fault: str) -> None:
    house.feed(0, 100)
    house.until(lambda: len(house.found()) > 10)
    with getattr(house.engines, fault)("elasticsearch"):
        house.feed(100, 300)
        time.sleep(20)

    assert sorted(house.settle(180)) == sorted(house.fed)
    assert not [letter for letter in dead_letters(house.engines.kafka) if letter.source == house.prefix]
