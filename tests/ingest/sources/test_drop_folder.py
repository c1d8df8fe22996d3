"""The watched folder: nothing half-written is read, nothing is moved before Kafka has it, refusals say why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.delivery import Outgoing, Report, ingest
from ingest.reader import KafkaUnreachable
from ingest.received import Lot
from ingest.sources.arguments import Reading
from ingest.sources.drop_folder import Looks, look_around, settled_files, sweep

READING = Reading(clock=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))


class Kafka:
    """An outlet that is there, or not."""

    def __init__(self, *, up: bool = True) -> None:
        self.up = up
        self.values: list[bytes] = []

    def send(self, message: Outgoing, report: Report) -> None:
        if not self.up:
            raise KafkaUnreachable("Kafka does not answer")
        self.values.append(message.value or b"")
        report(None)

    def drain(self) -> None:
        return

    def deliver(self, lots: list[Lot]) -> object:
        return ingest(lots, self)


@pytest.fixture
def drop(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def tree(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def sweep_twice(root: Path, kafka: Kafka) -> Looks:
    looks = sweep(root, {}, 0.0, READING, kafka.deliver)
    return sweep(root, looks, 10.0, READING, kafka.deliver)


def test_a_complete_file_is_delivered_and_moved_to_done(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    drop("desk/story.txt", "سرخط\nمتن خبر")
    kafka = Kafka()

    sweep_twice(tmp_path, kafka)

    assert tree(tmp_path) == ["done/desk/story.txt"]
    assert len(kafka.values) == 1


def test_a_file_is_not_read_before_it_has_been_still(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    path = drop("story.txt", "سرخط\nمتن")
    looks = look_around(tmp_path, {}, 0.0)
    path.write_text("سرخط\nمتن که ادامه دارد", encoding="utf-8")

    later = look_around(tmp_path, looks, 10.0)

    assert settled_files(later, 10.0) == ()
    assert settled_files(look_around(tmp_path, later, 12.0), 12.0) == (path,)


def test_a_file_that_grows_between_look_and_reading_stays(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    path = drop("story.txt", "سرخط\nمتن")
    kafka = Kafka()
    looks = sweep(tmp_path, {}, 0.0, READING, kafka.deliver)

    def deliver_late(lots: list[Lot]) -> object:
        path.write_text("سرخط\nمتن دیگر و درازتر", encoding="utf-8")
        return kafka.deliver(lots)

    sweep(tmp_path, looks, 10.0, READING, deliver_late)

    assert tree(tmp_path) == ["story.txt"]
    assert kafka.values == []


def test_a_refused_item_sends_its_file_to_failed_with_the_reason(
    tmp_path: Path, drop: Callable[[str, str], Path]
) -> None:
    drop("wire.jsonl", '{"id": "1", "source": "p", "body": "متن"}\n{"id": "2", "bo\n')

    sweep_twice(tmp_path, Kafka())

    assert tree(tmp_path) == ["failed/wire.jsonl", "failed/wire.jsonl.reason.txt"]
    reason = (tmp_path / "failed/wire.jsonl.reason.txt").read_text(encoding="utf-8")
    assert "1 delivered, 1 refused" in reason
    assert "wire.jsonl:2: malformed" in reason


def test_nothing_is_moved_while_kafka_is_away_and_the_next_look_delivers(
    tmp_path: Path, drop: Callable[[str, str], Path]
) -> None:
    drop("story.txt", "سرخط\nمتن خبر")
    kafka = Kafka(up=False)

    looks = sweep_twice(tmp_path, kafka)
    assert tree(tmp_path) == ["story.txt"]

    kafka.up = True
    sweep(tmp_path, looks, 20.0, READING, kafka.deliver)
    assert tree(tmp_path) == ["done/story.txt"]


def test_a_name_that_is_taken_in_done_gets_a_number(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    kafka = Kafka()
    for text in ("نخست", "دوم", "سوم"):
        drop("story.txt", f"سرخط\n{text}")
        sweep_twice(tmp_path, kafka)

    assert tree(tmp_path) == ["done/story.2.txt", "done/story.3.txt", "done/story.txt"]
    assert (tmp_path / "done/story.txt").read_text(encoding="utf-8").endswith("نخست")


def test_an_empty_file_is_refused_and_not_left_lying(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    drop("empty.txt", "")

    sweep_twice(tmp_path, Kafka())

    assert tree(tmp_path) == ["failed/empty.txt", "failed/empty.txt.reason.txt"]


def test_a_link_to_a_file_elsewhere_is_never_read(tmp_path: Path, drop: Callable[[str, str], Path]) -> None:
    secret = drop("../secret-of-elsewhere.txt", "راز")
    root = tmp_path / "drop"
    root.mkdir()
    (root / "story.txt").symlink_to(secret)
    kafka = Kafka()

    sweep_twice(root, kafka)

    assert kafka.values == []
    assert (root / "story.txt").is_symlink()
