from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.schedule import LONGEST_PAUSE, Limits, Rhythm, Visit, first_rhythm, next_rhythm, pause
from ingest.source_state import SourceState, failed, load_state, load_states, save_state, visited

LIMITS = Limits(shortest=60, longest=3600)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

VISITS = st.builds(
    Visit,
    listed=st.integers(0, 200),
    fresh=st.integers(0, 200),
    failure=st.sampled_from([None, None, "soft", "hard"]),
    retry_after=st.one_of(st.none(), st.floats(0, 1e9)),
)


def after(rhythm: Rhythm, *visits: Visit) -> Rhythm:
    for visit in visits:
        rhythm = next_rhythm(rhythm, visit, LIMITS)
    return rhythm


@given(st.lists(VISITS, max_size=50))
def test_a_pause_is_never_shorter_than_allowed_nor_longer_than_a_day(visits: list[Visit]) -> None:
    rhythm = first_rhythm(LIMITS)
    for visit in visits:
        rhythm = next_rhythm(rhythm, visit, LIMITS)

        assert LIMITS.shortest <= rhythm.interval <= LIMITS.longest
        assert LIMITS.shortest <= pause(rhythm, visit, LIMITS) <= LONGEST_PAUSE


def test_a_feed_that_brings_only_duplicates_is_visited_less_and_less() -> None:
    rhythm = after(Rhythm(interval=60), *[Visit(listed=30)] * 20)

    assert rhythm.interval == LIMITS.longest


def test_a_feed_that_turns_over_is_visited_as_often_as_allowed() -> None:
    rhythm = after(Rhythm(interval=3600), *[Visit(listed=30, fresh=25)] * 20)

    assert rhythm.interval == LIMITS.shortest


def test_a_feed_with_a_few_new_items_keeps_its_rhythm() -> None:
    assert after(Rhythm(interval=600), Visit(listed=30, fresh=6)).interval == 600


def test_failures_lengthen_the_pause_and_a_success_brings_the_old_rhythm_back() -> None:
    soft = Visit(failure="soft")
    pauses = [pause(after(Rhythm(interval=100), *[soft] * number), soft, LIMITS) for number in (1, 2, 3, 10)]

    assert pauses == [200, 400, 800, 3600]
    assert after(Rhythm(interval=100), soft, soft, Visit(listed=10, fresh=2)) == Rhythm(interval=100)


def test_a_source_that_is_gone_is_still_asked_once_a_day() -> None:
    hard = Visit(failure="hard")

    assert pause(after(Rhythm(interval=100), hard), hard, LIMITS) == 3600
    assert pause(after(Rhythm(interval=100), *[hard] * 30), hard, LIMITS) == LONGEST_PAUSE


def test_what_the_server_asks_for_is_kept_up_to_a_day() -> None:
    busy = Visit(failure="soft", retry_after=1800)

    assert pause(after(Rhythm(interval=100), busy), busy, LIMITS) == 1800
    assert pause(Rhythm(interval=100), Visit(retry_after=1e9), LIMITS) == LONGEST_PAUSE


def test_a_state_tells_last_item_rate_and_errors() -> None:
    state = visited(SourceState(name="parvaz"), NOON - timedelta(hours=30), delivered=5, refused=0)
    state = visited(state, NOON - timedelta(hours=2), delivered=3, refused=1)
    state = failed(failed(state, NOON, "HTTP 503"), NOON, "HTTP 503")

    assert (state.delivered, state.refused, state.errors, state.last_error) == (8, 1, 2, "HTTP 503")
    assert state.last_item_at == NOON - timedelta(hours=2)
    assert state.last_day(NOON) == 3
    assert visited(state, NOON, delivered=0, refused=0).errors == 0


def test_a_state_keeps_two_days_of_hours() -> None:
    state = SourceState(name="parvaz")
    for hour in range(100):
        state = visited(state, NOON + timedelta(hours=hour), delivered=1, refused=0)

    assert len(state.hours) == 48
    assert state.last_day(NOON + timedelta(hours=99)) == 24


def test_states_survive_a_restart_and_a_broken_file_is_a_new_state(tmp_path: Path) -> None:
    state = visited(SourceState(name="parvaz", rhythm=Rhythm(interval=90)), NOON, delivered=2, refused=0)
    save_state(tmp_path, state)
    (tmp_path / "pamir.json").write_text("{half")

    assert load_states(tmp_path) == (SourceState(name="pamir"), state)
    assert load_state(tmp_path, "unseen") == SourceState(name="unseen")
