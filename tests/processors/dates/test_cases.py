"""Every case of tests/cases/dates: span, kind, interval, calendar and whether a conflict is flagged."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from processors.tag_dates import tag_dates

FILES = sorted((Path(__file__).parents[2] / "cases/dates").glob("*.json"))


def found(case: dict[str, Any]) -> list[dict[str, Any]]:
    mentions = tag_dates(case["text"], datetime.fromisoformat(case["published"]), case.get("zone"))
    return [
        {"text": each.text, "kind": each.kind, "from": each.from_, "to": each.to, "calendar": each.calendar}
        | ({"conflict": True} if each.conflict else {})
        for each in mentions
    ]


# One test a file, not one a case: pytest takes longer for thousands of tests than tag_dates does for their texts.
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dates_are_found_and_resolved_as_the_cases_say(path: Path) -> None:
    cases = json.loads(path.read_text(encoding="utf-8"))
    wrong = [f"{case['text']}: {answer}" for case in cases if (answer := found(case)) != case["expected"]]
    assert cases
    assert not wrong, "\n".join(wrong)
