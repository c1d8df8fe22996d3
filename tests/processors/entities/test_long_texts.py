"""The work on a text of many names grows with its length: a hostile or a very long one must not stop a worker."""

import sys
from types import FrameType
from typing import Any

import pytest

from processors.tag_entities import tag_entities


def steps(text: str) -> int:
    """Count the instructions that the name tagger runs over `text`: a cost that no busy machine changes."""
    count = 0

    def step(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        if "/processors/" not in frame.f_code.co_filename:
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        tag_entities(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", ["ایران ", "حسن روحانی و حسن خمینی ", "دانشگاه شهید کرزی "])
def test_work_grows_with_the_number_of_names(unit: str) -> None:
    tag_entities(unit)
    assert steps(unit * 240) <= 4.4 * steps(unit * 60)
