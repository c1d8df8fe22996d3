import os
import signal
from pathlib import Path

import psutil
import pytest

from peyk.local.process import (
    Running,
    ask_to_stop,
    is_alive,
    kill,
    read_pid,
    resident_bytes,
    spawn,
    wait_until_gone,
    write_pid,
)

SLEEP = ["/bin/sh", "-c", "echo started; exec sleep 60"]
DEAF = ["/bin/sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"]


@pytest.fixture
def sleeper(tmp_path: Path) -> Running:
    return spawn(SLEEP, tmp_path / "log", {"PATH": os.defpath})


def test_a_process_is_known_again_from_its_note(sleeper: Running, tmp_path: Path) -> None:
    note = tmp_path / "pid.json"
    write_pid(note, sleeper)
    assert read_pid(note) == sleeper
    assert resident_bytes(sleeper) > 0
    kill(sleeper)
    assert read_pid(note) is None
    assert resident_bytes(sleeper) == 0


def test_a_process_leads_its_own_session_and_writes_to_its_log(sleeper: Running, tmp_path: Path) -> None:
    assert os.getsid(sleeper.pid) == sleeper.pid
    ask_to_stop(sleeper)
    assert wait_until_gone(sleeper, 10)
    assert (tmp_path / "log").exists()


def test_an_id_that_was_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    stranger = Running(pid=os.getpid(), began=psutil.Process().create_time() - 1)
    note = tmp_path / "pid.json"
    write_pid(note, stranger)
    assert read_pid(note) is None
    received: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: received.append(number))
    try:
        ask_to_stop(stranger)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert received == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '"text"'])
def test_a_broken_note_counts_as_no_process(tmp_path: Path, content: str) -> None:
    note = tmp_path / "pid.json"
    note.write_text(content)
    assert read_pid(note) is None


def test_a_process_that_does_not_listen_is_reported_and_can_be_killed(tmp_path: Path) -> None:
    deaf = spawn(DEAF, tmp_path / "log", {"PATH": os.defpath})
    while "deaf" not in (tmp_path / "log").read_text():
        assert is_alive(deaf)
    ask_to_stop(deaf)
    assert not wait_until_gone(deaf, 0.3)
    kill(deaf)
    assert not is_alive(deaf)


def test_nothing_is_sent_to_a_process_that_has_ended(sleeper: Running) -> None:
    kill(sleeper)
    ask_to_stop(sleeper)
    assert wait_until_gone(sleeper, 0)
