"""`peyk run` as a newcomer meets it: once with the samples, then in the foreground and interrupted."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
PEYK = Path(sys.executable).with_name("peyk")


def environment(folder: Path) -> dict[str, str]:
    ports = dict.fromkeys(
        ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT", "ELASTICSEARCH_PORT", "ELASTICSEARCH_TRANSPORT_PORT", "WEB_PORT"), "0"
    )
    own = {"STATE_DIR": str(folder), "JAR_CACHE": str(ROOT / ".peyk" / "jars"), **ports}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PEYK_")}
    return clean | {f"PEYK_{name}": value for name, value in own.items()}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    peyk(tmp_path, "engines", "stop")


def peyk(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(PEYK), *arguments], env=environment(folder), cwd=folder, capture_output=True, text=True, check=False
    )


def running(folder: Path) -> list[str]:
    """Commands of processes that still belong to the house in `folder`."""
    mine = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        environ, words = process.info["environ"] or {}, process.info["cmdline"] or []
        if environ.get("PEYK_STATE_DIR") == str(folder) or any(str(folder) in word for word in words):
            mine.append(" ".join(words))
    return mine


def test_run_once_tells_what_became_of_the_samples_and_leaves_nothing_running(house: Path) -> None:
    told = peyk(house, "run", "--once")

    assert told.returncode == 0, told.stderr[-2000:]
    assert "in         44 items: 42 articles, 2 refused" in told.stdout
    assert "indexed    38 stories are indexed" in told.stdout
    assert "found      " in told.stdout
    assert "آتش" in told.stdout.partition("alerts     ")[2]
    assert not running(house)


def test_an_interrupted_run_stops_within_seconds_and_has_lost_nothing_at_the_next_start(house: Path) -> None:
    article = json.dumps({"id": "run-1", "source": "test", "title": "خبر آزمایشی قطع برق"}, ensure_ascii=False)
    (house / "one.jsonl").write_text(article, encoding="utf-8")
    with running_house(house):
        assert peyk(house, "ingest", "one.jsonl").returncode == 0

    assert not running(house)

    with running_house(house):
        until(lambda: '"run-1"' in peyk(house, "search", "قطع برق", "--json").stdout)


@contextmanager
def running_house(folder: Path) -> Iterator[None]:
    """Run `peyk run` meanwhile, and interrupt it in the end."""
    path = folder / "run.log"
    with path.open("wb") as log:
        run = subprocess.Popen([str(PEYK), "run"], env=environment(folder), cwd=folder, stdout=log, stderr=log)
        until(lambda: "Peyk runs" in path.read_text(encoding="utf-8"))
        yield
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 0


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.5)
    pytest.fail("not within two minutes")
