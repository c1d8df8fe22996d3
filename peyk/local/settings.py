"""What the local engines are told: folders, ports and heaps; and the versions that everything else agrees with."""

from dataclasses import dataclass
from pathlib import Path

KAFKA_VERSION = "4.1.0"
ELASTICSEARCH_VERSION = "9.2.0"

DEFAULT_STATE_DIR = Path(".peyk")
ANY_FREE_PORT = 0


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Where the two engines live. Port 0 means any free one, chosen at the first start and kept in the state folder."""

    state_dir: Path = DEFAULT_STATE_DIR
    jar_cache: Path | None = None
    kafka_port: int = 19392
    kafka_controller_port: int = 19393
    elasticsearch_port: int = 19200
    elasticsearch_transport_port: int = 19300
    kafka_heap: str = "256m"
    elasticsearch_heap: str = "512m"
    java_options: tuple[str, ...] = ()

    @property
    def jars(self) -> Path:
        """Folder of the jars, which several state folders may share."""
        return self.jar_cache or self.state_dir / "jars"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the running engines answer: `host:port` of Kafka and the URL of Elasticsearch."""

    kafka: str
    elasticsearch: str


class EngineError(Exception):
    """An engine could not be fetched, started or stopped; the message says why and what to do."""
