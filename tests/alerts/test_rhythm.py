"""A source is missed when it is silent for longer than its own rhythm allows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.rhythm import Rhythm, alarm, expected, heard, is_holiday, silence

KABUL, LONDON = ZoneInfo("Asia/Kabul"), ZoneInfo("Europe/London")
MONDAY = datetime(2026, 10, 5, tzinfo=KABUL)
FRIDAY = 4


def weeks_of(number: int, start: datetime = MONDAY, friday_rate: int = 1) -> Rhythm:
    """Six items an hour from 07:00 to 19:00, on Fridays only `friday_rate`, none at night."""
    rhythm: Rhythm | None = None
    for day in range(number * 7):
        date = start + timedelta(days=day)
        rate = friday_rate if date.weekday() == FRIDAY else 6
        for hour in range(7, 19):
            for item in range(rate):
                at = date + timedelta(hours=hour, minutes=item * 60 // rate)
                rhythm = heard(rhythm, "bakhtar", at, KABUL, "AF")
    assert rhythm is not None
    return rhythm


def spoke(rhythm: Rhythm, at: datetime) -> Rhythm:
    return heard(rhythm, "bakhtar", at, KABUL, "AF")


def test_silence_in_a_busy_hour_is_an_alarm_and_is_told_once() -> None:
    morning = MONDAY + timedelta(weeks=4, hours=10)
    rhythm = spoke(weeks_of(4), morning)
    told, found = alarm(rhythm, morning + timedelta(hours=3), KABUL, "AF")

    assert found is not None
    assert found.since == morning
    assert alarm(told, morning + timedelta(hours=4), KABUL, "AF")[1] is None


def test_a_short_silence_in_a_busy_hour_is_none() -> None:
    morning = MONDAY + timedelta(weeks=4, hours=10)

    assert alarm(spoke(weeks_of(4), morning), morning + timedelta(minutes=40), KABUL, "AF")[1] is None


def test_the_night_is_no_silence() -> None:
    evening = MONDAY + timedelta(weeks=4, hours=18, minutes=50)

    assert alarm(spoke(weeks_of(4), evening), evening + timedelta(hours=11), KABUL, "AF")[1] is None


def test_friday_is_measured_by_fridays() -> None:
    rhythm = weeks_of(4)
    friday, saturday = (MONDAY + timedelta(weeks=4, days=day, hours=10) for day in (4, 5))
    on_friday = expected(rhythm, friday, friday + timedelta(hours=4), KABUL, "AF")
    on_saturday = expected(rhythm, saturday, saturday + timedelta(hours=4), KABUL, "AF")

    assert on_friday < on_saturday / 3
    assert alarm(spoke(rhythm, friday), friday + timedelta(hours=4), KABUL, "AF")[1] is None
    assert alarm(spoke(rhythm, saturday), saturday + timedelta(hours=4), KABUL, "AF")[1] is not None


def test_at_nowruz_a_source_may_be_as_slow_as_on_its_slowest_day() -> None:
    rhythm = weeks_of(4, datetime(2027, 2, 22, tzinfo=KABUL))
    nowruz = datetime(2027, 3, 21, 10, tzinfo=KABUL)
    plain = datetime(2027, 3, 24, 10, tzinfo=KABUL)

    assert is_holiday(nowruz.date(), "AF")
    assert not is_holiday(plain.date(), "AF")
    assert expected(rhythm, nowruz, nowruz + timedelta(hours=4), KABUL, "AF") < 6
    assert expected(rhythm, plain, plain + timedelta(hours=4), KABUL, "AF") > 20


def test_the_long_holiday_of_the_iranian_press_is_not_the_afghan_one() -> None:
    fifth_of_farvardin = date(2026, 3, 25)

    assert is_holiday(fifth_of_farvardin, "IR")
    assert not is_holiday(fifth_of_farvardin, "AF")


@pytest.mark.parametrize(
    ("day", "country", "holiday"),
    [
        (date(2026, 3, 20), "AF", True),  # Eid al-Fitr, 1 Shawwal 1447
        (date(2026, 3, 23), "AF", True),  # its third day, where the moon was seen a day late
        (date(2026, 3, 24), "AF", False),
        (date(2026, 5, 27), "IR", True),  # Eid al-Adha
        (date(2026, 5, 27), "AF", True),
        (date(2026, 5, 30), "IR", False),
        (date(2026, 6, 26), "IR", True),  # Ashura
        (date(2026, 8, 19), "AF", True),  # Independence Day, 28 Asad
        (date(2026, 8, 19), "IR", False),
    ],
)
def test_holidays_of_the_moon_and_of_the_sun(day: date, country: str, holiday: bool) -> None:  # noqa: FBT001
    assert is_holiday(day, country) is holiday


def test_at_eid_a_source_may_be_as_slow_as_on_its_slowest_day() -> None:
    start = datetime(2026, 4, 27, tzinfo=KABUL)
    eid = datetime(2026, 5, 27, 8, tzinfo=KABUL)
    rhythm = spoke(weeks_of(4, start), eid)

    assert alarm(rhythm, eid + timedelta(hours=6), KABUL, "AF")[1] is None
    assert alarm(rhythm, eid + timedelta(hours=6), KABUL, "")[1] is not None


@pytest.mark.parametrize(
    "change", [datetime(2026, 10, 25, tzinfo=LONDON), datetime(2026, 3, 29, tzinfo=LONDON)], ids=["back", "forward"]
)
def test_clocks_that_change_take_the_rhythm_along(change: datetime) -> None:
    """Twenty items an hour from seven to seven by the clock of London: nothing is missing before seven, nor later."""
    rhythm: Rhythm | None = None
    for day in range(-28, 7):
        for minute in range(7 * 60, 19 * 60, 3):
            at = (change + timedelta(days=day, minutes=minute)).astimezone(UTC)  # by the clock, not by the hours gone
            if rhythm is not None:
                told = alarm(rhythm, at, LONDON, "")[1]
                assert told is None, (at, told)
            rhythm = heard(rhythm, "london", at, LONDON, "")
    assert rhythm is not None

    assert alarm(rhythm, rhythm.last_at + timedelta(hours=13, minutes=30), LONDON, "")[1] is not None


def test_the_next_item_ends_the_silence_and_arms_the_alarm_again() -> None:
    morning = MONDAY + timedelta(weeks=4, hours=8)
    told, _ = alarm(spoke(weeks_of(4), morning), morning + timedelta(hours=3), KABUL, "AF")
    back = spoke(told, morning + timedelta(hours=3, minutes=5))

    assert told.alarmed
    assert not back.alarmed


def test_a_source_known_for_less_than_a_week_is_only_learned() -> None:
    rhythm = spoke(weeks_of(1, MONDAY), MONDAY + timedelta(days=6, hours=19))

    assert silence(rhythm, rhythm.last_at + timedelta(days=20), KABUL, "AF") is None


def test_a_source_that_often_pauses_is_given_longer() -> None:
    pausing = weeks_of(4)
    for day in (0, 1):
        pausing = spoke(pausing, MONDAY + timedelta(weeks=4, days=day, hours=13))
    usual = silence(pausing, pausing.last_at + timedelta(hours=2), KABUL, "AF")

    assert usual is not None
    assert usual.limit > 6


def test_an_item_that_arrives_late_does_not_turn_back_the_clock() -> None:
    rhythm = weeks_of(2)

    assert spoke(rhythm, rhythm.last_at - timedelta(days=1)).last_at == rhythm.last_at


def test_a_rhythm_survives_the_state_topic() -> None:
    rhythm = weeks_of(2)

    assert Rhythm.from_bytes(rhythm.to_bytes()) == rhythm


def test_the_hour_after_the_last_is_night_and_no_average_of_day_and_night() -> None:
    evening = MONDAY + timedelta(weeks=4, hours=19, minutes=30)

    assert expected(weeks_of(4), evening, evening + timedelta(hours=1), KABUL, "AF") == 0


def test_until_a_source_is_known_for_three_weeks_twice_as_many_must_be_missing() -> None:
    def limit(weeks: int) -> float:
        morning = MONDAY + timedelta(weeks=weeks, hours=10)
        found = silence(spoke(weeks_of(weeks), morning), morning + timedelta(hours=3), KABUL, "AF")
        assert found is not None
        return found.limit

    assert limit(2) == 2 * limit(4)


def test_a_source_of_two_items_a_week_is_missed_after_four_weeks() -> None:
    rhythm: Rhythm | None = None
    for week in range(10):
        for day in (1, 4):
            rhythm = heard(rhythm, "weekly", MONDAY + timedelta(weeks=week, days=day, hours=9), KABUL, "AF")
    assert rhythm is not None

    assert alarm(rhythm, rhythm.last_at + timedelta(days=21), KABUL, "AF")[1] is None
    assert alarm(rhythm, rhythm.last_at + timedelta(days=30), KABUL, "AF")[1] is not None
