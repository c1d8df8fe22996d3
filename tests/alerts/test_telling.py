"""From sightings to alerts: stories, embargoes, spikes and silences, with what must be remembered for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.alert import Alert, AlertKind, Span
from alerts.memory import FORGET_AFTER, Changes, Memory
from alerts.rule import Spike, rule_from_mapping
from alerts.sighting import MAX_BYTES, Match, MatchedRule, Sighting
from alerts.telling import Place, Telling, tell, tick
from ingest.article import Status

HERE = Place(zone=ZoneInfo("Asia/Kabul"), country="AF")
START = datetime(2026, 11, 2, 6, tzinfo=UTC)
RULE = MatchedRule(id="r1", name="Ceasefire", deliver=("desk",))
MATCH = Match(RULE)
SILENCE = rule_from_mapping({"name": "quiet", "watch": "silence", "sources": ["bakhtar"], "deliver": ["desk"]})


def sighting(article_id: str = "a1", at: datetime = START, **fields: Any) -> Sighting:
    base = {
        "article_id": article_id,
        "story_id": f"story-{article_id}",
        "version": 1,
        "source": "bakhtar",
        "status": Status.USABLE,
        "arrived_at": at,
        "matched_at": at,
        "matches": (MATCH,),
    }
    return Sighting(**{**base, **fields})


def commit(memory: Memory, telling: Telling) -> list[Alert]:
    memory.apply(telling.changes)
    return telling.alerts


def restarted(*tellings: Telling) -> Memory:
    """What a new worker knows: only what was written, in the order in which it was written."""
    memory, written = Memory(), Memory()
    for telling in tellings:
        for key, value in telling.changes.messages(memory):
            written.restore(key, value)
        memory.apply(telling.changes)
    return written


def test_one_batch_may_hold_a_whole_story() -> None:
    batch = [sighting(), sighting(), sighting("a2", story_id="story-a1"), sighting(version=2, status=Status.CANCELED)]

    assert [alert.kind for alert in tell(Memory(), batch, HERE).alerts] == [AlertKind.MATCH, AlertKind.KILL]


def test_a_restarted_worker_remembers_who_was_told() -> None:
    memory = restarted(tell(Memory(), [sighting()], HERE))

    assert tell(memory, [sighting(), sighting(version=2)], HERE).alerts == []
    (kill,) = tell(memory, [sighting(version=2, status=Status.CANCELED, matches=())], HERE).alerts
    assert kill.deliver == ("desk",)


def test_telling_again_what_was_not_committed_gives_the_same_alerts() -> None:
    memory = Memory()

    assert tell(memory, [sighting()], HERE).alerts == tell(memory, [sighting()], HERE).alerts


def test_a_later_version_belongs_to_the_story_in_which_the_article_was_told() -> None:
    memory = restarted(tell(Memory(), [sighting()], HERE))
    rewritten = sighting(version=2, story_id="another", status=Status.CANCELED)

    assert [alert.story_id for alert in tell(memory, [rewritten], HERE).alerts] == ["story-a1"]


def test_an_embargoed_story_waits_for_its_time_and_rules_that_ask_are_told_at_once() -> None:
    early = Match(replace(RULE, id="r2", early=True))
    memory = Memory()
    held = sighting(matches=(MATCH, early), embargoed_until=START + timedelta(hours=1))

    first = tell(memory, [held], HERE)
    assert [alert.rule_id for alert in first.alerts] == ["r2"]
    memory = restarted(first)
    assert tick(memory, (), START + timedelta(minutes=59), HERE).alerts == []
    assert [a.rule_id for a in commit(memory, tick(memory, (), START + timedelta(minutes=60), HERE))] == ["r1"]
    assert tick(memory, (), START + timedelta(minutes=61), HERE).alerts == []


def test_an_embargoed_story_that_is_killed_before_its_time_is_never_told() -> None:
    memory = Memory()
    commit(memory, tell(memory, [sighting(embargoed_until=START + timedelta(hours=1))], HERE))
    commit(memory, tell(memory, [sighting(version=2, status=Status.CANCELED, matches=())], HERE))

    assert tick(memory, (), START + timedelta(hours=2), HERE).alerts == []


def test_a_kill_of_an_older_version_ends_the_wait_too() -> None:
    end = START + timedelta(hours=1)
    memory = Memory()
    commit(memory, tell(memory, [sighting(version=3, embargoed_until=end)], HERE))
    commit(memory, tell(memory, [sighting(version=2, status=Status.CANCELED, embargoed_until=end)], HERE))

    assert tick(memory, (), end + timedelta(minutes=1), HERE).alerts == []


def test_an_embargoed_article_that_comes_in_parts_is_told_to_all_rules_when_its_time_comes() -> None:
    memory = Memory()
    until = START + timedelta(hours=1)
    for rule_id in ("r1", "r2", "r2"):
        held = sighting(matches=(Match(replace(RULE, id=rule_id)),), embargoed_until=until)
        commit(memory, tell(memory, [held], HERE))

    assert sorted(alert.rule_id for alert in tick(memory, (), until, HERE).alerts) == ["r1", "r2"]


def test_an_article_that_thousands_of_rules_match_travels_in_parts_and_loses_none() -> None:
    places = (("x" * 200, ((1_000, 0, 6),) * 50),)
    matches = tuple(Match(replace(RULE, id=f"r{number}"), places) for number in range(2_000))
    parts = list(sighting(body="آتش\u200cبس", body_from=1_000, matches=matches).parts())
    told = tell(Memory(), map(Sighting.from_bytes, parts), HERE).alerts

    assert len(parts) > 1
    assert max(map(len, parts)) <= MAX_BYTES + 100
    assert [alert.rule_id for alert in told] == [match.rule.id for match in matches]
    assert {alert.spans for alert in told} == {(Span(text="آتش\u200cبس", term="x" * 200, start=0, end=6),)}


def test_an_embargo_that_is_lifted_by_a_new_version_is_told_once() -> None:
    memory = Memory()
    commit(memory, tell(memory, [sighting(embargoed_until=START + timedelta(hours=1))], HERE))
    alerts = commit(memory, tell(memory, [sighting(version=2)], HERE))

    assert [alert.kind for alert in alerts] == [AlertKind.MATCH]
    assert tick(memory, (), START + timedelta(hours=2), HERE).alerts == []


def counted_for_days(match: Match) -> Memory:
    memory = Memory()
    for hour in range(24 * 5):
        commit(memory, tell(memory, [sighting(f"h{hour}", START + timedelta(hours=hour), matches=(match,))], HERE))
    return memory


SPIKY = Match(replace(RULE, spike=Spike()))
NOON = START + timedelta(days=5, minutes=30)


def burst(**fields: Any) -> list[Sighting]:
    return [sighting(f"b{number}", NOON + timedelta(seconds=number), matches=(SPIKY,), **fields) for number in range(8)]


def test_a_spike_is_told_once_with_its_numbers_and_all_that_other_alerts_say_of_an_article() -> None:
    memory = counted_for_days(SPIKY)

    (alert,) = commit(memory, tell(memory, burst(urgency=2, published_at=START, url="https://a.example/1"), HERE))
    assert alert.kind is AlertKind.SPIKE
    assert alert.note is not None
    assert "معمول 1" in alert.note
    assert (alert.status, alert.urgency, alert.published_at) == (Status.USABLE, 2, START)


def test_who_was_told_of_a_spike_by_a_story_hears_of_its_kill() -> None:
    memory = counted_for_days(SPIKY)
    (spike,) = commit(memory, tell(memory, burst(), HERE))
    kill = sighting(str(spike.article_id), NOON + timedelta(hours=1), version=2, status=Status.CANCELED, matches=())

    (alert,) = commit(memory, tell(memory, [kill], HERE))
    assert (alert.kind, alert.rule_id, alert.deliver, alert.follows) == (AlertKind.KILL, "r1", ("desk",), spike.id)


def test_a_spike_of_embargoed_stories_is_told_when_they_are_free() -> None:
    memory = counted_for_days(SPIKY)
    until = NOON + timedelta(hours=3)

    assert commit(memory, tell(memory, burst(embargoed_until=until), HERE)) == []
    (alert,) = commit(memory, tick(memory, (), until, HERE))
    assert alert.kind is AlertKind.SPIKE


def test_old_takes_and_killed_articles_make_no_spike() -> None:
    memory = counted_for_days(SPIKY)
    killed = [replace(each, version=2, status=Status.CANCELED, matches=()) for each in burst()]
    commit(memory, tell(memory, killed, HERE))

    assert commit(memory, tell(memory, burst(), HERE)) == []


def heard_for_weeks() -> Memory:
    memory = Memory()
    for day in range(21):
        for half_hour in range(20):
            at = START + timedelta(days=day, minutes=30 * half_hour)
            commit(memory, tell(memory, [sighting(f"{day}-{half_hour}", at, matches=())], HERE))
    return memory


def test_a_silent_source_is_told_to_the_rules_that_watch_it_and_once() -> None:
    memory = heard_for_weeks()
    commit(memory, tell(memory, [sighting("last", START + timedelta(days=21, hours=1), matches=())], HERE))
    noon = START + timedelta(days=21, hours=6)
    other = rule_from_mapping({"name": "other", "watch": "silence", "sources": ["tasnim"]})

    (alert,) = commit(memory, tick(memory, (SILENCE, other), noon, HERE))
    assert (alert.kind, alert.rule_id, alert.source) == (AlertKind.QUIET_SOURCE, SILENCE.id, "bakhtar")
    assert tick(memory, (SILENCE,), noon + timedelta(hours=1), HERE).alerts == []


def test_rhythms_are_written_once_a_minute_and_not_once_an_item() -> None:
    memory = Memory()
    written = 0
    for second in range(120):
        at = START + timedelta(seconds=second)
        telling = tell(memory, [sighting(str(second), at, matches=())], HERE)
        written += len(list(telling.changes.messages(memory)))
        memory.apply(telling.changes)

    assert written == 2
    assert memory.rhythms["bakhtar"].last_at == START + timedelta(seconds=119)


def test_stories_are_forgotten_after_a_month_and_their_articles_with_them() -> None:
    memory = Memory()
    commit(memory, tell(memory, [sighting()], HERE))
    commit(memory, tick(memory, (), START + FORGET_AFTER + timedelta(seconds=1), HERE))

    assert memory.stories == {}
    assert memory.story_of == {}


def test_state_that_cannot_be_read_is_as_good_as_none() -> None:
    memory = restarted(tell(Memory(), [sighting()], HERE))
    memory.restore(b"story/story-a1", b"{")
    memory.restore(b"nonsense", b"{}")
    memory.restore(b"\xff/x", None)

    assert memory.stories == {}


def test_a_tombstone_is_written_for_what_is_forgotten() -> None:
    assert list(Changes({"story/x": None}).messages(Memory())) == [(b"story/x", None)]
