"""One alert for each rule and story; what follows it goes to everybody who got it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.alert import Alert, AlertKind
from alerts.rule import Repeat, Spike
from alerts.sighting import Match, MatchedRule, Sighting
from alerts.story import Decision, Story, decide
from ingest.article import Status

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
RULE = MatchedRule(id="r1", name="Ceasefire", deliver=("desk",))
MATCH = Match(RULE)
FIRST = Sighting(
    article_id="a1",
    story_id="s1",
    version=1,
    source="bakhtar",
    status=Status.USABLE,
    arrived_at=START,
    matched_at=START,
    title="آتش\u200cبس",
    matches=(MATCH,),
)


def later(sighting: Sighting = FIRST, **changes: object) -> Sighting:
    moment = sighting.matched_at + timedelta(minutes=5)
    return replace(sighting, **{"arrived_at": moment, "matched_at": moment, **changes})  # type: ignore[arg-type]


def told(*sightings: Sighting) -> list[Alert]:
    story: Story | None = None
    alerts: list[Alert] = []
    for sighting in sightings:
        decision = decide(story, sighting)
        story = decision.story
        alerts.extend(decision.alerts)
    return alerts


def kinds(*sightings: Sighting) -> list[AlertKind]:
    return [alert.kind for alert in told(*sightings)]


def test_the_first_match_fires() -> None:
    (alert,) = told(FIRST)

    assert (alert.kind, alert.rule_id, alert.story_id, alert.deliver) == (AlertKind.MATCH, "r1", "s1", ("desk",))


def test_an_article_that_matches_nothing_is_not_remembered() -> None:
    assert decide(None, replace(FIRST, matches=())) == Decision()


def test_a_redelivery_a_later_take_and_a_near_duplicate_do_not_fire_again() -> None:
    assert kinds(FIRST, FIRST, later(version=2), later(article_id="a2", source="tasnim")) == [AlertKind.MATCH]


def test_two_rules_are_told_apart() -> None:
    second = Match(MatchedRule(id="r2", name="War"))

    assert [a.rule_id for a in told(FIRST, later(version=2, matches=(MATCH, second)))] == ["r1", "r2"]


def test_every_version_fires_again_for_newer_versions_of_the_same_article_only() -> None:
    first = replace(FIRST, matches=(Match(replace(RULE, repeat=Repeat.VERSION)),))
    alerts = told(first, later(first, version=2), later(first, version=2), later(first, article_id="a2", version=9))

    assert [alert.version for alert in alerts] == [1, 2]
    assert len({alert.id for alert in alerts}) == 2


def test_every_source_fires_once_for_each_source() -> None:
    first = replace(FIRST, matches=(Match(replace(RULE, repeat=Repeat.SOURCE)),))
    other = later(first, article_id="a2", source="tasnim")

    assert [alert.source for alert in told(first, other, later(other, version=2), later(first, version=2))] == [
        "bakhtar",
        "tasnim",
    ]


def test_an_older_version_that_arrives_late_changes_nothing() -> None:
    story = decide(None, replace(FIRST, version=3)).story

    assert decide(story, later(version=2, status=Status.WITHHELD)) == Decision(story=story)


def test_a_kill_counts_whenever_it_arrives_and_nothing_is_told_after_it() -> None:
    old_kill = later(version=1, status=Status.CANCELED, matches=())

    assert kinds(replace(FIRST, version=3), old_kill, later(old_kill, version=4, status=Status.USABLE)) == [
        AlertKind.MATCH,
        AlertKind.KILL,
    ]


def test_a_kill_without_words_and_link_is_told_under_those_of_the_story() -> None:
    first = replace(FIRST, title="خبر", url="https://a.example/1")
    _, kill = told(first, later(first, version=2, status=Status.CANCELED, title=None, url=None, matches=()))

    assert (kill.title, kill.url) == ("خبر", "https://a.example/1")


def test_a_kill_goes_to_those_who_got_the_alert_even_when_its_text_no_longer_matches() -> None:
    first, kill = told(FIRST, later(version=2, status=Status.CANCELED, matches=()))

    assert (kill.kind, kill.follows, kill.deliver) == (AlertKind.KILL, first.id, ("desk",))


def test_a_kill_is_told_once_however_often_it_is_delivered() -> None:
    kill = later(version=2, status=Status.CANCELED, matches=())

    assert kinds(FIRST, kill, kill, later(kill, version=3)) == [AlertKind.MATCH, AlertKind.KILL]


def test_hold_and_release_follow_the_alert() -> None:
    hold = later(version=2, status=Status.WITHHELD)

    assert kinds(FIRST, hold, later(hold, version=3, status=Status.USABLE)) == [
        AlertKind.MATCH,
        AlertKind.HOLD,
        AlertKind.RELEASE,
    ]


def test_a_redelivery_does_not_tell_that_a_noted_hold_is_released() -> None:
    held = later(status=Status.WITHHELD, noted_by="n1", matches=())
    again = later(held, status=Status.USABLE, noted_by=None, matches=(MATCH,))
    released = later(again, noted_by="n2")

    assert kinds(FIRST, held, again, held) == [AlertKind.MATCH, AlertKind.HOLD]
    assert kinds(held, again) == []
    assert kinds(FIRST, held, again, released) == [AlertKind.MATCH, AlertKind.HOLD, AlertKind.RELEASE]
    assert kinds(FIRST, held, replace(again, words="others"))[2:] == [AlertKind.RELEASE]
    assert kinds(FIRST, held, replace(again, version=2))[2:] == [AlertKind.RELEASE]


def test_a_kill_of_a_story_that_never_fired_is_not_told() -> None:
    assert kinds(replace(FIRST, matches=()), later(version=2, status=Status.CANCELED, matches=())) == []


def test_a_take_that_comes_after_the_kill_or_hold_of_an_unfired_story_is_not_told() -> None:
    kill = replace(FIRST, version=3, status=Status.CANCELED, matches=())
    assert kinds(kill, later(version=2), later(version=4)) == []
    hold = replace(FIRST, version=3, status=Status.WITHHELD, matches=())
    assert kinds(hold, later(version=2)) == []
    assert kinds(hold, later(version=4)) == [AlertKind.MATCH]


def test_a_correction_follows_the_alert_and_a_plain_later_take_does_not() -> None:
    assert kinds(FIRST, later(version=2), later(version=3, correction=True)) == [AlertKind.MATCH, AlertKind.CORRECTION]


def test_a_correction_replaces_the_repeated_match_of_a_rule_that_wants_every_version() -> None:
    first = replace(FIRST, matches=(Match(replace(RULE, repeat=Repeat.VERSION)),))

    assert kinds(first, later(first, version=2, correction=True)) == [AlertKind.MATCH, AlertKind.CORRECTION]


def test_a_story_that_first_matches_in_a_later_take_fires_then() -> None:
    assert kinds(replace(FIRST, matches=()), later(version=2)) == [AlertKind.MATCH]


def test_a_rule_that_wants_spikes_only_is_not_told_of_single_stories() -> None:
    assert kinds(replace(FIRST, matches=(Match(replace(RULE, spike=Spike())),))) == []
    assert kinds(replace(FIRST, matches=(Match(replace(RULE, spike=Spike(only=False))),))) == [AlertKind.MATCH]


def test_deciding_again_after_a_crash_gives_the_same_alerts_under_the_same_ids() -> None:
    story = decide(None, FIRST).story
    kill = later(version=2, status=Status.CANCELED)

    assert decide(None, FIRST) == decide(None, FIRST)
    assert decide(story, kill).alerts == decide(story, kill).alerts


def test_a_story_survives_the_state_topic() -> None:
    story = decide(None, FIRST).story

    assert story is not None
    assert Story.from_bytes(story.to_bytes()) == story


def test_an_article_without_a_title_is_told_under_its_first_words_and_its_kill_too() -> None:
    first = replace(FIRST, title=None, opening="در کابل …")
    match, kill = told(first, later(first, version=2, status=Status.CANCELED, opening="پس گرفته شد.", matches=()))

    assert (match.title, kill.title) == ("در کابل …", "در کابل …")
