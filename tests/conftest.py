"""What any test may ask for."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
OURS = tuple(f"{ROOT / package}/" for package in ("alerts", "index", "ingest", "peyk", "processors"))


@pytest.fixture
def steps() -> Callable[[Callable[[], object]], int]:
    """Give what counts the lines of Peyk's own code that a call runs: a cost that no busy machine changes."""

    def count(call: Callable[[], object]) -> int:
        counted = 0

        def step(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal counted
            if not frame.f_code.co_filename.startswith(OURS):
                return None
            counted += event == "line"  # a jump back to the same line counts too: so does each round of a loop
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            call()
        finally:
            sys.settrace(before)
        return counted

    return count
