"""A spike is far above what is normal at this hour, and is told once."""

from datetime import UTC, datetime, timedelta

from alerts.rule import Spike
from alerts.spike import Counts, count, judge, level

START = datetime(2026, 11, 2, tzinfo=UTC)
OPTION = Spike()


def days_of(per_hour: int, days: int) -> Counts:
    """`per_hour` articles in each hour of daytime (06-18), none at night."""
    counts: Counts | None = None
    for day in range(days):
        for hour in range(6, 18):
            for item in range(per_hour):
                at = START + timedelta(days=day, hours=hour, minutes=item * 60 / per_hour)
                counts = count(counts, f"{day}-{hour}-{item}", at)
    assert counts is not None
    return counts


def burst(counts: Counts, number: int, at: datetime) -> Counts:
    for item in range(number):
        counts = count(counts, f"burst-{item}-{at}", at + timedelta(seconds=item))
    return counts


def test_a_burst_far_above_normal_is_told_once_until_it_is_over() -> None:
    noon = START + timedelta(days=10, hours=12)
    counts, found = judge(burst(days_of(4, 10), 20, noon), OPTION, noon + timedelta(minutes=1))

    assert found is not None
    assert (found.now, found.normal) == (20, 4)
    again, second = judge(burst(counts, 5, noon + timedelta(minutes=5)), OPTION, noon + timedelta(minutes=6))
    assert second is None
    calm, _ = judge(again, OPTION, noon + timedelta(hours=2))
    _, third = judge(burst(calm, 20, noon + timedelta(hours=3)), OPTION, noon + timedelta(hours=3, minutes=1))
    assert third is not None


def test_the_usual_number_is_no_spike() -> None:
    noon = START + timedelta(days=10, hours=12)

    assert judge(burst(days_of(4, 10), 6, noon), OPTION, noon + timedelta(minutes=1))[1] is None


def test_at_night_fewer_are_a_spike_than_by_day() -> None:
    counts = days_of(10, 10)
    night = level(counts, OPTION, START + timedelta(days=10, hours=1))
    day = level(counts, OPTION, START + timedelta(days=10, hours=12))

    assert night is not None
    assert day is not None
    assert (night.normal, day.normal) == (0, 10)
    assert night.limit < day.limit


def test_fewer_than_at_least_are_never_a_spike() -> None:
    midnight = START + timedelta(days=10, hours=1)
    counts = burst(days_of(10, 10), 7, midnight)

    assert judge(counts, Spike(at_least=8), midnight + timedelta(minutes=1))[1] is None
    assert judge(counts, Spike(at_least=7), midnight + timedelta(minutes=1))[1] is not None


def test_past_spikes_do_not_raise_what_is_normal() -> None:
    counts = days_of(4, 10)
    for day in (2, 5, 8):
        counts = burst(counts, 100, START + timedelta(days=day, hours=12))
    found = level(counts, OPTION, START + timedelta(days=10, hours=12))

    assert found is not None
    assert found.normal == 4


def test_nothing_is_told_while_there_is_too_little_to_compare_with() -> None:
    at = START + timedelta(days=2, hours=12)

    assert judge(burst(days_of(1, 2), 50, at), OPTION, at + timedelta(minutes=1))[1] is None


def test_an_article_is_counted_once() -> None:
    counts = count(count(None, "a", START), "a", START + timedelta(minutes=3))

    assert sum(counts.hours.values()) == 1


def test_what_is_over_two_weeks_old_is_forgotten() -> None:
    counts = count(days_of(2, 30), "new", START + timedelta(days=30))

    assert min(counts.hours) >= int((START + timedelta(days=16)).timestamp() // 3600)


def test_counts_survive_the_state_topic() -> None:
    counts = days_of(1, 1)

    assert Counts.from_bytes(counts.to_bytes()) == counts
