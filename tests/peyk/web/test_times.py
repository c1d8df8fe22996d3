"""Days as people type them, moments as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peyk.web.times import ago, interval, lasting, shown, solar, typed_day


@pytest.mark.parametrize(
    "text", ["۱۴۰۵/۰۹/۰۳", "1405-9-3", "٢٠٢٦-١١-٢٤", "2026/11/24", "2026.11.24", " ۱۴۰۵/۹/۳ "]
)  # fmt: skip
def test_a_day_is_read_in_either_calendar_and_any_digits(text: str) -> None:
    assert typed_day(text) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["فردا", "1405/13/01", "2026-02-30", "1405/9", "99999/1/1", "1405/07/31", "-"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        typed_day(text)


def test_no_text_is_no_day() -> None:
    assert typed_day("  ") is None


def test_a_solar_day_reads_back_as_itself() -> None:
    for number in range(0, 3000, 7):
        moment = date(2020, 1, 1) + timedelta(number)
        assert typed_day(solar(moment)) == moment


def test_months_have_the_names_of_the_readers_country() -> None:
    moment = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert shown(moment, ZoneInfo("Asia/Kabul"), "prs").short == "۳ قوس ۱۴۰۵، ۱۰:۳۰"
    assert shown(moment, ZoneInfo("Asia/Tehran")).short == "۳ آذر ۱۴۰۵، ۰۹:۳۰"
    assert "نوامبر" in shown(moment, ZoneInfo("Asia/Tehran")).full


def test_time_passed_is_told_in_its_largest_unit() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert ago(now - timedelta(seconds=59), now) == "۵۹ ثانیه پیش"
    assert ago(now - timedelta(days=400), now) == "۴۰۰ روز پیش"
    assert ago(now + timedelta(minutes=3), now) == "۳ دقیقه دیگر"
    assert lasting(timedelta(seconds=-1)) == "۰ ثانیه"


def test_an_interval_that_is_none_is_shown_and_breaks_nothing() -> None:
    day = {"text": "x", "kind": "day", "from": "2026-11-24", "to": "2026-11-24", "start": 0, "end": 1}
    assert interval(day, "prs") == "۳ قوس ۱۴۰۵ / ۲۴ نومبر ۲۰۲۶"
    assert interval({**day, "from": None}) == ""
    assert interval({**day, "from": "<b>", "to": "?"}) == "<b> - ?"
