"""Every case of tests/cases/dates: span, kind, interval, calendar and whether a conflict is flagged."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from processors.tag_dates import tag_dates

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['label']}")
    for path in sorted((Path(__file__).parents[2] / "cases/dates").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


def found(case: dict[str, Any]) -> list[dict[str, Any]]:
    mentions = tag_dates(case["text"], datetime.fromisoformat(case["published"]), case.get("zone"))
    return [
        {"text": each.text, "kind": each.kind, "from": each.from_, "to": each.to, "calendar": each.calendar}
        | ({"conflict": True} if each.conflict else {})
        for each in mentions
    ]


@pytest.mark.parametrize("case", CASES)
def test_dates_are_found_and_resolved_as_the_case_says(case: dict[str, Any]) -> None:
    assert found(case) == case["expected"]
