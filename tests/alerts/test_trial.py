"""What a rule would have matched, before it is saved."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.rule import RuleRefused
from alerts.trial import BROAD_A_DAY, try_rule

from .build import ARRIVED, article, rule

KABUL = ZoneInfo("Asia/Kabul")


def test_stories_are_counted_by_the_day_they_arrived_and_copies_once() -> None:
    stories = [
        article("آتش\u200cبس", id="1", story_id="s1"),
        article("آتش بس", id="2", story_id="s1", received_at=ARRIVED + timedelta(hours=1)),
        article("آرام", id="3", story_id="s3"),
        article("آتشبس", id="4", story_id="s4", received_at=ARRIVED + timedelta(days=1)),
    ]
    found = try_rule(rule("آتش بس", enabled=False), reversed(stories), KABUL)

    assert (found.read, found.articles, found.stories) == (4, 3, 2)
    assert [number for _, number in found.days] == [1, 1]
    assert [example.article.id for example in found.examples] == ["1", "4"]
    assert sorted(found.spellings) == [("آتش بس", 1), ("آتشبس", 1), ("آتش\u200cبس", 1)]
    assert found.too_broad is None


def test_a_rule_that_fires_all_day_is_called_too_broad() -> None:
    stories = [article("در کابل", id=str(number), story_id=str(number)) for number in range(BROAD_A_DAY + 1)]

    assert "51 times" in str(try_rule(rule("در"), stories, KABUL).too_broad)


def test_a_rule_that_matches_every_tenth_article_is_called_too_broad() -> None:
    stories = [article("کابل" if number < 6 else "هرات", id=str(number)) for number in range(40)]

    assert "15%" in str(try_rule(rule("کابل"), stories, KABUL).too_broad)
    assert try_rule(rule("بلخ"), stories, KABUL).too_broad is None


def test_a_query_that_means_nothing_is_refused() -> None:
    with pytest.raises(RuleRefused):
        try_rule(rule("("), [], KABUL)
