"""When an alert leaves: at once, with a digest, after the quiet hours, or never."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from alerts.alert import FOLLOW_UPS, Alert, AlertKind
from alerts.delivery.timing import Plan, plan
from alerts.rule import Rule, rule_from_mapping

KABUL = ZoneInfo("Asia/Kabul")


def rule(**fields: Any) -> Rule:
    return rule_from_mapping({"name": "n", "query": "q", "zone": "Asia/Kabul", **fields})


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=KABUL)


def alert(now: datetime, kind: AlertKind = AlertKind.MATCH) -> Alert:
    return Alert(
        id="a", kind=kind, rule_id="r", rule_name="n", deliver=("desk",), source="s", arrived_at=now, matched_at=now
    )


def due(now: str, sent: list[datetime] | None = None, **fields: Any) -> Plan:
    return plan(alert(at(now)), rule(**fields), sent or [], at(now))


def test_an_alert_leaves_at_once_and_alone() -> None:
    assert due("24T10:20") == Plan(at=at("24T10:20"))


def test_an_hourly_digest_leaves_at_the_full_hour() -> None:
    assert due("24T10:20", digest="hourly") == Plan(at=at("24T11:00"), together=True)


@pytest.mark.parametrize(("now", "leaves"), [("24T06:59", "24T07:30"), ("24T07:30", "25T07:30")])
def test_a_daily_digest_leaves_at_its_time_in_the_rules_own_zone(now: str, leaves: str) -> None:
    assert due(now, digest="daily", digest_at="07:30").at == at(leaves)


def test_half_past_seven_is_an_hour_later_in_tehran() -> None:
    now = at("24T06:59")
    tehran = rule(digest="daily", digest_at="07:30", zone="Asia/Tehran")

    assert plan(alert(now), tehran, [], now).at == at("24T07:30") + timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("24T21:59", "24T21:59"),
        ("24T22:00", "25T06:00"),
        ("25T03:00", "25T06:00"),
        ("25T06:00", "25T06:00"),
    ],
)
def test_quiet_hours_over_midnight_hold_until_morning(now: str, leaves: str) -> None:
    assert due(now, quiet_hours={"start": "22:00", "until": "06:00"}).at == at(leaves)


@pytest.mark.parametrize(("now", "leaves"), [("24T12:59", "24T12:59"), ("24T13:00", "24T15:00")])
def test_quiet_hours_by_day(now: str, leaves: str) -> None:
    assert due(now, quiet_hours={"start": "13:00", "until": "15:00"}).at == at(leaves)


def test_a_digest_that_falls_into_the_quiet_hours_waits_for_their_end() -> None:
    found = due("24T21:30", digest="hourly", quiet_hours={"start": "21:45", "until": "06:15"})

    assert found == Plan(at=at("25T06:15"), together=True)


def test_what_is_over_the_throttle_leaves_together_when_the_time_is_up() -> None:
    sent = [at("24T10:00"), at("24T10:05")]
    option = {"throttle": {"alerts": 2, "minutes": 60}}

    assert due("24T10:20", sent, **option) == Plan(at=at("24T11:00"), together=True)
    assert due("24T11:01", sent, **option) == Plan(at=at("24T11:01"))


def test_a_muted_rule_delivers_nothing_until_its_mute_ends() -> None:
    option = {"mute_until": "2026-11-24T12:00:00+04:30"}

    assert due("24T11:59", **option).at is None
    assert due("24T12:00", **option).at == at("24T12:00")


@pytest.mark.parametrize("kind", sorted(FOLLOW_UPS))
def test_corrections_holds_and_kills_wait_for_nothing(kind: AlertKind) -> None:
    now = at("24T23:00")
    silent = rule(mute_until="2027-01-01T00:00:00Z", digest="daily", quiet_hours={"start": "22:00", "until": "06:00"})

    assert plan(alert(now, kind), silent, [now], now) == Plan(at=now)


def test_what_a_removed_rule_had_fired_is_still_told() -> None:
    now = at("24T10:00")

    assert plan(replace(alert(now), rule_id="gone"), None, [], now) == Plan(at=now)
