"""How fast ingest is, alone: reading JSONL, and reading and sending to a real Kafka; prints articles/s and MB/s.

Run: python tests/bench/ingest_rate.py [KAFKA] (host:port of a running Kafka with the topics of Peyk; without it only
reading is timed). The articles are the 724 of the shared corpus, repeated under new ids; median of three rounds.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest.delivery import ingest
from ingest.producer import ArticleProducer
from ingest.sources.arguments import Reading
from ingest.sources.files import file_lot

NEWS = Path(__file__).parents[3] / "shared/corpus/news"
ROUNDS, REPEATS = 3, 14


def written(folder: str) -> Path:
    """Write the corpus `REPEATS` times over into one JSONL file."""
    lines = [line for path in sorted(NEWS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    records = [json.loads(line) for line in lines]
    path = Path(folder, "wire.jsonl")
    with path.open("w", encoding="utf-8") as file:
        for number in range(REPEATS):
            file.writelines(
                json.dumps({**record, "id": f"{record['id']}-{number}"}, ensure_ascii=False) + "\n"
                for record in records
            )
    return path


def read(path: Path) -> int:
    """Read all articles and leave them."""
    return sum(1 for _ in file_lot(path, Reading().provenance(path)).items)


def send(path: Path, kafka: str) -> int:
    """Read all articles and wait until Kafka has them."""
    with ArticleProducer(kafka) as producer:
        return ingest([file_lot(path, Reading().provenance(path))], producer).sent


def report(name: str, work: Callable[[], int], size: int) -> None:
    """Print the median rate of `work`, which handles `size` bytes."""
    rates = []
    for _ in range(ROUNDS):
        begun, processor = time.perf_counter(), time.process_time()
        number = work()
        seconds, busy = time.perf_counter() - begun, time.process_time() - processor
        rates.append((number / seconds, size / seconds / 1e6, number / busy))
    wall, megabytes, cpu = (statistics.median(column) for column in zip(*rates, strict=True))
    sys.stdout.write(f"{name:16}{wall:8,.0f} articles/s {megabytes:6.1f} MB/s {cpu:8,.0f} articles per CPU second\n")


def main() -> None:
    """Print one line for reading and one for sending."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder)
        size = path.stat().st_size
        report("read JSONL", lambda: read(path), size)
        if len(sys.argv) > 1:
            report("read and send", lambda: send(path, sys.argv[1]), size)


if __name__ == "__main__":
    main()
