"""What a courier decides by itself; how it delivers is tested on the real Kafka."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from alerts.alert import Alert, AlertKind
from alerts.delivery.courier import Courier
from alerts.delivery.history import History
from alerts.delivery.message import Reader
from alerts.delivery.queue import Parcel, Waiting
from alerts.delivery.target import Kind, Target
from alerts.rule import rule_from_mapping

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.mark.parametrize(("rule", "zone"), [("r", "Asia/Dubai"), ("removed", "Asia/Kabul")])
def test_times_are_those_of_the_rule_and_without_it_those_of_the_newsroom(rule: str, zone: str) -> None:
    alert = Alert(
        id="a",
        kind=AlertKind.MATCH,
        rule_id=rule,
        rule_name="n",
        deliver=("desk",),
        source="s",
        arrived_at=NOW,
        matched_at=NOW,
    )
    known = {"r": rule_from_mapping({"id": "r", "name": "n", "query": "q", "zone": "Asia/Dubai"})}
    target, history = Target(kind=Kind.CONSOLE), History(timedelta(days=30))
    courier = Courier("desk", target, known, history, cast("Any", None), Reader(ZoneInfo("Asia/Kabul"), "prs"))

    assert courier._reader(Parcel("p", (Waiting(alert, 0, 0, due=NOW),))) == Reader(ZoneInfo(zone), "prs")
