"""A rule is what the desk wrote, whole, or it is refused with the place that is wrong."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from alerts.rule import Digest, Repeat, Rule, RuleRefused, Watch, rule_as_mapping, rule_from_mapping, rule_id
from ingest.article import Status


def test_a_name_and_a_query_are_enough() -> None:
    rule = rule_from_mapping({"name": "آتش بس", "query": "آتش بس"})

    assert rule.id == rule_id("آتش بس")
    assert rule.enabled
    assert (rule.repeat, rule.digest, rule.statuses) == (Repeat.ONCE, Digest.IMMEDIATE, (Status.USABLE,))


def test_a_rule_survives_the_topic_byte_for_byte() -> None:
    rule = rule_from_mapping(
        {
            "name": "جنگ",
            "query": '"آتش بس" OR جنگ',
            "sources": "bakhtar",
            "statuses": ["usable", "withheld"],
            "digest": "daily",
            "digest_at": "08:30",
            "zone": "Asia/Kabul",
            "quiet_hours": {"start": "22:00", "until": "06:00"},
            "throttle": {"alerts": 3},
            "spike": {"sensitivity": 8},
            "repeat": "every version",
        }
    )

    assert Rule.from_bytes(rule.to_bytes()) == rule
    assert rule_from_mapping(rule_as_mapping(rule)) == rule
    assert rule.digest_at == time(8, 30)


def test_only_what_differs_from_the_default_is_shown_to_people() -> None:
    assert rule_as_mapping(rule_from_mapping({"id": "a", "name": "n", "query": "q"})) == {
        "id": "a",
        "name": "n",
        "query": "q",
    }


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"query": "x"}, "name"),
        ({"name": "  ", "query": "x"}, "name"),
        ({"name": "n"}, "query"),
        ({"name": "n", "query": "   "}, "query"),
        ({"name": "n", "query": "x" * 4_001}, "query"),
        ({"name": "n", "query": "x", "qeury": "y"}, "qeury"),
        ({"name": "n", "query": "x", "zone": "Kabul"}, "zone"),
        ({"name": "n", "query": "x", "urgency": 0}, "urgency"),
        ({"name": "n", "query": "x", "statuses": ["killed"]}, "statuses.0"),
        ({"name": "n", "query": "x", "part": "footer"}, "part"),
        ({"name": "n", "query": "x", "throttle": {"alerts": 0}}, "throttle.alerts"),
        ({"name": "n", "query": "x", "quiet_hours": {"start": "25:00", "until": "06:00"}}, "quiet_hours.start"),
        ({"name": "n", "query": "x", "digest_at": 1320}, "digest_at"),
        ({"name": "n", "query": "x", "id": "two words"}, "id"),
        ({"name": "n", "query": "x", "watch": "silence"}, "query"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_name_of_its_field(record: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleRefused) as refusal:
        rule_from_mapping(record)

    assert refusal.value.field == field
    assert field in str(refusal.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"id":"a","name":"n","query":"q","color":"red"}'])
def test_bytes_that_are_no_rule_are_refused(data: bytes) -> None:
    with pytest.raises(RuleRefused):
        Rule.from_bytes(data)


def test_a_position_is_told_as_people_count() -> None:
    refusal = RuleRefused("query", "a bracket is not closed", rule="n", position=4)

    assert str(refusal) == "rule n: query, character 5: a bracket is not closed"


def test_a_silence_rule_names_sources_and_no_words() -> None:
    assert rule_from_mapping({"name": "n", "watch": "silence", "sources": ["bakhtar"]}).watch is Watch.SILENCE


def test_a_rule_is_muted_until_the_moment_it_names() -> None:
    rule = rule_from_mapping({"name": "n", "query": "q", "mute_until": "2026-11-24T10:00:00+03:30"})

    assert rule.muted(datetime(2026, 11, 24, 6, 29, tzinfo=UTC))
    assert not rule.muted(datetime(2026, 11, 24, 6, 30, tzinfo=UTC))


def test_a_rule_that_names_no_zone_is_of_the_newsrooms_zone() -> None:
    assert rule_from_mapping({"name": "n", "query": "q"}, zone="Asia/Kabul").zone == "Asia/Kabul"
    assert rule_from_mapping({"name": "n", "query": "q", "zone": "Asia/Dubai"}, zone="Asia/Kabul").zone == "Asia/Dubai"
