"""Calendar days against arithmetic of our own, which shares nothing with the libraries."""

from datetime import date, timedelta

import pytest

from processors.dates import calendars

# Leap years of the solar calendar are those of this 33-year cycle from 1343 to 1472.
LEAP = {1, 5, 9, 13, 17, 22, 26, 30}


def test_solar_new_years_follow_the_cycle_of_33_years() -> None:
    day = date(1964, 3, 21)
    for year in range(1343, 1473):
        assert calendars.day("solar", year, 1, 1) == day
        assert calendars.year_month_day("solar", day) == (year, 1, 1)
        day += timedelta(366 if year % 33 in LEAP else 365)


def test_year_1404_is_right_from_its_first_day_to_its_last() -> None:
    assert calendars.year("solar", 1403) == (date(2024, 3, 20), date(2025, 3, 20))
    assert calendars.year("solar", 1404) == (date(2025, 3, 21), date(2026, 3, 20))


@pytest.mark.parametrize(
    ("year", "month", "day", "observed"),
    [
        (1446, 10, 1, date(2025, 3, 30)),  # Fitr in Saudi Arabia and Afghanistan; Iran a day later
        (1446, 12, 10, date(2025, 6, 6)),
        (1447, 1, 10, date(2025, 7, 5)),  # Ashura; Iran a day later
        (61, 1, 10, date(680, 10, 13)),  # Karbala: 10 October of the Julian calendar
    ],
)
def test_lunar_days_are_within_a_day_of_what_was_observed(year: int, month: int, day: int, observed: date) -> None:
    found = calendars.day("lunar", year, month, day)
    assert found is not None
    assert abs((found - observed).days) <= calendars.LUNAR_TOLERANCE


@pytest.mark.parametrize(
    "day", [date(700, 1, 1), date(1500, 6, 5), date(1923, 1, 1), date(2025, 10, 22), date(2090, 1, 1)]
)
def test_a_lunar_day_and_back_is_the_same_day(day: date) -> None:
    assert calendars.day("lunar", *calendars.year_month_day("lunar", day)) == day


@pytest.mark.parametrize(
    ("calendar", "year", "month", "day"),
    [
        ("solar", 1404, 7, 31),
        ("solar", 1404, 12, 30),
        ("gregorian", 2025, 2, 29),
        ("lunar", 1446, 1, 31),
        ("solar", 0, 1, 1),
    ],
)
def test_a_day_that_no_calendar_has_is_none(calendar: str, year: int, month: int, day: int) -> None:
    assert calendars.day(calendar, year, month, day) is None


def test_a_week_runs_from_saturday_to_friday() -> None:
    assert calendars.week(date(2025, 10, 22)) == (date(2025, 10, 18), date(2025, 10, 24))
    assert calendars.week(date(2025, 10, 18), -1) == (date(2025, 10, 11), date(2025, 10, 17))
