"""Ends a worker that has stopped working without saying so: a supervisor starts it again, and nothing is lost.

Faust agents can die or hang while the process lives on (faust-streaming #175, #523, #640). The watchdog therefore
looks from a thread of its own, which a blocked event loop cannot stop.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

BROKEN = 70
"""Exit status of a worker that met something unexpected (EX_SOFTWARE of sysexits.h)."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Watchdog:
    """Watches one worker. All times are in seconds of the monotonic clock.

    Attributes:
        stall_timeout: how long work may wait, or the event loop be blocked, without any progress.
        stop_timeout: how long an orderly stop may take; a batch in hand is then left, and read again at next start.
        end: what ends the process, `os._exit` outside tests.
    """

    stall_timeout: float
    stop_timeout: float
    end: Callable[[int], object] = os._exit
    _progress: float = field(default_factory=time.monotonic)
    _loop_alive: float = field(default_factory=time.monotonic)
    _stopping_since: float | None = None
    _waiting: bool = False

    def start(self) -> None:
        """Begin to watch, in a daemon thread."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def progressed(self) -> None:
        """Say that a batch was finished, or that the stage knowingly waits for a system that is down."""
        self._progress = time.monotonic()

    def alive(self, *, waiting: bool, stopping: bool) -> None:
        """Say from the event loop that it turns, whether messages wait unread, and whether a stop was asked for."""
        now = self._loop_alive = time.monotonic()
        if not waiting or not self._waiting:
            self._progress = now
        self._waiting = waiting
        if stopping and self._stopping_since is None:
            self._stopping_since = now

    def verdict(self, now: float) -> str | None:
        """Why the process must end now, or None while all is well."""
        if self._stopping_since is not None:
            return "stop took too long" if now - self._stopping_since > self.stop_timeout else None
        if now - self._loop_alive > self.stall_timeout:
            return "event loop blocked"
        if self._waiting and now - self._progress > self.stall_timeout:
            return "messages wait and none is processed"
        return None

    def _watch(self) -> None:
        while (reason := self.verdict(time.monotonic())) is None:
            time.sleep(0.5)
        _log.critical("worker ended by its watchdog; unfinished messages are read again", reason=reason)
        self.end(BROKEN)
