"""The list of jars: every coordinate the engines need, with size and SHA-256: no start must resolve or trust."""

from dataclasses import dataclass
from pathlib import Path

from peyk.local.settings import ELASTICSEARCH_VERSION, KAFKA_VERSION

LOCK_FILE = Path(__file__).with_name("jars.tsv")

# What is asked for; everything else in the list follows from it.
ROOTS: dict[str, tuple[str, ...]] = {
    "kafka": (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.slf4j:slf4j-simple:1.7.36"),
    "elasticsearch": (f"org.elasticsearch:elasticsearch:{ELASTICSEARCH_VERSION}",),
    "netty": (f"org.elasticsearch.plugin:transport-netty4:{ELASTICSEARCH_VERSION}",),
    "compiler": ("org.eclipse.jdt:ecj:3.42.0",),
}


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar of one set: `group:artifact:version`, SHA-256 in hexadecimal, size in bytes."""

    part: str
    coordinate: str
    sha256: str
    size: int

    def path(self, jars: Path) -> Path:
        """Name the file below the folder of jars, laid out as a Maven repository is."""
        group, artifact, version = self.coordinate.split(":")
        return jars / "repository" / Path(*group.split(".")) / artifact / version / f"{artifact}-{version}.jar"


def read_lock(path: Path = LOCK_FILE) -> tuple[Jar, ...]:
    """Read the list: one jar a line, four columns parted by tabs; lines that begin with # are comments."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(Jar(part, coordinate, sha256, int(size)) for part, coordinate, sha256, size in rows)


def part(lock: tuple[Jar, ...], name: str) -> tuple[Jar, ...]:
    """Give the jars of one set, in the order of the list."""
    return tuple(jar for jar in lock if jar.part == name)
