"""A spike is far above what is normal at this hour, and is told once."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

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


def weeks_of(rate: Callable[[datetime], float], weeks: int, *, seed: int = 1) -> list[datetime]:
    """Arrivals at random, `rate` an hour: what a rule that means nothing special matches."""
    generator = random.Random(seed)  # noqa: S311 - a repeatable draw
    found: list[datetime] = []
    for hour in range(weeks * 168):
        at = START + timedelta(hours=hour)
        number = sum(generator.random() < rate(at) / 200 for _ in range(200))
        found += sorted(at + timedelta(hours=generator.random()) for _ in range(number))
    return found


def told(arrivals: list[datetime]) -> list[datetime]:
    counts: Counts | None = None
    spikes = []
    for number, at in enumerate(sorted(arrivals)):
        counts, found = judge(count(counts, str(number), at), OPTION, at)
        spikes += [at] if found else []
    return spikes


@pytest.mark.parametrize(
    "rate",
    [
        lambda _: 1 / 24,
        lambda _: 4,
        lambda at: 20 if 8 <= at.hour < 11 else 1,
        lambda at: 20 if at.hour == 11 else 0,
        lambda at: (4 if at.weekday() == 4 else 12) if 6 <= at.hour < 18 else 0,
    ],
    ids=["once a day", "evenly", "in the morning", "in one hour of the day", "less on Fridays"],
)
def test_weeks_of_the_usual_hold_no_spike(rate: Callable[[datetime], float]) -> None:
    assert told(weeks_of(rate, 5)) == []


def test_a_bulletin_of_every_week_is_known_after_three() -> None:
    arrivals = weeks_of(lambda at: 25 if (at.weekday(), at.hour) == (3, 18) else 0.3, 7)

    assert all(at < START + timedelta(weeks=4) for at in told(arrivals))
    assert told(arrivals)


def test_each_real_spike_in_weeks_of_the_usual_is_told_once() -> None:
    noon, later = START + timedelta(days=30, hours=12), START + timedelta(days=31, hours=2)
    bursts = [start + timedelta(minutes=minute * 2) for start in (noon, later) for minute in range(90)]
    spikes = told(weeks_of(lambda at: 6 if 6 <= at.hour < 18 else 0.5, 5) + bursts)

    assert [noon < spikes[0] < noon + timedelta(hours=1), later < spikes[1] < later + timedelta(hours=1)] == [True] * 2
    assert len(spikes) == 2


def test_an_article_is_counted_once() -> None:
    counts = count(count(None, "a", START), "a", START + timedelta(minutes=3))

    assert sum(counts.hours.values()) == 1


def test_what_is_over_four_weeks_old_is_forgotten() -> None:
    counts = count(days_of(2, 40), "new", START + timedelta(days=40))

    assert min(counts.hours) >= int((START + timedelta(days=11, hours=23)).timestamp() // 3600)


def test_counts_survive_the_state_topic() -> None:
    counts = days_of(1, 1)

    assert Counts.from_bytes(counts.to_bytes()) == counts
