"""One of the two engines: its files, its process, and what its log says when it fails."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from peyk.local.ports import is_taken
from peyk.local.process import JAVA_ENVIRONMENT, Running, read_pid, spawn, write_pid
from peyk.local.settings import EngineError

LOG_LINES_SHOWN = 20
LOG_LIMIT_BYTES = 10 * 1024 * 1024
LOG_BEGINS = "--- start at"


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine in its folder: its names, the ports it takes (by setting), how to run it, whether it serves."""

    name: str
    title: str
    folder: Path
    ports: dict[str, int]
    address: str
    prepare: Callable[[], list[str]]
    serves: Callable[[], bool]

    @property
    def pid_file(self) -> Path:
        """Where the process is noted."""
        return self.folder / "pid.json"

    @property
    def log(self) -> Path:
        """Where the process writes what it has to say."""
        return self.folder / "engine.log"

    def process(self) -> Running | None:
        """Give the process if it runs."""
        return read_pid(self.pid_file)


def launch(engine: Engine) -> Running:
    """Start the process and note it; it does not serve yet.

    Raises:
        EngineError: somebody else listens on a port of the engine.
    """
    for setting, port in engine.ports.items():
        if is_taken(port):
            raise EngineError(
                f"{engine.title} cannot start: port {port} is taken by another program. "
                f"Stop that program, or give another port with PEYK_{setting.upper()}."
            )
    engine.folder.mkdir(parents=True, exist_ok=True)
    command = engine.prepare()
    if engine.log.exists() and engine.log.stat().st_size > LOG_LIMIT_BYTES:
        engine.log.replace(engine.log.with_suffix(".1.log"))
    with engine.log.open("a", encoding="utf-8") as log:
        log.write(f"{LOG_BEGINS} {time.strftime('%Y-%m-%dT%H:%M:%S%z')}\n")
    process = spawn(command, engine.log, JAVA_ENVIRONMENT)
    write_pid(engine.pid_file, process)
    return process


def log_tail(engine: Engine, count: int = LOG_LINES_SHOWN) -> str:
    """Quote the last lines written since the last start, with the log's path; empty when there are none."""
    if not engine.log.is_file():
        return ""
    written = engine.log.read_text("utf-8", errors="replace").splitlines()
    begins = max((n for n, line in enumerate(written) if line.startswith(LOG_BEGINS)), default=0)
    lines = written[begins:][-count:]
    return f"\nLast lines of {engine.log}:\n" + "\n".join(f"  {line}" for line in lines)
