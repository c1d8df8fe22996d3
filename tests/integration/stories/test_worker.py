"""The stories worker on the real Kafka: killed, restarted and taken over, it gives the stories it would have given."""

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from ingest.reader import read_topic
from ingest.topics import ensure_topics, house_topics
from processors.stories.assign import ARRIVAL_HEADER, OUTLINED_TOPIC, outlined
from processors.stories.taken import Arrival, founded_by
from processors.stories.window import StoryWindow
from processors.tagged_article import TAGGED_TOPIC, Original, TaggedArticle

_STAGE = Path(__file__).with_name("run_stage.py")
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SYLLABLES = ("با", "ده", "رو", "کار", "سا", "نی", "مو", "شه", "گل", "تا", "پی", "دو")


def _texts(dice: random.Random, count: int) -> list[str]:
    words = ["".join(dice.choices(_SYLLABLES, k=3)) for _ in range(400)]
    return [" ".join(dice.choices(words, k=60)) for _ in range(count)]


def _articles(prefix: str, seed: int) -> list[TaggedArticle]:
    """200 stories, each in one to four copies of which some are cut, in any order."""
    dice = random.Random(seed)  # noqa: S311 - test data
    made = []
    for story, text in enumerate(_texts(dice, 200)):
        for copy in range(dice.randint(1, 4)):
            told = text if copy % 2 == 0 else " ".join(text.split()[:40])
            made.append((f"{prefix}-{story}-{copy}", told))
    dice.shuffle(made)
    return [
        TaggedArticle(
            id=name,
            source="test",
            received_at=_NOON + timedelta(seconds=number),
            body=told,
            original=Original(body=told),
            story_id=founded_by(name),
        )
        for number, (name, told) in enumerate(made)
    ]


@contextmanager
def _worker(kafka: str, folder: Path, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    folder.mkdir(exist_ok=True)
    with (folder / "log").open("ab") as log:
        worker = subprocess.Popen([sys.executable, str(_STAGE), kafka, str(folder), *options], stdout=log, stderr=log)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def _given(kafka: str, prefix: str) -> dict[str, list[str]]:
    """Every story id that each article was ever sent on with."""
    given = defaultdict(list)
    for message in read_topic(kafka, TAGGED_TOPIC):
        if message.key and message.key.decode().startswith(prefix) and message.value:
            given[message.key.decode()].append(TaggedArticle.from_bytes(message.value).story_id)
    return given


def _await_count(kafka: str, prefix: str, count: int, seconds: float = 60) -> dict[str, list[str]]:
    deadline = time.monotonic() + seconds
    while len(given := _given(kafka, prefix)) < count and time.monotonic() < deadline:
        time.sleep(0.3)
    return given


def _feed(kafka: str, articles: list[TaggedArticle]) -> None:
    producer = KafkaProducer(bootstrap_servers=kafka, acks="all")
    for article in articles:
        headers = [(ARRIVAL_HEADER, outlined(article))]
        producer.send(OUTLINED_TOPIC, key=article.id.encode(), value=article.to_bytes(), headers=headers)
    producer.flush(60)
    producer.close()


def _expected(articles: list[TaggedArticle]) -> dict[str, str]:
    window = StoryWindow(capacity=1000)
    arrivals = (Arrival.from_bytes(article.id, outlined(article)) for article in articles)
    return {taken.article_id: taken.story_id for taken in map(window.take, arrivals)}


@pytest.mark.parametrize("seed", [1, 2])
def test_kills_and_takeovers_change_no_story(engines: Any, prefix: str, tmp_path: Path, seed: int) -> None:
    kafka = engines.kafka
    ensure_topics(kafka, house_topics(partitions=4, retention_days=7))
    articles = _articles(prefix, seed)
    third = len(articles) // 3
    _feed(kafka, articles[:third])
    with _worker(kafka, tmp_path / "first"):
        assert len(_await_count(kafka, prefix, third // 2)) >= third // 2
    # Killed in the middle of it. Two come: one works, the other is ready.
    with _worker(kafka, tmp_path / "second") as second, _worker(kafka, tmp_path / "third") as third_worker:
        _feed(kafka, articles[third:])
        _await_count(kafka, prefix, third + 20)
        second.kill()
        _await_count(kafka, prefix, 2 * third)
        with _worker(kafka, tmp_path / "fourth"):
            third_worker.kill()
            given = _await_count(kafka, prefix, len(articles))

    assert {name: set(stories) for name, stories in given.items()} == {
        name: {story} for name, story in _expected(articles).items()
    }


def test_checker_catches_a_worker_that_forgets_the_log(engines: Any, prefix: str, tmp_path: Path) -> None:
    kafka = engines.kafka
    ensure_topics(kafka, house_topics(partitions=4, retention_days=7))
    articles = _articles(prefix, 3)
    half = len(articles) // 2
    for number, part in enumerate((articles[:half], articles[half:])):
        _feed(kafka, part)
        with _worker(kafka, tmp_path / str(number), "--forgetful"):
            given = _await_count(kafka, prefix, half + number * (len(articles) - half))
    assert {name: stories[-1] for name, stories in given.items()} != _expected(articles)
