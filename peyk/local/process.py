"""One detached process with a pid file: started once, known again after our own end, stopped by its own id."""

import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

POLL_S = 0.1
KILLED_WITHIN_S = 5.0

# Nothing of the user's environment may change how Java runs; the locale lets it read any file name.
JAVA_ENVIRONMENT = {"LC_ALL": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Running:
    """A process we started: its id, and the moment it began (seconds since 1970), which tells a reused id apart."""

    pid: int
    began: float


def spawn(command: list[str], log: Path, environment: dict[str, str]) -> Running:
    """Start a process of its own session, so that Ctrl-C at our terminal does not reach it, and return at once."""
    output = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), output, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    )
    pid = os.posix_spawn(command[0], command, environment, file_actions=files, setsid=True)
    return Running(pid, psutil.Process(pid).create_time())


def is_alive(process: Running) -> bool:
    """Tell whether this very process runs; one that has ended in full, or another of the same id, does not."""
    try:
        found = psutil.Process(process.pid)
        # A killed process of many threads is a zombie early: its sockets stay open until its last thread has gone.
        ended = found.status() == psutil.STATUS_ZOMBIE and found.num_threads() <= 1
        return bool(found.create_time() == process.began) and not ended
    except psutil.NoSuchProcess:
        return False


def resident_bytes(process: Running) -> int:
    """Tell how much memory the process holds; 0 when it has ended."""
    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def write_pid(path: Path, process: Running) -> None:
    """Note the process, whole or not at all."""
    partial = path.with_suffix(".new")
    partial.write_text(json.dumps(asdict(process)), "utf-8")
    partial.replace(path)


def read_pid(path: Path) -> Running | None:
    """Give the noted process if it still runs; a stale or broken note counts as none."""
    try:
        process = Running(**json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return process if is_alive(process) else None


def ask_to_stop(process: Running) -> None:
    """Send the signal to end in order; a process that has ended already is no fault."""
    send(process, signal.SIGTERM)


def kill(process: Running) -> None:
    """End the process at once, and wait until it is gone."""
    send(process, signal.SIGKILL)
    wait_until_gone(process, KILLED_WITHIN_S)


def send(process: Running, number: signal.Signals) -> None:
    """Send a signal to this very process, never to one that was given its id later."""
    if is_alive(process):
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return


def wait_until_gone(process: Running, seconds: float) -> bool:
    """Wait for the end of a process; False when it still runs after that many seconds."""
    deadline = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        reap(process)
        time.sleep(POLL_S)
    reap(process)
    return True


def reap(process: Running) -> None:
    """Take leave of an ended child of ours, which would stay in the process table otherwise."""
    try:
        os.waitpid(process.pid, os.WNOHANG)
    except ChildProcessError:
        return
