"""Real engines for the integration tests: one pair per session, on free ports, in a folder of its own.

Fixtures for every integration test:
    engines   the running pair: `engines.kafka` (host:port), `engines.elasticsearch` (URL), and ways to break it
    prefix    a name nobody else uses; begin topics, groups and indices with it
    topics    `topics("articles", "tagged", partitions=2)` creates prefixed topics and gives their names, in that order
    es        an Elasticsearch client
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from rich.console import Console

from peyk.local.engine import Engine
from peyk.local.engines import engines as describe
from peyk.local.engines import start, stop
from peyk.local.ports import noted_ports
from peyk.local.process import Running, kill
from peyk.local.report import silent_report, terminal_report
from peyk.local.settings import LocalSettings

HERE = Path(__file__).parent
JAR_CACHE = HERE.parents[1] / ".peyk" / "jars"

type MakeTopics = Callable[..., list[str]]


# A worker takes whole files, in this order: the longest first, so that none is still at one when the others are done.
_LONGEST = ("test_house.py", "test_run.py", "test_upkeep.py", "test_secrets.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if str(item.path).startswith(str(HERE)):
            item.add_marker(pytest.mark.integration)
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@dataclass(frozen=True, slots=True)
class Engines:
    """The pair that the session started, and the faults one can inflict on it; every fault is undone by `restart`."""

    settings: LocalSettings
    kafka: str
    elasticsearch: str

    def process(self, name: str) -> Running:
        """Give the running process of "kafka" or "elasticsearch"."""
        found = self.engine(name).process()
        assert found, f"{name} does not run"
        return found

    def engine(self, name: str) -> Engine:
        """Give the description of one engine."""
        ports = noted_ports(self.settings)
        assert ports
        return next(engine for engine in describe(self.settings, ports) if engine.name == name)

    def kill(self, name: str) -> None:
        """End one engine with kill -9, as a crash would."""
        kill(self.process(name))

    def restart(self) -> None:
        """Start again what does not run, on the same ports and data, and wait until both serve."""
        start(self.settings, silent_report())

    @contextmanager
    def down(self, name: str) -> Iterator[None]:
        """Crash one engine for as long as the block lasts: connections are refused."""
        self.kill(name)
        try:
            yield
        finally:
            self.restart()

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Halt one engine for as long as the block lasts: connections are accepted and nothing answers."""
        process = psutil.Process(self.process(name).pid)
        process.suspend()
        try:
            yield
        finally:
            process.resume()
            self.restart()


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Engines]:
    settings = LocalSettings(
        state_dir=tmp_path_factory.mktemp("engines"),
        jar_cache=JAR_CACHE,
        kafka_port=0,
        kafka_controller_port=0,
        elasticsearch_port=0,
        elasticsearch_transport_port=0,
        # Half the time to start; what the full compiler would win later, a test session is too short for.
        java_options=("-XX:TieredStopAtLevel=1",),
    )
    with guarded(settings.state_dir):
        try:
            # Told aloud, because the first start on a machine fetches 90 MB.
            with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
                endpoints = start(settings, terminal_report(Console(stderr=True)))
            yield Engines(settings, endpoints.kafka, endpoints.elasticsearch)
        finally:
            stop(settings, silent_report())


@contextmanager
def guarded(state_dir: Path) -> Iterator[None]:
    """Have the engines stopped even when this session is killed: a guard waits for the end of its input."""
    stop_command = (sys.executable, "-m", "peyk.local", "stop", "--state-dir", str(state_dir))
    command = ("sh", "-c", 'cat >/dev/null; exec "$@" 2>/dev/null', "guard", *stop_command)
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


@pytest.fixture
def prefix() -> str:
    return f"t{uuid4().hex[:10]}"


@pytest.fixture
def topics(engines: Engines, prefix: str) -> Iterator[MakeTopics]:
    made: list[str] = []

    def make(*names: str, partitions: int = 1) -> list[str]:
        full = [f"{prefix}.{name}" for name in names]
        with admin(engines) as client:
            client.create_topics([NewTopic(name, num_partitions=partitions, replication_factor=1) for name in full])
        made.extend(full)
        return full

    yield make
    if made:
        with admin(engines) as client:
            client.delete_topics(made)


@contextmanager
def admin(engines: Engines) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=engines.kafka)
    try:
        yield client
    finally:
        client.close()


@pytest.fixture
def es(engines: Engines) -> Iterator[Elasticsearch]:
    with Elasticsearch(engines.elasticsearch) as client:
        yield client
