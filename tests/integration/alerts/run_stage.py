"""The alerts worker alone, for a test to kill. Usage: run_stage.py KAFKA STATE_DIR"""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from alerts.telling import Place
from alerts.worker import build
from peyk.logs import configure_logs
from processors.stage import StageSettings, run_app

kafka, state_dir = sys.argv[1:3]
settings = StageSettings(
    kafka=kafka, state_dir=Path(state_dir), commit_every=0.5, session_timeout=6.0, stop_timeout=10.0
)
configure_logs("json")
run_app(build(settings, Place(zone=ZoneInfo("Asia/Kabul"), country="AF")))
