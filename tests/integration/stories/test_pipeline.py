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
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaProducer

from index.elastic import connected
from index.notes import act_on_notes
from index.templates import NEWS_ALIAS, TAKES_INDEX
from index.writer import Writer
from ingest.article import ARTICLES_TOPIC, Article, Status
from ingest.topics import ensure_topics, house_topics
from processors.stories.notes import NoteKind
from processors.stories.state import Standing, gives_way
from processors.stories.ties import EFFECTS
from processors.tagged_article import Original, TaggedArticle

_NOON = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
_TAKES = {"create": Status.USABLE, "update": Status.USABLE, "hold": Status.WITHHELD, "kill": Status.CANCELED}
_NOTES = {"HOLD": Status.WITHHELD, "HOLD RELEASED": Status.USABLE, "KILL": Status.CANCELED, "CORRECTION": None}
_EVENTS = ("update", "update", "embargo", "expire", "hold", "kill", "again", "again", *_NOTES, "HOLD", "note again")


# The model: what a desk does to a story, and what is left of it, said without any of the code under test.
class Desk:
    """One story as its source made it: takes under its id, notes under theirs, one received each minute."""

    def __init__(self, name: str, dice: random.Random) -> None:
        self.name, self.source = name, name.rpartition("-")[0]
        self.slug = f"X{name.replace('-', '').upper()}-STORY"
        self.takes: list[Article] = []
        self.sent: list[Article] = []
        self.status, self.killed = Status.USABLE, False
        for minute, event in enumerate(("create", *dice.choices(_EVENTS, k=dice.randint(1, 7)))):
            now = _NOON + timedelta(minutes=minute)
            notes = [each for each in self.sent if each.id.startswith("note")]
            if event in _NOTES:
                self._note(event, now)
            elif event == "again":  # and nothing is changed by it
                self.sent.append(replace(dice.choice(self.takes), received_at=now))
            elif event == "note again":
                self.sent += notes[-1:]
            else:
                self._take(event, now)
            self.killed = self.killed or self.status is Status.CANCELED

    def _take(self, event: str, now: datetime) -> None:
        number = len(self.takes) + 1
        self.status = _TAKES.get(event, Status.USABLE)  # the newest version says what holds
        take = Article(
            id=self.name,
            source=self.source,
            received_at=now,
            published_at=now,  # late ones are filed in another month
            title=f"{event} {number}",
            body=f"متن {number} از {self.name}",
            version=number,
            status=self.status,
            slug=self.slug,
            embargoed_until=now + timedelta(days=9) if event == "embargo" else None,
            expires_at=now + timedelta(days=1) if event == "expire" else None,
        )
        self.takes.append(take)
        self.sent.append(take)

    def _note(self, label: str, now: datetime) -> None:
        self.status = _NOTES[label] or self.status
        name = f"note-{self.name}-{len(self.sent)}"
        self.sent.append(Article(id=name, source=self.source, received_at=now, title=f"{label}: {self.slug}"))

    def left(self) -> tuple[str | None, ...]:
        """What is to be seen in the end: headline, status, embargo and expiry; of what is killed, that it is."""
        if self.killed:
            return ("", Status.CANCELED, None, None)
        newest = self.takes[-1]
        moments = (each.isoformat() if each else None for each in (newest.embargoed_until, newest.expires_at))
        return (newest.title, self.status, *moments)


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


def _found(es: Elasticsearch, index: str, prefix: str) -> dict[str, list[tuple[str | None, ...]]]:
    found = defaultdict(list)
    es.indices.refresh(index="news-*", ignore_unavailable=True)
    answer = es.search(index=index, query={"prefix": {"id": prefix}}, size=1000, ignore_unavailable=True)
    for hit in answer["hits"]["hits"]:
        take = hit["_source"]
        moments = (_iso(take.get(name)) for name in ("embargoed_until", "expires_at"))
        found[take["id"]].append((take["title"], take["status"], *moments))
    return found


def _iso(moment: str | None) -> str | None:
    return datetime.fromisoformat(moment).isoformat() if moment else None


def _await(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)


def _standing(es: Elasticsearch, prefix: str) -> dict[str, list[tuple[str | None, ...]]]:
    killed = ("", Status.CANCELED, None, None)
    found = _found(es, NEWS_ALIAS, prefix)
    return {name: [killed if take[1] == Status.CANCELED else take for take in takes] for name, takes in found.items()}


def _expected(desks: dict[str, Desk]) -> dict[str, list[tuple[str | None, ...]]]:
    return {name: [desk.left()] for name, desk in desks.items()}


def _whole(es: Elasticsearch, prefix: str, desks: dict[str, Desk]) -> bool:
    kept = _found(es, f"{NEWS_ALIAS},{TAKES_INDEX}", prefix)
    return all({take.title for take in desk.takes} <= {take[0] for take in kept[name]} for name, desk in desks.items())


async def _through_one_writer(url: str, arriving: list[Article], dice: random.Random) -> None:
    """Let articles arrive in batches of any size, and what notes ask for come back among them, as through Kafka."""
    async with connected(url) as elastic:
        await elastic.install()
        waiting = list(arriving)
        while waiting:
            size = dice.randint(1, 40)
            batch, waiting = waiting[:size], waiting[size:]
            # A new writer each time: as if another worker had taken over.
            outcomes = await Writer(elastic, lambda _id: None).write([_tagged(each) for each in batch])
            for message in await act_on_notes([outcome.article for outcome in outcomes], elastic):
                waiting.insert(dice.randint(0, len(waiting)), Article.from_bytes(message.value or b""))


def _tagged(article: Article) -> TaggedArticle:
    said = {each.name: getattr(article, each.name) for each in fields(article)}
    return TaggedArticle(**said, original=Original(title=article.title, body=article.body), story_id="0" * 16)


@pytest.mark.parametrize("seed", range(2, 5))
async def test_any_order_of_takes_notes_and_redeliveries_leaves_what_the_model_says(
    engines: Any, es: Elasticsearch, prefix: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    desks = {name: Desk(name, dice) for name in (f"{prefix}-{number}" for number in range(40))}
    arriving = [take for desk in desks.values() for take in desk.sent]
    dice.shuffle(arriving)
    await _through_one_writer(engines.elasticsearch, arriving, dice)
    assert _standing(es, prefix) == _expected(desks)
    assert _whole(es, prefix, desks)


def _latest_holds(_old: Standing, _new: Standing, *, same_words: bool) -> bool:  # noqa: ARG001 - as gives_way
    return True


def _no_kill_stays(old: Standing, new: Standing, *, same_words: bool) -> bool:
    return gives_way(replace(old, status=Status.USABLE), replace(new, status=Status.USABLE), same_words=same_words)


async def _never_ahead(*_: object) -> list[Article | None]:
    return []


_WITHOUT_HOLDS = {kind: status for kind, status in EFFECTS.items() if kind is not NoteKind.HOLD}


@pytest.mark.parametrize(
    "fault",
    [
        ("index.writer.gives_way", _latest_holds),
        ("index.writer.gives_way", _no_kill_stays),
        ("index.notes.EFFECTS", _WITHOUT_HOLDS),
        ("index.notes._ahead", _never_ahead),
    ],
    ids=["latest holds", "no kill stays", "no holds", "notes ahead lost"],
)
async def test_the_model_catches_a_fault(
    engines: Any, es: Elasticsearch, prefix: str, monkeypatch: pytest.MonkeyPatch, fault: tuple[str, object]
) -> None:
    monkeypatch.setattr(*fault)
    dice = random.Random(2)  # noqa: S311 - test data
    desks = {name: Desk(name, dice) for name in (f"{prefix}-{number}" for number in range(40))}
    arriving = [take for desk in desks.values() for take in desk.sent]
    dice.shuffle(arriving)
    await _through_one_writer(engines.elasticsearch, arriving, dice)
    assert _standing(es, prefix) != _expected(desks)


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
