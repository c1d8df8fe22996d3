"""Faust's known faults, inflicted on a real worker with a real Kafka: every message in is counted out again."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from ingest.reader import progress, read_topic

PROBE = Path(__file__).with_name("probe.py")
BATCH = 20


@dataclass(slots=True)
class Probe:
    """Runs probe workers on one pair of topics, feeds them, and counts what came out."""

    kafka: str
    group: str
    source: str
    target: str
    folder: Path
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    fed: list[bytes] = field(default_factory=list)

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        state = self.folder / f"state{len(self.workers)}"
        arguments = (self.kafka, str(state), self.group, self.source, self.target, str(self.folder), *options)
        with (self.folder / f"worker{len(self.workers)}.log").open("wb") as log:
            self.workers.append(subprocess.Popen([sys.executable, str(PROBE), *arguments], stdout=log, stderr=log))
        return self.workers[-1]

    def feed(self, values: list[bytes]) -> None:
        producer = KafkaProducer(bootstrap_servers=self.kafka, acks="all")
        for value in values:
            producer.send(self.source, key=value, value=value)
        producer.flush(60)
        producer.close()
        self.fed += values

    def fault(self, name: str, text: str = "") -> None:
        (self.folder / name).write_text(text)

    def mend(self, name: str) -> None:
        (self.folder / name).unlink()

    def arrived(self) -> Counter[bytes]:
        return Counter(message.value or b"" for message in read_topic(self.kafka, self.target))

    def committed(self) -> int:
        return progress(self.kafka, [(f"peyk-{self.group}", self.source)])[0].committed

    def all_arrive(self, seconds: float = 60) -> Counter[bytes]:
        await_(lambda: set(self.fed) <= set(self.arrived()), seconds)
        return self.arrived()


def await_(condition: Callable[[], bool], seconds: float = 40) -> bool:
    """Wait until `condition` holds; tell whether it did."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if condition():
                return True
        time.sleep(0.3)
    return False


def numbers(first: int, last: int) -> list[bytes]:
    return [str(number).encode() for number in range(first, last)]


@pytest.fixture
def probe(engines: Any, topics: Any, prefix: str, tmp_path: Path) -> Iterator[Probe]:
    source, target = topics("in", "out", partitions=2)
    made = Probe(engines.kafka, prefix, source, target, tmp_path)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


def test_an_unexpected_exception_ends_the_worker_and_loses_nothing(probe: Probe) -> None:
    probe.fault("raise")
    probe.feed([*numbers(0, 70), b"poison", *numbers(70, 140)])

    assert probe.start().wait(40) == 70
    assert b"poison" not in probe.arrived()

    probe.mend("raise")
    probe.start()

    assert set(probe.all_arrive()) == set(probe.fed)


def test_the_checker_catches_a_worker_that_acknowledges_too_early(probe: Probe) -> None:
    """The same fault with Faust's own `take`: the poisoned batch is gone, or this suite could not see a loss."""
    probe.fault("raise")
    probe.feed([b"poison", *numbers(0, 60)])
    worker = probe.start("--broken")
    await_(lambda: probe.committed() == len(probe.fed), 30)
    worker.terminate()
    worker.wait(30)
    probe.mend("raise")
    probe.start("--broken")
    time.sleep(5)

    assert set(probe.fed) - set(probe.arrived())


def test_a_worker_killed_in_mid_batch_loses_nothing_and_repeats_no_more_than_was_in_flight(probe: Probe) -> None:
    probe.fault("seconds", "0.05")
    probe.feed(numbers(0, 600))
    worker = probe.start()
    assert await_(lambda: len(probe.arrived()) > 100)
    worker.kill()
    worker.wait()
    done = sum(probe.arrived().values())
    committed = probe.committed()
    probe.start()
    arrived = probe.all_arrive()

    assert set(arrived) == set(probe.fed)
    # What was sent and not yet committed when the kill came is all that may come twice.
    assert sum(arrived.values()) - len(probe.fed) <= done - committed + BATCH


def test_a_stop_finishes_the_batch_in_hand_and_repeats_nothing(probe: Probe) -> None:
    probe.fault("seconds", "0.05")
    probe.feed(numbers(0, 600))
    worker = probe.start()
    assert await_(lambda: len(probe.arrived()) > 100)
    worker.terminate()

    assert worker.wait(20) == 0

    probe.start()
    arrived = probe.all_arrive()

    assert set(arrived) == set(probe.fed)
    assert max(arrived.values()) == 1


def test_while_the_downstream_is_away_nothing_is_committed_and_then_everything_arrives(probe: Probe) -> None:
    probe.fault("unavailable")
    probe.feed(numbers(0, 100))
    probe.start()
    assert await_(lambda: b"downstream unavailable" in (probe.folder / "worker0.log").read_bytes())

    assert probe.committed() == 0

    probe.mend("unavailable")
    arrived = probe.all_arrive()

    assert arrived == Counter(probe.fed)


def test_workers_that_come_and_go_share_the_work_and_lose_nothing(probe: Probe) -> None:
    probe.fault("seconds", "0.05")
    probe.feed(numbers(0, 400))
    first = probe.start()
    assert await_(lambda: len(probe.arrived()) > 50)
    probe.start()
    probe.feed(numbers(400, 800))
    assert await_(lambda: len(probe.arrived()) > 400)
    first.terminate()
    first.wait(30)

    assert set(probe.all_arrive()) == set(probe.fed)


def test_a_restart_of_kafka_under_load_loses_nothing(probe: Probe, engines: Any) -> None:
    probe.fault("seconds", "0.05")
    probe.feed(numbers(0, 600))
    probe.start()
    assert await_(lambda: len(probe.arrived()) > 100)
    with engines.down("kafka"):
        time.sleep(2)
    worker_ended = await_(lambda: probe.workers[0].poll() is not None, 3)
    if worker_ended:
        probe.start()  # as the supervisor would

    assert set(probe.all_arrive(90)) == set(probe.fed)
