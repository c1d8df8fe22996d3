"""The stories worker alone, for a test to kill. Usage: run_stage.py KAFKA STATE_DIR [--forgetful]

With --forgetful it does not read the log of stories: the fault that the checker must see.
"""

import sys
from pathlib import Path

from peyk.logs import configure_logs
from processors.stage import StageSettings, run_app
from processors.stories.log import StoryLog
from processors.stories.worker import build

kafka, state_dir = sys.argv[1:3]
settings = StageSettings(
    kafka=kafka, state_dir=Path(state_dir), batch_size=20, commit_every=0.5, session_timeout=6.0, stop_timeout=10.0
)
if "--forgetful" in sys.argv:

    async def forget(_log: StoryLog) -> None:
        """Read nothing."""

    StoryLog.catch_up = forget  # type: ignore[method-assign]

configure_logs("json")
run_app(build(settings, capacity=1000))
