"""The alerts worker alone, for a test to kill. Usage: run_stage.py KAFKA STATE_DIR [ALERTS]

With ALERTS, the process dies at the worst moment: when that many alerts are safe in Kafka and nothing is remembered.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import alerts.worker
from alerts.alert import ALERTS_TOPIC
from alerts.telling import Place
from peyk.logs import configure_logs
from processors.stage import Outgoing, StageSettings, run_app, send_all

kafka, state_dir = sys.argv[1:3]
dies_after = int(sys.argv[3]) if len(sys.argv) > 3 else None
sent = 0


async def send_and_die(app: Any, messages: Sequence[Outgoing]) -> None:
    global sent  # noqa: PLW0603 - the script is one run
    await send_all(app, messages)
    sent += sum(1 for message in messages if message.topic == ALERTS_TOPIC)
    if dies_after is not None and sent >= dies_after:
        os._exit(137)


alerts.worker.send_all = send_and_die  # type: ignore[assignment] # the fault is planted inside
settings = StageSettings(
    kafka=kafka, state_dir=Path(state_dir), batch_size=20, commit_every=0.5, session_timeout=6.0, stop_timeout=10.0
)
configure_logs("json")
run_app(alerts.worker.build(settings, Place(zone=ZoneInfo("Asia/Kabul"), country="AF")))
