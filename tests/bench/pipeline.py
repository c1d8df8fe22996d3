"""How fast articles pass each stage alone and all stages together, on real engines, in one run on this machine.

Usage: python tests/bench/pipeline.py [ARTICLES]

Prints articles/s and MB/s (of the article as JSON) for: reading JSONL, tagging, writing to Elasticsearch, hazm's
Normalizer on the same articles for comparison, the whole house from Kafka to searchable, and at 20 articles/s the time
from produce to searchable and, for one rule that they match, to their alert in news.alerts. Engines run in a temporary
folder; nothing else should run on the machine.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hazm import Normalizer
from kafka import KafkaConsumer, KafkaProducer

from alerts.alert import ALERTS_TOPIC, Alert
from alerts.rule import RULES_TOPIC, rule_from_mapping
from index.elastic import Elastic
from index.writer import Writer
from ingest.article import ARTICLES_TOPIC, Article, article_from_mapping
from ingest.topics import ensure_topics, house_topics
from peyk.local.engines import start, stop
from peyk.local.report import silent_report
from peyk.local.settings import Endpoints, LocalSettings
from processors.tag import Tagger

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "news"
SAMPLES = ROOT / "samples"
STAGES = ("processors", "stories", "alerts", "index")
WORD = "آزمونگاه"


def articles(count: int) -> list[Article]:
    """Real articles where the corpus is there, else the samples; each under an id of its own."""
    files = sorted(CORPUS.glob("*.jsonl")) or sorted(SAMPLES.glob("*.jsonl"))
    records = [
        json.loads(line)
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if '"body": "' in line
    ]
    now = datetime.now(UTC)
    made = [article_from_mapping(record, received_at=now) for record in records]
    return [replace(made[n % len(made)], id=f"bench-{n}", version=1, published_at=now) for n in range(count)]


def show(name: str, count: int, size: int, seconds: float) -> None:
    print(f"{name:<34} {count / seconds:>9,.0f} articles/s {size / seconds / 1e6:>8.2f} MB/s")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def pure(fed: Sequence[Article], size: int) -> None:
    data = [article.to_bytes() for article in fed]
    show("decode Article", len(fed), size, timed(lambda: [Article.from_bytes(each) for each in data]))
    tagger, normalizer = Tagger(), Normalizer()
    tagger.tag(fed[0])
    normalizer.normalize(fed[0].body or "")
    show("peyk tag (all text work)", len(fed), size, timed(lambda: [tagger.tag(each) for each in fed]))
    show("peyk tag, words met before", len(fed), size, timed(lambda: [tagger.tag(each) for each in fed]))
    show(
        "hazm Normalizer alone", len(fed), size, timed(lambda: [normalizer.normalize(each.body or "") for each in fed])
    )


async def index_alone(url: str, fed: Sequence[Article], size: int) -> None:
    tagger = Tagger()
    tagged = [replace(tagger.tag(each), id=f"alone-{each.id}") for each in fed]
    elastic = Elastic(url)
    await elastic.install()
    writer = Writer(elastic, tagger.gazetteer.place_of)
    began = time.perf_counter()
    for first in range(0, len(tagged), 200):
        await writer.write(tagged[first : first + 200])
    show("index alone (200 a batch)", len(fed), size, time.perf_counter() - began)
    await elastic.close()


def show_delays(name: str, seconds: Sequence[float]) -> None:
    cuts = [cut * 1000 for cut in statistics.quantiles(seconds, n=100)]
    print(f"{name + ' at 20/s':<34} p50 {cuts[49]:,.0f} ms   p99 {cuts[98]:,.0f} ms   ({len(seconds)} of them)")


def alerted(kafka: str) -> list[float]:
    """Seconds from receipt until news.alerts had it, by the time that the record there bears, for every alert."""
    alerts = KafkaConsumer(
        ALERTS_TOPIC, bootstrap_servers=kafka, auto_offset_reset="earliest", consumer_timeout_ms=5_000
    )
    with closing(alerts):
        return [each.timestamp / 1000 - Alert.from_bytes(each.value).arrived_at.timestamp() for each in alerts]


async def searchable(elastic: Elastic, prefix: str) -> int:
    answer = await elastic.client.count(index="news-2*", query={"prefix": {"id": prefix}})
    return int(answer["count"])


async def whole(url: str, kafka: str, fed: Sequence[Article], size: int) -> None:
    elastic, producer = Elastic(url), KafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=20)
    rule = rule_from_mapping({"id": "bench", "name": "bench", "query": WORD})
    producer.send(RULES_TOPIC, key=rule.id.encode(), value=rule.to_bytes())
    began = time.perf_counter()
    for each in fed:
        producer.send(ARTICLES_TOPIC, key=each.id.encode(), value=each.to_bytes())
    producer.flush()
    while await searchable(elastic, "bench-") < len(fed):  # noqa: ASYNC110 - Elasticsearch sends no event
        await asyncio.sleep(0.2)
    show("Kafka to searchable, all stages", len(fed), size, time.perf_counter() - began)
    written = []
    for number in range(200):
        now, some = datetime.now(UTC), fed[number % len(fed)]
        article = replace(some, id=f"slow-{number}", body=f"{some.body} {WORD}", received_at=now)
        producer.send(ARTICLES_TOPIC, key=article.id.encode(), value=article.to_bytes())
        await asyncio.sleep(0.05)
    producer.flush()
    producer.close()
    while await searchable(elastic, "slow-") < 200:  # noqa: ASYNC110 - Elasticsearch sends no event
        await asyncio.sleep(0.2)
    answer = await elastic.client.search(index="news-2*", query={"prefix": {"id": "slow-"}}, size=200)
    for hit in answer["hits"]["hits"]:
        source = hit["_source"]
        sent, done = (datetime.fromisoformat(source[name]) for name in ("received_at", "indexed_at"))
        written.append((done - sent).total_seconds())
    show_delays("produce to written", written)
    show_delays("produce to alert in Kafka", alerted(kafka))
    await elastic.close()


def workers(reached: Endpoints, folder: Path, stack: ExitStack) -> None:
    for stage in STAGES:
        environ = {
            "PEYK_KAFKA": reached.kafka,
            "PEYK_ELASTICSEARCH": reached.elasticsearch,
            "PEYK_STATE_DIR": str(folder / stage),
        }
        command = [str(Path(sys.executable).with_name("peyk")), "worker", stage]
        log = stack.enter_context((folder / f"{stage}.log").open("wb"))
        worker = subprocess.Popen(command, env=os.environ | environ, stdout=log, stderr=log)
        stack.callback(worker.wait)
        stack.callback(worker.terminate)


def main() -> None:
    fed = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    size = sum(len(each.to_bytes()) for each in fed)
    print(f"{len(fed)} articles of {size / len(fed):,.0f} bytes")
    pure(fed, size)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = LocalSettings(folder / "engines", ROOT / ".peyk" / "jars", 0, 0, 0, 0)
        began = time.perf_counter()
        reached = start(settings, silent_report())
        print(f"engines ready in                     {time.perf_counter() - began:.1f} s")
        stack.callback(stop, settings, silent_report())
        ensure_topics(reached.kafka, house_topics(partitions=4, retention_days=1))
        asyncio.run(index_alone(reached.elasticsearch, fed, size))
        workers(reached, folder, stack)
        asyncio.run(whole(reached.elasticsearch, reached.kafka, fed, size))


if __name__ == "__main__":
    main()
