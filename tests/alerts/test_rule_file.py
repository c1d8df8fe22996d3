"""A rule file is applied as a whole or refused as a whole, with the line of each mistake."""

from datetime import time

import pytest

from alerts.rule import Rule, RuleRefused, rule_from_mapping
from alerts.rule_file import Changes, RuleFileRefused, plan, read_rules

YAML = """\
rules:
  - name: آتش بس
    query: '"آتش بس" OR صلح'
    deliver: [desk]
    quiet_hours: {start: 22:00, until: 06:00}
  - name: Kabul
    query: کابل
"""
TOML = """\
[[rules]]
name = "آتش بس"
query = '"آتش بس" OR صلح'
deliver = ["desk"]
quiet_hours = {start = 22:00:00, until = 06:00:00}
[[rules]]
name = "Kabul"
query = "کابل"
"""


def rule(name: str, query: str) -> Rule:
    return rule_from_mapping({"name": name, "query": query})


def test_yaml_and_toml_say_the_same() -> None:
    assert read_rules(YAML, "rules.yaml") == read_rules(TOML, "rules.toml")
    assert [each.name for each in read_rules(YAML, "rules.yaml")] == ["آتش بس", "Kabul"]


def test_an_unquoted_time_in_yaml_is_a_time() -> None:
    quiet = read_rules(YAML, "rules.yaml")[0].quiet_hours

    assert quiet is not None
    assert (quiet.start, quiet.until) == (time(22), time(6))


def test_a_plan_names_what_is_added_changed_and_removed() -> None:
    stays, goes, old, new, comes = rule("a", "x"), rule("b", "x"), rule("c", "x"), rule("c", "y"), rule("d", "x")

    assert plan([stays, goes, old], [stays, new, comes]) == Changes(
        added=(comes,), changed=((old, new),), removed=(goes,), unchanged=1
    )


def test_applying_the_same_file_again_changes_nothing() -> None:
    rules = read_rules(YAML, "rules.yaml")

    assert not plan(rules, rules)
    assert plan([], rules)


def test_every_mistake_of_a_file_is_told_with_its_line() -> None:
    text = "rules:\n  - name: a\n    qery: x\n  - name: b\n    query: x\n  - name: c\n    query: ''\n"
    with pytest.raises(RuleFileRefused) as refusal:
        read_rules(text, "rules.yaml")

    first, second = refusal.value.problems
    assert first.startswith("rules.yaml:2: rule a: qery")
    assert second.startswith("rules.yaml:6: rule c: query")


def test_a_query_that_makes_no_sense_refuses_the_file() -> None:
    def check(each: Rule) -> None:
        raise RuleRefused("query", "a bracket is not closed", rule=each.name, position=3)

    with pytest.raises(RuleFileRefused, match=r"rules\.yaml:2: rule آتش بس: query, character 4"):
        read_rules(YAML, "rules.yaml", check)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: [a, ", "not YAML"),
        ("", "one list named `rules`"),
        ("- name: a", "one list named `rules`"),
        ("rules: []\nsources: []", "unknown key sources"),
        ("rules: [word]", "line 1: a rule is a mapping"),
        ("rules: [{name: a, query: x}, {name: a, query: y}]", "stands twice"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(RuleFileRefused, match=told):
        read_rules(text, "rules.yaml")


def test_a_yaml_file_cannot_make_python_objects() -> None:
    with pytest.raises(RuleFileRefused, match="not YAML"):
        read_rules("rules: !!python/object/apply:os.getcwd []", "rules.yaml")
