"""The settings that docker-compose.yml gives to Kafka, given to a real Kafka: no Docker is at hand to try them in."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from peyk.local import kafka
from peyk.local.lock import read_lock
from peyk.local.ports import Ports, free_ports
from peyk.local.process import is_alive, kill, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.conftest import Engines

ROOT = Path(__file__).parents[3]
INSIDE, CONTROLLER, OUTSIDE = "9092", "9093", "29092"


@pytest.fixture(scope="module")
def environment() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return dict(compose["services"]["kafka"]["environment"])


@pytest.fixture
def ports() -> dict[str, str]:
    """Free ports of this machine for those inside the containers' network."""
    return dict(zip((OUTSIDE, INSIDE, CONTROLLER), map(str, free_ports(3)), strict=True))


@pytest.fixture
def running(engines: Engines, environment: dict[str, Any], ports: dict[str, str], tmp_path: Path) -> Iterator[None]:
    properties = tmp_path / "server.properties"
    properties.write_text(as_properties(environment, ports, tmp_path / "data"))
    java = kafka.java_command(engines.settings, read_lock(), tmp_path)
    form = [
        *java,
        "kafka.tools.StorageTool",
        "format",
        f"--cluster-id={environment['CLUSTER_ID']}",
        "-c",
        str(properties),
    ]
    subprocess.run(form, check=True, capture_output=True)
    process = spawn([*java, "kafka.Kafka", str(properties)], tmp_path / "log", {})
    try:
        while not kafka.serves(Ports(int(ports[OUTSIDE]), 0, 0, 0)):
            assert is_alive(process), (tmp_path / "log").read_text()[-3000:]
            time.sleep(0.2)
        yield
    finally:
        kill(process)


def as_properties(environment: dict[str, Any], ports: dict[str, str], data: Path) -> str:
    """Turn variables into properties as the image does, with this machine's names and ports."""
    rows = {
        key.removeprefix("KAFKA_").lower().replace("_", "."): value
        for key, value in environment.items()
        if key.startswith("KAFKA_") and key != "KAFKA_HEAP_OPTS"
    }
    rows["log.dirs"] = str(data)
    text = "".join(f"{key}={value}\n" for key, value in rows.items())
    text = text.replace("@kafka:", "@localhost:").replace("//kafka:", "//localhost:").replace("//:", "//localhost:")
    for inside, outside in ports.items():
        text = text.replace(f":{inside}", f":{outside}")
    return text


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("listener", [INSIDE, OUTSIDE])
def test_kafka_starts_with_the_settings_of_compose_and_takes_messages(ports: dict[str, str], listener: str) -> None:
    server = f"localhost:{ports[listener]}"
    client = KafkaAdminClient(bootstrap_servers=server)
    client.create_topics([NewTopic("news", num_partitions=1, replication_factor=1)])
    client.close()
    producer = KafkaProducer(bootstrap_servers=server, acks="all")
    assert producer.send("news", "خبر".encode()).get(timeout=30).offset == 0
    producer.close()
