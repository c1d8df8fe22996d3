"""Keeps Peyk's worker processes running: starts them, starts one again that ended, stops all of them in order."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

STOP_SECONDS = 25.0
"""How long workers may take to finish what is in hand; their own watchdogs are quicker."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Child:
    """One worker process and what is needed to start it again."""

    command: Sequence[str]
    process: "subprocess.Popen[bytes]"
    started: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0
    restart_at: float | None = None


class Supervisor:
    """Runs `peyk` commands as children of this process.

    Children get a session of their own, so that Ctrl-C reaches only the supervisor, which then stops them in order;
    they end by themselves when the supervisor is killed (`end_with_parent`).
    """

    def __init__(self) -> None:
        self._children: list[Child] = []

    def start(self, *arguments: str) -> None:
        """Start `peyk ARGUMENTS` and keep it running."""
        command = (sys.executable, "-m", "peyk.cli.main", *arguments)
        self._children.append(Child(command, self._spawn(command)))

    def tend(self) -> None:
        """Start again whatever ended; at once the first time, ever more slowly when it keeps ending at once."""
        now = time.monotonic()
        for child in self._children:
            if child.process.poll() is None:
                continue
            if child.restart_at is None:
                self._schedule(child, now)
            if child.restart_at is not None and now >= child.restart_at:
                child.process, child.started, child.restart_at = self._spawn(child.command), now, None

    def stop(self) -> None:
        """Stop all children: ask, wait, and end those that do not answer. Unfinished messages are read again."""
        running = [child.process for child in self._children if child.process.poll() is None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("worker killed", pid=process.pid, reason=f"no end within {STOP_SECONDS:.0f} s")
                process.kill()
                process.wait()
        self._children.clear()

    def _spawn(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        # S603: the command is this program itself.
        return subprocess.Popen(command, start_new_session=True)  # noqa: S603

    def _schedule(self, child: Child, now: float) -> None:
        quick = now - child.started < STOP_SECONDS
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        child.restart_at = now + min(2.0**child.quick_deaths - 1, 30.0)
        what = " ".join(child.command[3:])
        _log.warning("worker ended", worker=what, status=child.process.returncode, again_in=child.restart_at - now)


def end_with_parent() -> None:
    """Ask this process to stop in order when its parent is gone, so that a killed `peyk run` leaves nothing behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
