"""The whole pipeline against a model: whatever the order of arrival, whoever is killed, one state is left."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaProducer

from index.elastic import connected
from index.templates import NEWS_ALIAS, TAKES_INDEX
from ingest.article import ARTICLES_TOPIC, Article, Status
from ingest.topics import ensure_topics, house_topics

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_EVENTS = ("update", "update", "correct", "hold", "release", "redeliver", "kill")


# The model: what a desk does to a story, and what is left of it, said without any of the code under test.
class Desk:
    """One story as its source made it."""

    def __init__(self, name: str, dice: random.Random) -> None:
        self.takes: list[Article] = []
        self.sent: list[Article] = []
        for event in ("create", *dice.choices(_EVENTS, k=dice.randint(1, 6))):
            if event == "redeliver":
                self.sent.append(dice.choice(self.takes))
                continue
            number = len(self.takes) + 1
            status = {"hold": Status.WITHHELD, "kill": Status.CANCELED}.get(event, Status.USABLE)
            take = Article(
                id=name,
                source="wire",
                received_at=_NOON + timedelta(seconds=number),
                published_at=_NOON,
                title=f"{event} {number}",
                body=f"متن {number} از {name}",
                version=number,
                status=status,
            )
            self.takes.append(take)
            self.sent.append(take)

    def left(self) -> tuple[str | None, str]:
        """The take that holds in the end: the last kill, else the newest."""
        kills = [take for take in self.takes if take.status is Status.CANCELED]
        newest = max(kills or self.takes, key=lambda take: take.version_number)
        return newest.title, newest.status


@contextmanager
def _worker(engines: Any, folder: Path, stage: str) -> Iterator["subprocess.Popen[bytes]"]:
    folder.mkdir(exist_ok=True)
    where = {"PEYK_KAFKA": engines.kafka, "PEYK_ELASTICSEARCH": engines.elasticsearch, "PEYK_STATE_DIR": str(folder)}
    command = [str(Path(sys.executable).with_name("peyk")), "worker", stage]
    with (folder / "log").open("ab") as log:
        worker = subprocess.Popen(command, env=os.environ | where, stdout=log, stderr=log, cwd=folder)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


async def _install(url: str) -> None:
    async with connected(url) as elastic:
        await elastic.install()


def _feed(kafka: str, takes: list[Article]) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka, acks="all")
    for take in takes:
        producer.send(ARTICLES_TOPIC, key=take.id.encode(), value=take.to_bytes())
    producer.flush(60)
    producer.close()


def _found(es: Elasticsearch, index: str, prefix: str) -> dict[str, list[tuple[str, str]]]:
    found = defaultdict(list)
    es.indices.refresh(index="news-*", ignore_unavailable=True)
    answer = es.search(index=index, query={"prefix": {"id": prefix}}, size=1000, ignore_unavailable=True)
    for hit in answer["hits"]["hits"]:
        found[hit["_source"]["id"]].append((hit["_source"]["title"], hit["_source"]["status"]))
    return found


def _await(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)


def _standing(es: Elasticsearch, prefix: str) -> dict[str, list[tuple[str, str]]]:
    return dict(_found(es, NEWS_ALIAS, prefix))


def _expected(desks: dict[str, Desk]) -> dict[str, list[tuple[str | None, str]]]:
    return {name: [desk.left()] for name, desk in desks.items()}


def _whole(es: Elasticsearch, prefix: str, desks: dict[str, Desk]) -> bool:
    kept = _found(es, f"{NEWS_ALIAS},{TAKES_INDEX}", prefix)
    return all(
        {take.title for take in desk.takes} <= {title for title, _ in kept[name]} for name, desk in desks.items()
    )


@pytest.mark.parametrize("seed", [1])
def test_any_order_of_takes_under_kills_and_rebalances_leaves_what_the_model_says(
    engines: Any, es: Elasticsearch, prefix: str, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    desks = {name: Desk(name, dice) for name in (f"{prefix}-{number}" for number in range(40))}
    arriving = [take for desk in desks.values() for take in desk.sent]
    dice.shuffle(arriving)
    half = len(arriving) // 2
    ensure_topics(engines.kafka, house_topics(partitions=4, retention_days=7))
    asyncio.run(_install(engines.elasticsearch))
    with ExitStack() as workers:

        def start(name: str, stage: str) -> "subprocess.Popen[bytes]":
            return workers.enter_context(_worker(engines, tmp_path / name, stage))

        first = [start(stage, stage) for stage in ("processors", "stories", "index")]
        _feed(engines.kafka, arriving[:half])
        _await(lambda: len(_standing(es, prefix)) > 5, 60)
        second = [start(f"{stage}-2", stage) for stage in ("processors", "index")]  # they join: a rebalance
        _feed(engines.kafka, arriving[half:])
        for worker in first:
            worker.kill()  # they leave: another
        start("stories-2", "stories")
        _await(lambda: _standing(es, prefix) == _expected(desks) and _whole(es, prefix, desks), 90)
        assert [worker.poll() for worker in second] == [None, None]
    assert _standing(es, prefix) == _expected(desks)
    assert _whole(es, prefix, desks)
