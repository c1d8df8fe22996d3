"""Measures how long an alert takes: from the moment a tagged article is produced until a reader of news.alerts has it.

Usage: python tests/bench/alerts_latency.py KAFKA [PER_SECOND] [SECONDS] [RULES]    (topics of Peyk must exist there)

Starts one alerts worker of its own. Every second article matches one of RULES rules. The producer does not linger.
"""

import asyncio
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from alerts.alert import ALERTS_TOPIC, Alert
from alerts.rule import RULES_TOPIC, rule_from_mapping
from processors.tagged_article import TAGGED_TOPIC, Original, TaggedArticle

WORKER = Path(__file__).parents[1] / "integration" / "alerts" / "run_stage.py"
FILLER = "این خبر دربارهٔ گفتگوهای صلح میان دو کشور در شهر دوحه است و جزئیات آن بعداً نشر میشود. " * 20


async def main(kafka: str, per_second: float = 20, seconds: float = 60, rules: int = 1_000) -> None:
    """Print p50, p99 and the worst, in milliseconds."""
    run = uuid4().hex[:8]
    own = [
        rule_from_mapping({"id": f"{run}-{n}", "name": f"{run}-{n}", "query": f"کلید{run}{n}"}) for n in range(rules)
    ]
    async with (
        AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer,
        AIOKafkaConsumer(ALERTS_TOPIC, bootstrap_servers=kafka, auto_offset_reset="latest") as alerts,
    ):
        for rule in own:
            await producer.send(RULES_TOPIC, rule.to_bytes(), rule.id.encode())
        await producer.flush()
        command = [sys.executable, WORKER, kafka, tempfile.mkdtemp()]
        worker = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: ASYNC220 - starting it may block
        try:
            await warm_up(producer, alerts, run)
            times = await measure(producer, alerts, run, int(per_second * seconds), 1 / per_second)
            active = await rule_change(producer, alerts, run)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
            for rule in own:
                await producer.send(RULES_TOPIC, None, rule.id.encode())
    percentiles = statistics.quantiles(times, n=100)
    sys.stdout.write(
        f"{len(times)} alerts at {per_second:g} articles/s, {rules:,} rules: "
        f"p50 {percentiles[49]:.0f} ms, p99 {percentiles[98]:.0f} ms, worst {max(times):.0f} ms; "
        f"a new rule fires {active:.0f} ms after it was sent\n"
    )


async def rule_change(producer: AIOKafkaProducer, alerts: AIOKafkaConsumer, run: str) -> float:
    """Send a new rule, and an article for it every 20 ms; give the milliseconds until the first alert is there."""
    rule = rule_from_mapping({"id": f"{run}-new", "name": f"{run}-new", "query": f"تازه{run}"})
    begun = time.perf_counter()
    await producer.send_and_wait(RULES_TOPIC, rule.to_bytes(), rule.id.encode())
    for number in range(1_000):
        one = article(run, 1_000_000 + number, f"تازه{run}")
        await producer.send_and_wait(TAGGED_TOPIC, one.to_bytes(), one.id.encode())
        found = await alerts.getmany(timeout_ms=20)
        if any(Alert.from_bytes(record.value).rule_id == rule.id for some in found.values() for record in some):
            break
    await producer.send_and_wait(RULES_TOPIC, None, rule.id.encode())
    return (time.perf_counter() - begun) * 1e3


def article(run: str, number: int, word: str) -> TaggedArticle:
    """Make an article of about 2,000 letters with one word of its own."""
    name = f"{run}-a{number}"
    return TaggedArticle(
        id=name,
        story_id=name,
        source="bench",
        received_at=datetime.now(UTC),
        body=FILLER + word,
        original=Original(),
    )


async def warm_up(producer: AIOKafkaProducer, alerts: AIOKafkaConsumer, run: str) -> None:
    """Send until the first alert comes back: the worker has its partitions and rules then."""
    number = -1
    while True:
        first = article(run, number, f"کلید{run}0")
        await producer.send_and_wait(TAGGED_TOPIC, first.to_bytes(), first.id.encode())
        if await alerts.getmany(timeout_ms=500):
            await asyncio.sleep(3)
            await alerts.getmany(timeout_ms=500)
            return
        number -= 1


async def measure(
    producer: AIOKafkaProducer, alerts: AIOKafkaConsumer, run: str, count: int, pause: float
) -> list[float]:
    """Send `count` articles, one each `pause` seconds, and give the time of each alert in milliseconds."""
    sent: dict[str, float] = {}
    times: list[float] = []

    async def listen() -> None:
        while len(times) < count // 2:
            record = await alerts.getone()
            alert = Alert.from_bytes(record.value)
            if (start := sent.pop(str(alert.article_id), None)) is not None:
                times.append((time.perf_counter() - start) * 1e3)

    listening = asyncio.create_task(listen())
    begun = time.perf_counter()
    for number in range(count):
        one = article(run, number, f"کلید{run}{number % 2 * 7}" if number % 2 else "")
        sent[one.id] = time.perf_counter()
        await producer.send_and_wait(TAGGED_TOPIC, one.to_bytes(), one.id.encode())
        await asyncio.sleep(max(0.0, begun + (number + 1) * pause - time.perf_counter()))
    await asyncio.wait_for(listening, 60)
    return times


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(float, sys.argv[2:4]), *map(int, sys.argv[4:5])))
