"""What a replay changes is told article by article: the field, what goes and what comes."""

from typing import Any

import pytest

from peyk.replay import FieldChange

_KABUL = {"text": "کابل", "type": "place", "id": "Q5838", "start": 0, "end": 4}
_DAY = {"text": "۳ جدی", "kind": "day", "from": "2026-12-24", "to": "2026-12-24", "start": 0, "end": 5}


def _plain(told: str) -> str:
    return told.replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("fa", "prs", "[-fa-]{+prs+}"),
        (None, "prs", "{+prs+}"),
        ("او میرود", "او می\u200cرود", "او [-میرود-]{+می\u200cرود+}"),
        (None, [_KABUL], "{+کابل (place Q5838)+}"),
        ([_KABUL], [{**_KABUL, "id": None}], "[-کابل (place Q5838)-] {+کابل (place)+}"),
        ([_DAY], None, "[-۳ جدی (day 2026-12-24..2026-12-24)-]"),
        ([_KABUL], [{**_KABUL, "start": 2}], "other places"),
    ],
)
def test_a_change_is_told_in_one_line(before: Any, after: Any, told: str) -> None:
    assert " ".join(_plain(FieldChange(before, after).told()).split()) == told


def test_what_stays_is_told_only_near_the_change() -> None:
    told = _plain(FieldChange("پیش " * 100 + "میرود" + " پس" * 100, "پیش " * 100 + "می\u200cرود" + " پس" * 100).told())
    assert "[-میرود-]{+می\u200cرود+}" in told
    assert len(told) < 200
