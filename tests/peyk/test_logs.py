"""What Peyk's processes write is one line per outcome, and in JSON whoever writes it."""

import json
import subprocess
import sys

import pytest

PROCESS = """
import logging, structlog
from peyk.logs import configure_logs
configure_logs("{style}")
{faust}
structlog.get_logger("peyk").info("tagged", stage="processors", article="a")
logging.getLogger("aiokafka").warning("connected again")
logging.getLogger("aiokafka").error("Request failed: [Error 15] GroupCoordinatorNotAvailableError")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("aiokafka").exception("lost %s", "the broker")
"""
FAUST = """
from mode.utils.logging import setup_logging
from processors.stage import _LOGGING_STAYS
setup_logging(loglevel="WARN", logging_config=_LOGGING_STAYS, loghandlers=[*logging.root.handlers])
"""


def _lines(style: str, faust: str = "") -> list[str]:
    code = PROCESS.format(style=style, faust=faust)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


@pytest.mark.parametrize("faust", ["", FAUST], ids=["alone", "under Faust"])
def test_what_libraries_log_is_json_too(faust: str) -> None:
    ours, theirs = map(json.loads, _lines("json", faust))
    assert (ours["event"], ours["stage"]) == ("tagged", "processors")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("lost the broker", "error", "aiokafka")
    assert "ZeroDivisionError" in theirs["exception"]


def test_people_read_lines() -> None:
    first, second, *_ = _lines("text")
    assert "tagged" in first
    assert "aiokafka lost the broker" in second
