"""Bars of the time histogram, and the days ahead, as readers of the solar calendar count them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peyk.web.steps import MOST_BARS, days_ahead, edges
from peyk.web.times import solar

TEHRAN, KABUL, NEW_YORK = map(ZoneInfo, ("Asia/Tehran", "Asia/Kabul", "America/New_York"))
LAST = datetime(2026, 11, 26, 12, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(0), timedelta(days=40_000))
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so


@given(MOMENTS, SPANS, st.sampled_from([TEHRAN, KABUL, NEW_YORK]))
def test_bars_are_few_and_hold_the_newest(last: datetime, span: timedelta, zone: ZoneInfo) -> None:
    found = edges(last - span, last, zone)
    assert 2 <= len(found) <= MOST_BARS + 1
    assert all(start < end for start, end in pairwise(found))
    assert found[-2] <= last < found[-1]
    assert found[0] <= last - span or len(found) == MOST_BARS + 1


@pytest.mark.parametrize(
    ("span", "first", "steps"),
    [
        (timedelta(days=300), "شنبه", {timedelta(7)}),
        (timedelta(days=1000), "۰۱", {timedelta(29), timedelta(30), timedelta(31)}),
        (timedelta(days=9000), "۰۱/۰۱", {timedelta(365), timedelta(366)}),
    ],
)
def test_weeks_begin_on_saturday_and_months_and_years_are_solar(
    span: timedelta, first: str, steps: set[timedelta]
) -> None:
    days = [moment.astimezone(TEHRAN).date() for moment in edges(LAST - span, LAST, TEHRAN)]
    assert {end - start for start, end in pairwise(days)} <= steps
    for day in days:
        assert solar(day).endswith(first) or (first == "شنبه" and f"{day:%a}" == "Sat")


def test_hours_stay_hours_when_clocks_are_changed() -> None:
    change = datetime(2026, 11, 1, 6, tzinfo=UTC)
    found = edges(change - timedelta(hours=6), change + timedelta(hours=6), NEW_YORK)
    assert {end - start for start, end in pairwise(found)} == {timedelta(hours=1)}


def test_days_ahead_follow_the_readers_own_midnight_week_and_month() -> None:
    late = datetime(2026, 11, 26, 21, tzinfo=UTC)  # past midnight in Tehran, Friday 6 Azar
    days = {day.key: (solar(day.first), solar(day.last)) for day in days_ahead(late, TEHRAN)}
    assert days == {
        "today": ("۱۴۰۵/۰۹/۰۶", "۱۴۰۵/۰۹/۰۶"),
        "tomorrow": ("۱۴۰۵/۰۹/۰۷", "۱۴۰۵/۰۹/۰۷"),
        "week": ("۱۴۰۵/۰۸/۳۰", "۱۴۰۵/۰۹/۰۶"),
        "next-week": ("۱۴۰۵/۰۹/۰۷", "۱۴۰۵/۰۹/۱۳"),
        "month": ("۱۴۰۵/۰۹/۰۱", "۱۴۰۵/۰۹/۳۰"),
        "next-month": ("۱۴۰۵/۱۰/۰۱", "۱۴۰۵/۱۰/۳۰"),
    }
