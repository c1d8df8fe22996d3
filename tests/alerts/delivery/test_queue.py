"""What waits for one target: each alert once, together where asked, and never forgotten before it is settled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.alert import Alert, AlertKind
from alerts.delivery.attempt import Attempt, Outcome
from alerts.delivery.queue import UNREAD, Parcel, Queue, Waiting
from alerts.delivery.target import Kind, Target
from alerts.delivery.timing import MAX_DIGEST
from alerts.rule import Rule, rule_from_mapping

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)
RULES: dict[str, Rule] = {}


def alert(name: str, rule: str = "r", kind: AlertKind = AlertKind.MATCH, at: datetime = NOW) -> Alert:
    return Alert(
        id=name, kind=kind, rule_id=rule, rule_name="n", deliver=("desk",), source="s", arrived_at=at, matched_at=at
    )


def rules(**fields: Any) -> dict[str, Rule]:
    return {"r": rule_from_mapping({"id": "r", "name": "n", "query": "q", "zone": "UTC", **fields})}


def attempt(name: str, outcome: Outcome, **fields: Any) -> Attempt:
    base = {"alert_id": name, "rule_id": "r", "kind": AlertKind.MATCH, "target": "desk", "number": 1}
    return Attempt(**{**base, "outcome": outcome, "at": NOW, "message_id": name, **fields})


def queue(*names: str, last: Attempt | None = None) -> Queue:
    made = Queue("desk", Target(kind=Kind.CONSOLE))
    for offset, name in enumerate(names):
        made.passed(0, offset)
        made.take(Waiting(alert(name), 0, offset, due=NOW), last, NOW)
    return made


def sent(made: Queue, known: dict[str, Rule], now: datetime = NOW) -> list[list[str]]:
    parcels, _ = made.due(known, now)
    return [[item.alert.id for item in parcel.items] for parcel in parcels]


def test_alerts_leave_at_once_each_alone_and_not_twice() -> None:
    made = queue("a", "b")

    assert sent(made, rules()) == [["a"], ["b"]]
    assert sent(made, rules()) == []


def test_the_same_alert_read_twice_waits_once() -> None:
    assert sent(queue("a", "a"), rules()) == [["a"]]


def test_an_alert_for_others_is_passed_over() -> None:
    made = Queue("desk", Target(kind=Kind.CONSOLE))
    made.take(Waiting(replace(alert("a"), deliver=("else",)), 0, 0, due=NOW), None, NOW)

    assert not made.waiting


def test_what_was_settled_is_not_sent_again() -> None:
    for outcome in (Outcome.DELIVERED, Outcome.MUTED, Outcome.GIVEN_UP):
        assert sent(queue("a", last=attempt("a", outcome)), rules()) == []


def test_what_was_given_up_and_is_sent_again_by_a_person_is_tried_again() -> None:
    made = Queue("desk", Target(kind=Kind.CONSOLE))
    made.take(Waiting(alert("a"), 0, 9, due=NOW), attempt("a", Outcome.GIVEN_UP), NOW + timedelta(hours=1))

    assert sent(made, rules()) == [["a"]]


def test_what_was_being_sent_is_sent_again_and_marked() -> None:
    parcels, _ = queue("a", last=attempt("a", Outcome.SENDING)).due(rules(), NOW)

    assert parcels[0].repeat
    assert parcels[0].id == "a"


def test_what_failed_is_tried_again_at_its_time_under_the_same_id() -> None:
    made = queue("a", last=attempt("a", Outcome.FAILED, next_at=NOW + timedelta(minutes=1), message_id="digest-1"))

    assert sent(made, rules()) == []
    parcels, _ = made.due(rules(), NOW + timedelta(minutes=1))
    assert (parcels[0].id, parcels[0].items[0].number) == ("digest-1", 1)


def test_a_digest_leaves_as_one_message_and_is_retried_as_the_same() -> None:
    made = queue("a", "b")
    hourly = rules(digest="hourly")
    eleven = NOW.replace(hour=11, minute=0)

    assert sent(made, hourly) == []
    (parcel,), _ = made.due(hourly, eleven)
    assert [item.alert.id for item in parcel.items] == ["a", "b"]
    made.retry(parcel, eleven + timedelta(minutes=1))
    made.take(Waiting(alert("c", at=NOW - timedelta(hours=1)), 0, 2, due=NOW), None, NOW)
    again, _ = made.due(hourly, eleven + timedelta(minutes=1))
    assert [(p.id == parcel.id, len(p.items)) for p in again] == [(True, 2), (False, 1)]


def test_after_a_restart_a_digest_waits_for_its_parts_in_other_partitions() -> None:
    last = attempt("a", Outcome.FAILED, next_at=NOW, message_id="digest-1")
    made = queue("a", last=last)
    assert sent(made, rules()) == []  # alone under the id of all, it would have the rest taken for a repeat

    made.take(Waiting(alert("b"), 1, 0, due=NOW), replace(last, alert_id="b"), NOW)
    (parcel,), _ = made.due(rules(), NOW + UNREAD)
    assert (parcel.id, [item.alert.id for item in parcel.items]) == ("digest-1", ["a", "b"])


def test_a_long_digest_leaves_as_several_messages() -> None:
    made = queue(*(f"a{number}" for number in range(MAX_DIGEST + 5)))
    daily = rules(digest="daily", digest_at="12:00")
    sent(made, daily)
    noon = NOW.replace(hour=12, minute=0)

    assert [len(each) for each in sent(made, daily, noon)] == [MAX_DIGEST]
    assert [len(each) for each in sent(made, daily, noon)] == [5]


def test_the_throttle_counts_messages_and_lets_the_rest_out_together() -> None:
    made = queue("a", "b", "c", "d")
    option = rules(throttle={"alerts": 2, "minutes": 60})

    assert sent(made, option) == [["a"], ["b"]]
    assert sent(made, option, NOW + timedelta(minutes=59)) == []
    assert sent(made, option, NOW + timedelta(minutes=61)) == [["c", "d"]]


def test_the_throttle_remembers_what_an_earlier_process_sent_and_a_kill_does_not_count() -> None:
    option = rules(throttle={"alerts": 1, "minutes": 60})
    for kind, expected in ((AlertKind.MATCH, []), (AlertKind.KILL, [["b"]])):
        made = queue("b")
        made.remember([attempt("a", Outcome.DELIVERED, at=NOW - timedelta(minutes=5), kind=kind)])
        assert sent(made, option) == expected


def test_a_mute_is_told_and_a_rule_that_is_unmuted_in_time_is_not_muted() -> None:
    made = queue("a")
    _, muted = made.due(rules(mute_until="2027-01-01T00:00:00Z"), NOW)

    assert [item.alert.id for item in muted] == ["a"]
    assert sent(queue("a"), rules(mute_until="2026-01-01T00:00:00Z")) == [["a"]]


def test_the_offset_stays_at_the_oldest_alert_that_is_not_settled() -> None:
    made = queue("a", "b", "c")
    parcels, _ = made.due(rules(), NOW)
    by_id = {parcel.id: parcel for parcel in parcels}

    assert made.safe_offsets() == {0: 0}
    made.settle(by_id["b"].items)
    assert made.safe_offsets() == {0: 0}
    made.settle(by_id["a"].items)
    assert made.safe_offsets() == {0: 2}
    made.settle(by_id["c"].items)
    assert made.safe_offsets() == {0: 3}


def test_after_a_handover_nothing_is_queued_and_nothing_claimed() -> None:
    made = queue("a")
    made.forget()

    assert made.safe_offsets() == {}
    assert isinstance(made.due(RULES, NOW), tuple)
    assert not Parcel("x", ()).repeat


def test_what_was_sent_counts_once_for_the_throttle_however_often_the_queue_begins_anew() -> None:
    made = queue("a")
    known = rules(throttle={"alerts": 2, "minutes": 60})
    for _ in range(3):
        made.forget()
        made.remember([attempt("before", Outcome.DELIVERED, at=NOW - timedelta(minutes=5))])
    made.take(Waiting(alert("a"), 0, 0, due=NOW), None, NOW)

    assert sent(made, known) == [["a"]]


def kill_of(name: str) -> Waiting:
    return Waiting(replace(alert(f"kill-{name}", kind=AlertKind.KILL), follows=name), 1, 0, due=NOW)


def test_a_kill_never_overtakes_the_story_that_waits_for_its_digest() -> None:
    made, digest = queue("a"), rules(digest="hourly")
    made.take(kill_of("a"), None, NOW)

    assert sent(made, digest) == []
    later = NOW + timedelta(minutes=40)
    assert sent(made, digest, later) == [["a"]]
    assert sent(made, digest, later) == []
    made.settle([made.waiting["a"]])
    assert sent(made, digest, later) == [["kill-a"]]


def test_a_kill_has_a_failed_story_tried_again_at_once_and_as_the_same_message() -> None:
    made = queue("a", "b")
    parcels, _ = made.due(rules(), NOW)
    made.retry(Parcel("digest-1", (*parcels[0].items, *parcels[1].items)), NOW + timedelta(hours=4))
    made.take(kill_of("a"), None, NOW, attempt("a", Outcome.FAILED))
    (again,), _ = made.due(rules(), NOW)

    assert (again.id, [each.id for each in again.alerts]) == ("digest-1", ["a", "b"])


def test_a_kill_that_is_read_before_its_story_waits_for_it_but_not_for_ever() -> None:
    made, failed = queue(), attempt("a", Outcome.FAILED, next_at=NOW + timedelta(hours=4))
    made.take(kill_of("a"), None, NOW, failed)

    assert sent(made, rules()) == []
    assert sent(made, rules(), NOW + timedelta(seconds=6)) == [["kill-a"]]

    made = queue()
    made.take(kill_of("a"), None, NOW, failed)
    made.take(Waiting(alert("a"), 0, 0, due=NOW), failed, NOW)
    assert sent(made, rules(), NOW + timedelta(seconds=6)) == [["a"]]


def test_whoever_was_told_learns_of_the_kill_at_once_and_whoever_was_muted_does_not() -> None:
    told, muted = queue(), queue()
    told.take(kill_of("a"), None, NOW, attempt("a", Outcome.DELIVERED))
    muted.take(kill_of("a"), None, NOW, attempt("a", Outcome.MUTED))

    assert sent(told, rules(mute_until="2027-01-01T00:00:00Z")) == [["kill-a"]]
    parcels, silent = muted.due(rules(), NOW)
    assert (parcels, [item.alert.id for item in silent]) == ([], ["kill-a"])
