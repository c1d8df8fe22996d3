import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from peyk.local import jars
from peyk.local.jars import fetch
from peyk.local.lock import LOCK_FILE, ROOTS, Jar, part, read_lock
from peyk.local.report import Advance, Report, silent_report
from peyk.local.resolve import without_doubles, write_lock
from peyk.local.settings import EngineError

CONTENT = b"not really a jar"
JAR = Jar("kafka", "org.example:thing:1.0", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


@dataclass
class FakeMaven:
    """Stands for jgo and the network: gives these bytes for any coordinate, after so many failures."""

    repository: Path
    content: bytes
    failures: list[Exception]
    advance: Advance

    def project(self, *_: str) -> "FakeMaven":
        return self

    at_version = artifact = project

    def resolve(self) -> Path:
        if self.failures:
            raise self.failures.pop()
        self.advance(len(self.content))
        self.repository.mkdir(parents=True, exist_ok=True)
        path = self.repository / "thing.jar"
        path.write_bytes(self.content)
        return path


def give(monkeypatch: pytest.MonkeyPatch, content: bytes, *failures: Exception) -> None:
    left = list(failures)
    monkeypatch.setattr(jars, "maven", lambda repository, advance: FakeMaven(repository, content, left, advance))


def forbid_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "maven", lambda *_: pytest.fail("asked the network"))


def test_a_jar_is_fetched_checked_and_put_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, CONTENT)
    lines: list[str] = []
    bars: list[tuple[str, int, list[int]]] = []

    @contextmanager
    def bar(title: str, total: int) -> Iterator[Advance]:
        bars.append((title, total, []))
        yield bars[-1][2].append

    fetch((JAR,), tmp_path, Report(say=lines.append, bar=bar))
    assert JAR.path(tmp_path).read_bytes() == CONTENT
    assert "1 jars" in lines[0]
    assert bars == [("jars", len(CONTENT), [len(CONTENT)])]


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, CONTENT)
    fetch((JAR,), tmp_path, silent_report())
    forbid_network(monkeypatch)
    fetch((JAR,), tmp_path, silent_report())


@pytest.mark.parametrize("damaged", [CONTENT[:5], CONTENT[:-1] + b"?"], ids=["cut short", "another byte"])
def test_a_damaged_jar_is_fetched_anew(damaged: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = JAR.path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(damaged)
    give(monkeypatch, CONTENT)
    fetch((JAR,), tmp_path, silent_report())
    assert path.read_bytes() == CONTENT


def test_a_jar_with_other_content_is_refused_and_never_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, b"x" * len(CONTENT))
    with pytest.raises(EngineError, match=r"org\.example:thing:1\.0 is not the jar"):
        fetch((JAR,), tmp_path, silent_report())
    assert not JAR.path(tmp_path).exists()


def test_a_passing_fault_of_the_network_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, CONTENT, ConnectionError("cut"), TimeoutError("slow"))
    fetch((JAR,), tmp_path, silent_report())
    assert JAR.path(tmp_path).exists()


def test_a_lasting_fault_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, CONTENT, *[ConnectionError("no route")] * 9)
    with pytest.raises(EngineError, match=r"no route.*needs the network"):
        fetch((JAR,), tmp_path, silent_report())


def test_the_list_holds_what_is_asked_for_and_no_module_twice() -> None:
    lock = read_lock()
    for name, roots in ROOTS.items():
        assert set(roots) <= {jar.coordinate for jar in part(lock, name)}
    modules = [jar.path(Path()).name for jar in (*part(lock, "elasticsearch"), *part(lock, "netty"))]
    assert len(modules) == len(set(modules))
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock)


def test_the_network_module_leaves_out_what_the_server_carries() -> None:
    server, network = replace(JAR, part="elasticsearch"), replace(JAR, part="netty")
    alone = replace(network, coordinate="org.example:other:1.0")
    assert without_doubles((network, server, alone)) == (server, alone)


def test_a_list_reads_as_it_was_written(tmp_path: Path) -> None:
    lock = read_lock()
    write_lock(lock, tmp_path / "jars.tsv")
    assert (tmp_path / "jars.tsv").read_text("utf-8") == LOCK_FILE.read_text("utf-8")
    assert read_lock(tmp_path / "jars.tsv") == lock
