"""Takes of an article end in one state, whatever their order: a plain model against the code, and against versions."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Article, Status
from processors.stories.state import gives_way, history, precedence, standing, take_id, visible

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _take(
    version: int | datetime = 1, minute: float = 0, status: Status = Status.USABLE, text: str = "متن", **more: datetime
) -> Article:
    received = _NOON + timedelta(minutes=minute)
    return Article(id="urn:1", source="wire", received_at=received, title=text, version=version, status=status, **more)


_TAKES = st.builds(
    _take,
    version=st.integers(1, 4) | st.integers(0, 3).map(lambda hour: _NOON + timedelta(hours=hour)),
    minute=st.integers(0, 6),
    status=st.sampled_from(Status),
    text=st.sampled_from(["نخست", "دوم", "سوم"]),
)


# The reference model: what a reader may see of the takes that came, said without any of the code.
def model(takes: list[Article]) -> tuple[bool, set[tuple[str | None, Status]]]:
    """Whether the article is killed, and (text, status) of the takes that may hold: several only in a dead heat."""
    killed = [take for take in takes if take.status is Status.CANCELED]
    living = killed or takes
    newest = max(take.version_number for take in living)
    of_newest = [take for take in living if take.version_number == newest]
    if newest > 1 and any(take.status is Status.WITHHELD for take in of_newest):
        of_newest = [take for take in of_newest if take.status is Status.WITHHELD]  # until a newer version comes
    last = max(take.received_at for take in of_newest)
    return bool(killed), {(take.title, take.status) for take in of_newest if take.received_at == last}


def as_the_writer_keeps_it(takes: list[Article]) -> Article:
    """Compare every take with what stands, as the index worker does."""
    kept = takes[0]
    for take in takes[1:]:
        same_words = take.title == kept.title
        kept = take if gives_way(standing(kept), standing(take), same_words=same_words) else kept
    return kept


@settings(max_examples=300, deadline=None)
@given(st.lists(_TAKES, min_size=1, max_size=7), st.randoms())
def test_any_order_of_takes_ends_in_one_state(takes: list[Article], dice: random.Random) -> None:
    expected = history(takes)
    shuffled = [*takes, dice.choice(takes)]  # and one of them is delivered twice
    dice.shuffle(shuffled)
    assert history(shuffled) == expected
    killed, holding = model(takes)
    assert (expected.newest.status is Status.CANCELED) is killed
    for newest in (expected.newest, as_the_writer_keeps_it(shuffled)):
        assert (newest.title, newest.status) in holding


@settings(max_examples=200, deadline=None)
@given(st.lists(_TAKES, min_size=2, max_size=2))
def test_precedence_is_what_elasticsearch_accepts_and_orders_versions(takes: list[Article]) -> None:
    one, other = sorted(takes, key=lambda take: take.version_number)
    assert 0 <= precedence(one) < 2**63
    if one.version_number < other.version_number and one.status is not Status.CANCELED:
        assert precedence(one) < precedence(other)


def test_late_old_version_is_kept_in_the_history_and_changes_nothing_else() -> None:
    second, first = _take(2, 0, text="دوم"), _take(1, 5, text="نخست")
    whole = history([second, first])
    assert whole.newest == second
    assert whole.takes == (first, second)


def test_held_article_leaves_search_until_a_newer_version_releases_it() -> None:
    takes = [_take(1), _take(2, 1, Status.WITHHELD)]
    assert not visible(history(takes).newest, _NOON)
    assert visible(history([*takes, _take(3, 2)]).newest, _NOON)


def test_hold_and_release_of_one_version_go_by_receipt() -> None:
    held, released = _take(1, 1, Status.WITHHELD), _take(1, 2)
    assert history([released, held]).newest == released


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("version", [1, 2, _NOON])
def test_no_redelivery_releases_what_a_note_held(version: int | datetime, order: tuple[int, ...]) -> None:
    story, held = _take(version, 0), replace(_take(version, 2, Status.WITHHELD), noted_by="urn:note")
    takes = (story, held, replace(story, received_at=_NOON + timedelta(minutes=5)), story)
    assert history([takes[place] for place in order]).newest == held

    released = replace(held, status=Status.USABLE, received_at=_NOON + timedelta(minutes=7), noted_by="urn:other")
    assert history([released, *takes]).newest == released
    assert visible(history([*takes, _take(_NOON + timedelta(days=1), 9)]).newest, _NOON)


def test_hold_of_a_counted_version_outlives_its_redelivery() -> None:
    held = _take(2, 1, Status.WITHHELD)
    assert history([_take(2, 0), held, _take(2, 9)]).newest == held


def test_other_words_release_what_a_note_held_when_the_source_counts_no_versions() -> None:
    held, changed = replace(_take(1, 2, Status.WITHHELD), noted_by="urn:note"), _take(1, 5, text="متن تازه")
    assert history([changed, held]).newest == changed


def test_killed_article_stays_out_whatever_comes_after() -> None:
    killed = _take(2, 1, Status.CANCELED)
    whole = history([_take(1), killed, _take(3, 2), _take(9, 3)])
    assert whole.newest == killed
    assert len(whole.takes) == 4


@pytest.mark.parametrize("version", [0, 1, 2**18 - 1, 2**18, 2**41 - 1, 2**41, 20260301120000, 2**60, 2**70, _NOON, -3])
def test_every_kind_of_version_has_its_place(version: int | datetime) -> None:
    for status in Status:
        assert 0 <= precedence(_take(version, status=status)) < 2**63


def test_embargo_and_expiry_are_moments_and_not_states() -> None:
    take = _take(embargoed_until=_NOON + timedelta(hours=1), expires_at=_NOON + timedelta(hours=2))
    hours = {hour: visible(take, _NOON + timedelta(hours=hour)) for hour in (0, 1, 1.5, 2)}
    assert hours == {0: False, 1: True, 1.5: True, 2: False}


def test_take_is_named_by_what_it_says_and_not_by_its_receipt() -> None:
    assert take_id(_take(1, 0)) == take_id(_take(1, 9))
    assert take_id(_take(1, text="نخست")) != take_id(_take(1, text="دوم"))
    assert take_id(_take(1)) != take_id(_take(2))
