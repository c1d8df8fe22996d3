"""Why a rule matches an article, or what keeps it from matching."""

import pytest

from alerts.explain import explain
from alerts.rule import rule_from_mapping

from .build import article, rule


def test_each_condition_is_told_with_what_shows_it() -> None:
    found = explain(rule("کابل (هرات OR بلخ) -طالبان"), article("از كابل تا بلخ"))

    assert found.matches
    assert [(f.holds, f.what, f.shown, f.depth) for f in found.findings if f.depth] == [
        (True, "کابل", ("كابل",), 1),
        (True, "any of", ("بلخ",), 1),
        (False, "هرات", (), 2),
        (True, "بلخ", ("بلخ",), 2),
        (True, "without", (), 1),
        (False, "طالبان", (), 2),
    ]


@pytest.mark.parametrize(
    ("fields", "what"),
    [({"enabled": False}, "the rule is enabled"), ({"sources": ["x"]}, "sources: x"), ({"urgency": 2}, "urgency: 2")],
)
def test_a_filter_that_objects_is_named(fields: dict[str, object], what: str) -> None:
    found = explain(rule("کابل", **fields), article("کابل"))

    assert not found.matches
    assert [finding.what for finding in found.findings if not finding.holds] == [what]


def test_what_would_help_is_told() -> None:
    assert "not in its headline" in str(explain(rule("کابل", part="headline"), article("کابل", title="x")).advice)
    assert "variants" in str(explain(rule("اکتبر", variants=False), article("اکتوبر")).advice)
    assert explain(rule("کابل"), article("هرات")).advice is None


def test_a_rule_for_silent_sources_matches_no_article() -> None:
    assert not explain(rule_from_mapping({"name": "n", "watch": "silence"}), article("کابل")).matches
