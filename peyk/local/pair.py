"""Start and stop several engines together: all or none."""

import time
from collections.abc import Sequence

from peyk.local.engine import Engine, launch, log_tail
from peyk.local.process import ask_to_stop, is_alive, kill, wait_until_gone
from peyk.local.report import Report
from peyk.local.settings import EngineError

START_WITHIN_S = 180
STOP_WITHIN_S = 40
POLL_S = 0.2


def start_all(pair: Sequence[Engine], report: Report) -> None:
    """Launch what does not run and wait until all serve; on failure stop what was launched here."""
    launched: list[Engine] = []
    began = time.monotonic()
    try:
        for engine in pair:
            if engine.process() is None:
                launch(engine)
                launched.append(engine)
        for engine in pair:
            wait_until_serving(engine, began + START_WITHIN_S)
            if engine in launched:
                seconds = time.monotonic() - began
                report.say(f"{engine.title} serves at {engine.address} ({seconds:.1f} s)")
    except BaseException:
        stop_all(launched, report)
        raise


def wait_until_serving(engine: Engine, deadline: float) -> None:
    """Wait until the engine serves; its end, or the deadline (monotonic seconds), is an error that quotes its log."""
    while not engine.serves():
        if engine.process() is None:
            raise EngineError(
                f"{engine.title} ended while it started. The reason stands in its log; when its data is damaged, "
                f"remove {engine.folder / 'data'} and start again.{log_tail(engine)}"
            )
        if time.monotonic() > deadline:
            raise EngineError(
                f"{engine.title} did not serve within {START_WITHIN_S} s. "
                f"Stop the engines and start them again.{log_tail(engine)}"
            )
        time.sleep(POLL_S)


def stop_all(pair: Sequence[Engine], report: Report) -> None:
    """Ask all to end, then wait for each."""
    found = [(engine, process) for engine in pair if (process := engine.process())]
    for _, process in found:
        ask_to_stop(process)
    for engine, process in found:
        if not wait_until_gone(process, STOP_WITHIN_S):
            report.say(f"{engine.title} (process {process.pid}) did not end within {STOP_WITHIN_S} s: killing it")
            kill(process)
        if is_alive(process):
            raise EngineError(f"{engine.title} (process {process.pid}) cannot be ended: end it by hand")
        engine.pid_file.unlink(missing_ok=True)
        report.say(f"{engine.title} stopped")
