"""Rates: a burst passes, a flood does not, and nobody pays for another."""

from peyk.web.limits import MOST_ADDRESSES, Limit


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_the_next_waits_for_its_share() -> None:
    clock = _Clock()
    limit = Limit(3, 2, clock)
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.wait("b") == 0
    clock.now = 0.5
    assert limit.wait("a") == 0
    assert limit.wait("a") > 0


def test_a_long_silence_gives_no_more_than_a_burst() -> None:
    clock = _Clock()
    limit = Limit(2, 1, clock)
    clock.now = 1e6
    assert [limit.wait("a") == 0 for _ in range(3)] == [True, True, False]


def test_addresses_remembered_are_bounded() -> None:
    limit = Limit(1, 1, _Clock())
    for number in range(MOST_ADDRESSES + 50):
        limit.wait(str(number))
    assert len(limit._buckets) == MOST_ADDRESSES
