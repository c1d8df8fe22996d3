"""A rule on trial is matched as the workers would match it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import pytest

from alerts.rule import Rule, rule_from_mapping
from peyk.web.archive import Archive
from peyk.web.trials import tried
from processors.tagged_article import Entity, Original, TaggedArticle

STORY = TaggedArticle(
    id="a1",
    story_id="s1",
    source="bakhtar",
    received_at=datetime.now(UTC),
    body="رادیو گفت.",
    entities=(Entity(text="رادیو", type="organization", id="house:radio", name="رادیو", start=0, end=5),),
    original=Original(),
)


class OneStory:
    """An archive that holds one story."""

    async def candidates(self, rule: Rule, days: int) -> tuple[tuple[TaggedArticle, ...], int]:
        del rule, days
        return (STORY,), 1


@pytest.mark.parametrize(("ids", "matched"), [(("house:radio",), 1), ((), 0)])
async def test_a_trial_knows_the_names_that_the_newsroom_added(ids: Sequence[str], matched: int) -> None:
    rule = rule_from_mapping({"name": "n", "query": 'entity:"صدای ما"'})
    found = await tried(rule, cast("Archive", OneStory()), lambda _: ids)

    assert found.trial.articles == matched
