"""What a rule would have done in the last days: what search finds for it, held against the matcher itself."""

import asyncio
from dataclasses import dataclass

from alerts.matcher import check_of
from alerts.rule import Rule
from alerts.trial import BROAD_A_DAY, BROAD_SHARE, MAX_EXAMPLES, Trial, try_rule
from peyk.web.archive import MOST_CANDIDATES, Archive
from processors.entities.asking import IdsFor

DAYS = 7


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial over the last DAYS days, whether there was more than was tried, and whether the rule is too broad."""

    trial: Trial
    more: bool
    broad: bool


async def tried(rule: Rule, archive: Archive, ids_for: IdsFor) -> Tried:
    """Try a rule. Search leaves out what cannot match, so that a week is tried in a moment.

    `ids_for` knows the newsroom's names.

    Raises:
        RuleRefused: the query means nothing.
    """
    check_of(rule)
    articles, all_ = await archive.candidates(rule, DAYS)
    # Beside the loop: a thousand articles are most of a second of work, and others wait for their pages.
    trial = await asyncio.to_thread(try_rule, rule, articles, rule.time_zone, ids_for)
    busiest = max((count for _, count in trial.days), default=0)
    too_many = trial.articles >= MAX_EXAMPLES and trial.articles > BROAD_SHARE * all_
    return Tried(trial, len(articles) >= MOST_CANDIDATES, busiest > BROAD_A_DAY or too_many)
