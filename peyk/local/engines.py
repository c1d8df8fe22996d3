"""Start, stop and look at the local Kafka and Elasticsearch: one pair per state folder."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from peyk.local import elasticsearch, kafka
from peyk.local.alone import alone
from peyk.local.engine import Engine
from peyk.local.home import build_home
from peyk.local.jars import fetch
from peyk.local.lock import Jar, read_lock
from peyk.local.pair import start_all, stop_all
from peyk.local.ports import HOST, Ports, choose_ports, noted_ports
from peyk.local.process import resident_bytes
from peyk.local.report import Report
from peyk.local.settings import ELASTICSEARCH_VERSION, KAFKA_VERSION, Endpoints, EngineError, LocalSettings


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What one engine does now: its process id (None when stopped), its address, and the memory it holds in bytes."""

    name: str
    version: str
    state: Literal["stopped", "starting", "serving"]
    address: str
    pid: int | None
    resident_bytes: int


def start(settings: LocalSettings, report: Report) -> Endpoints:
    """Make both engines serve, fetching and building what is missing, and say where; what serves already is left alone.

    Raises:
        EngineError: one cannot be started; what this call had started is stopped again.
    """
    settings.jars.mkdir(parents=True, exist_ok=True)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with only_one(settings.jars / "lock", report):
        lock = read_lock()
        fetch(lock, settings.jars, report)
        home = build_home(lock, settings.jars, report)
    with only_one(settings.state_dir / "lock", report):
        ports = agreed_ports(settings)
        pair = engines(settings, ports, lock, home)
        start_all(pair, report)
    return Endpoints(kafka=f"{HOST}:{ports.kafka}", elasticsearch=f"http://{HOST}:{ports.elasticsearch}")


def stop(settings: LocalSettings, report: Report) -> None:
    """End both engines in order, by their ids; one that does not end in time is killed, with a line that says so."""
    pair = known_engines(settings)
    if not any(engine.process() for engine in pair):
        report.say("The engines are not running")
        return
    with only_one(settings.state_dir / "lock", report):
        stop_all(pair, report)


def status(settings: LocalSettings) -> tuple[EngineStatus, ...]:
    """Look at both engines without changing anything."""
    return tuple(look(engine) for engine in known_engines(settings))


def known_engines(settings: LocalSettings) -> tuple[Engine, Engine]:
    """Describe both engines where they were started last, or would be started first."""
    return engines(settings, noted_ports(settings) or configured_ports(settings))


def look(engine: Engine) -> EngineStatus:
    """Look at one engine."""
    process = engine.process()
    name, _, version = engine.title.partition(" ")
    if process is None:
        return EngineStatus(name, version, "stopped", engine.address, None, 0)
    state: Literal["starting", "serving"] = "serving" if engine.serves() else "starting"
    return EngineStatus(name, version, state, engine.address, process.pid, resident_bytes(process))


def engines(
    settings: LocalSettings, ports: Ports, lock: tuple[Jar, ...] = (), home: Path = Path()
) -> tuple[Engine, Engine]:
    """Describe both engines; the list of jars and the home folder are needed only where one is to be started."""
    return (
        Engine(
            name="kafka",
            title=f"Kafka {KAFKA_VERSION}",
            folder=settings.state_dir / "kafka",
            ports={"kafka_port": ports.kafka, "kafka_controller_port": ports.kafka_controller},
            address=f"{HOST}:{ports.kafka}",
            prepare=lambda: kafka.prepare(settings, ports, lock),
            serves=lambda: kafka.serves(ports),
        ),
        Engine(
            name="elasticsearch",
            title=f"Elasticsearch {ELASTICSEARCH_VERSION}",
            folder=settings.state_dir / "elasticsearch",
            ports={
                "elasticsearch_port": ports.elasticsearch,
                "elasticsearch_transport_port": ports.elasticsearch_transport,
            },
            address=f"http://{HOST}:{ports.elasticsearch}",
            prepare=lambda: elasticsearch.prepare(settings, ports, home),
            serves=lambda: elasticsearch.serves(ports),
        ),
    )


def agreed_ports(settings: LocalSettings) -> Ports:
    """Choose the ports, unless an engine runs on others: then it must be stopped before ports can change."""
    noted = noted_ports(settings)
    running = [engine for engine in engines(settings, noted) if engine.process()] if noted else []
    if not running or noted is None:
        return choose_ports(settings)
    for engine in running:
        for setting, port in engine.ports.items():
            if getattr(settings, setting) not in {0, port}:
                raise EngineError(
                    f"{engine.title} runs with {setting} {port}, not {getattr(settings, setting)}: stop it first"
                )
    return noted


def configured_ports(settings: LocalSettings) -> Ports:
    """Give the ports as configured, for a look before the first start."""
    return Ports(
        settings.kafka_port,
        settings.kafka_controller_port,
        settings.elasticsearch_port,
        settings.elasticsearch_transport_port,
    )


def only_one(path: Path, report: Report) -> AbstractContextManager[None]:
    """Let one start or stop at a time work in a folder; the others wait."""
    return alone(path, lambda: report.say("Another start or stop is under way here: waiting for it"))
