"""When an alert leaves: at once, with a digest, after the quiet hours, or never."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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


ZONES = ("Asia/Tehran", "Asia/Kabul", "Europe/London", "America/New_York", "America/St_Johns")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of a zone
clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))


def shown(at: datetime | None, zone: str) -> datetime:
    assert at is not None
    return at.astimezone(ZoneInfo(zone))


def is_there(local: datetime) -> bool:
    """Tell whether a clock of that zone ever shows this time: when clocks go forward, some are left out."""
    return local.astimezone(UTC).astimezone(local.tzinfo) == local


@given(moments, st.sampled_from(ZONES))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/London")  # clocks go back from two to one
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/London")
def test_an_hourly_digest_leaves_at_the_next_full_hour_of_the_clock(now: datetime, zone: str) -> None:
    planned = plan(alert(now), rule(digest="hourly", zone=zone), (), now)
    local = shown(planned.at, zone)

    assert (local.minute, local.second, local.microsecond) == (0, 0, 0)
    assert timedelta(0) < local.astimezone(UTC) - now <= timedelta(hours=1)


@given(moments, st.sampled_from(ZONES), clocks)
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), "Europe/London", time(1, 30))
@example(datetime(2026, 3, 29, 0, 45, tzinfo=UTC), "Europe/London", time(1, 30))
def test_a_daily_digest_leaves_once_in_each_day_at_its_time(now: datetime, zone: str, clock: time) -> None:
    planned = plan(alert(now), rule(digest="daily", digest_at=clock, zone=zone), (), now)
    assert planned.at is not None

    assert timedelta(0) < planned.at.astimezone(UTC) - now <= timedelta(hours=25)
    assert planned.at.time() == clock
    assert not is_there(planned.at) or shown(planned.at, zone).time() == clock


@given(moments, st.sampled_from(ZONES), clocks, clocks, st.sampled_from(("immediate", "hourly", "daily")))
@example(datetime(2026, 10, 25, 0, 15, tzinfo=UTC), "Europe/London", time(22), time(1, 30), "immediate")
@example(datetime(2026, 10, 24, 23, 15, tzinfo=UTC), "Europe/London", time(22), time(1, 30), "hourly")
@example(datetime(2026, 3, 29, 0, 15, tzinfo=UTC), "Europe/London", time(22), time(1, 30), "daily")
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_for_ever(
    now: datetime, zone: str, start: time, until: time, digest: str
) -> None:
    quiet = {"start": start, "until": until}
    each = rule(digest=digest, zone=zone, quiet_hours=quiet)
    planned = plan(alert(now), each, (), now)
    assert planned.at is not None
    local = shown(planned.at, zone)

    silent = start <= local.time() < until if start < until else local.time() >= start or local.time() < until
    assert start == until or not silent or not is_there(planned.at)
    assert timedelta(0) <= local.astimezone(UTC) - now <= timedelta(hours=50)
    again = plan(alert(now), each, (), local.astimezone(UTC)).at
    assert again is not None
    assert again.astimezone(UTC) <= local.astimezone(UTC) or not is_there(planned.at)
