"""The alerts worker on a real Kafka: once for each rule and story, also when it is killed in the middle of its work."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from alerts.alert import ALERTS_TOPIC, Alert, AlertKind
from alerts.rule import RULES_TOPIC, Rule, rule_from_mapping
from ingest.article import Status
from ingest.rejection import REJECTED_TOPIC, Rejection
from processors.tagged_article import TAGGED_TOPIC, Original, TaggedArticle

from .conftest import read_all, until, writing

HERE = Path(__file__).parent


@contextmanager
def worker(kafka: str, state_dir: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One alerts worker in a process of its own; it must end by itself when it is asked to."""
    command = [sys.executable, HERE / "run_stage.py", kafka, state_dir, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def rule(**fields: Any) -> Rule:
    name = f"rule-{uuid4().hex}"
    return rule_from_mapping({"name": name, "query": f"آتش\u200cبس {name[5:15]}", "deliver": ["desk"], **fields})


def article(each: Rule, number: int = 0, **fields: Any) -> TaggedArticle:
    story = f"{each.id}-{number}"
    now = datetime.now(UTC)
    base = {"id": story, "story_id": story, "source": "bakhtar", "received_at": now, "original": Original()}
    return TaggedArticle(**{**base, "body": f"از آتش بس\u200cها گفتند: {each.name[5:15]}", **fields})


async def alerts_of(kafka: str, each: Rule) -> list[Alert]:
    found = [Alert.from_bytes(value) for value in await read_all(kafka, ALERTS_TOPIC)]
    return [alert for alert in found if alert.rule_id == each.id]


async def test_one_alert_for_a_story_whatever_the_spelling_the_partition_or_the_worker(
    kafka: str, tmp_path: Path
) -> None:
    each = rule()
    first = article(each, status=Status.USABLE)
    copies = [replace(first, id=f"{first.id}-copy{number}", source=f"s{number}") for number in range(12)]
    async with writing(kafka) as write:
        await write(RULES_TOPIC, each.id, each.to_bytes())
        with worker(kafka, tmp_path / "1"), worker(kafka, tmp_path / "2"):
            for sent in (first, *copies, first, replace(first, version=2)):
                await write(TAGGED_TOPIC, sent.id, sent.to_bytes())
            kill = replace(first, version=3, status=Status.CANCELED, body="این خبر پس گرفته شد.")
            await write(TAGGED_TOPIC, kill.id, kill.to_bytes())

            async def killed() -> bool:
                return any(alert.kind == AlertKind.KILL for alert in await alerts_of(kafka, each))

            await until(killed, 60)
        await write(RULES_TOPIC, each.id, None)
    found = await alerts_of(kafka, each)

    assert [alert.kind for alert in sorted(found, key=lambda a: a.matched_at)] == [AlertKind.MATCH, AlertKind.KILL]
    (match,) = (alert for alert in found if alert.kind == AlertKind.MATCH)
    assert [span.text for span in match.spans] == ["آتش بس\u200cها", each.name[5:15]]


async def test_killed_again_and_again_it_loses_no_alert_and_repeats_only_under_the_same_id(
    kafka: str, tmp_path: Path
) -> None:
    each = rule()
    numbers = list(range(600))

    async def told(count: int) -> bool:
        return len({alert.story_id for alert in await alerts_of(kafka, each)}) >= count

    async with writing(kafka) as write:
        await write(RULES_TOPIC, each.id, each.to_bytes())
        for number in numbers:
            sent = article(each, number)
            copy = replace(sent, id=f"{sent.id}-copy", source="tasnim")
            await asyncio.gather(*(write(TAGGED_TOPIC, one.id, one.to_bytes()) for one in (sent, copy)))
        for alerts in ("30", "70", "150"):
            with worker(kafka, tmp_path, alerts) as process:
                assert await asyncio.to_thread(process.wait, 60) == 137
        for killed_after in (300, 400):
            with worker(kafka, tmp_path) as process:
                await until(lambda count=killed_after: told(count), 60)
                process.kill()
                process.wait()
        with worker(kafka, tmp_path):
            await until(lambda: told(len(numbers)), 120)
            await asyncio.sleep(2)
        await write(RULES_TOPIC, each.id, None)
    found = Counter(alert.id for alert in await alerts_of(kafka, each))

    repeats = found.total() - len(found)
    sys.stdout.write(f"killed 5 times: {len(numbers) - len(found)} of {len(numbers)} lost, {repeats} repeated by id\n")
    assert len(found) == len(numbers)
    assert repeats >= 3, "the process did not die between the alerts and their memory, so nothing was proven"


async def test_a_rule_is_active_and_gone_without_a_restart_and_a_broken_one_is_a_dead_letter(
    kafka: str, tmp_path: Path
) -> None:
    each, broken = rule(), rule()
    async with writing(kafka) as write:
        with worker(kafka, tmp_path):
            await write(TAGGED_TOPIC, "x", article(each, 1).to_bytes())
            await write(RULES_TOPIC, each.id, each.to_bytes())
            await write(RULES_TOPIC, broken.id, replace(broken, query='"آتش').to_bytes())

            async def refused() -> list[Rejection]:
                found = [Rejection.from_bytes(value) for value in await read_all(kafka, REJECTED_TOPIC)]
                return [letter for letter in found if broken.name in letter.error]

            await until(refused, 60)
            await write(TAGGED_TOPIC, "x", article(each, 2).to_bytes())

            async def told() -> list[Alert]:
                return await alerts_of(kafka, each)

            await until(told, 60)
            await write(RULES_TOPIC, each.id, None)
            await asyncio.sleep(2)
            await write(TAGGED_TOPIC, "x", article(each, 3).to_bytes())
            await asyncio.sleep(2)
    (letter, *_) = await refused()

    assert "query, character 1: this quotation mark has no partner" in letter.error
    assert {alert.story_id for alert in await told()} - {f"{each.id}-1"} == {f"{each.id}-2"}


async def test_what_is_no_article_is_a_dead_letter_and_its_neighbours_are_matched(kafka: str, tmp_path: Path) -> None:
    each = rule()
    async with writing(kafka) as write:
        await write(RULES_TOPIC, each.id, each.to_bytes())
        for value in (b"{", f"{{{each.id}}}".encode(), article(each, 1).to_bytes()):
            await write(TAGGED_TOPIC, "same-partition", value)
        with worker(kafka, tmp_path):

            async def told() -> list[Alert]:
                return await alerts_of(kafka, each)

            await until(told, 60)
        await write(RULES_TOPIC, each.id, None)
    letters = [Rejection.from_bytes(value) for value in await read_all(kafka, REJECTED_TOPIC)]

    assert any(letter.stage == "alerts" and each.id in letter.original for letter in letters)


async def test_a_spike_is_told_once_and_again_only_after_it_calmed(kafka: str, tmp_path: Path) -> None:
    """Nine days of one rule, told by the clock of its articles: three an hour by day, and twice far more at night."""
    each = rule(spike={"sensitivity": 6})
    start = datetime(2026, 10, 5, tzinfo=UTC)
    usual = [
        start + timedelta(days=day, hours=hour, minutes=20 * n)
        for day in range(9)
        for hour in range(6, 18)
        for n in range(3)
    ]
    bursts = [start + timedelta(days=7, hours=hour, minutes=n) for hour in (1, 4) for n in range(30)]
    moments = sorted([*usual, *bursts])
    last = f"{each.id}-last"
    async with writing(kafka) as write:
        await write(RULES_TOPIC, each.id, each.to_bytes())
        end = rule()
        await write(RULES_TOPIC, end.id, end.to_bytes())
        with worker(kafka, tmp_path):
            for number, at in enumerate(moments):
                sent = article(each, number, received_at=at)
                # One key: partitions side by side would mix the days.
                await write(TAGGED_TOPIC, each.id, sent.to_bytes())
            await write(TAGGED_TOPIC, each.id, article(end, id=last).to_bytes())
            await until(lambda: _any(kafka, end), 120)
        for known in (each, end):
            await write(RULES_TOPIC, known.id, None)
    found = sorted(await alerts_of(kafka, each), key=lambda alert: alert.arrived_at)

    assert [alert.kind for alert in found] == [AlertKind.SPIKE] * 2
    assert [alert.arrived_at - start for alert in found] == [
        timedelta(days=7, hours=hour, minutes=6) for hour in (1, 4)
    ]


async def _any(kafka: str, each: Rule) -> bool:
    return bool(await alerts_of(kafka, each))
