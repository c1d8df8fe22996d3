"""What a rule would have matched: counts by day, first examples, spellings, and a warning where it is too broad."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from alerts.alert import Sentence
from alerts.matcher import Matcher
from alerts.places import sentence_of, spans_of
from alerts.rule import Rule
from processors.entities.asking import IdsFor, shipped_ids
from processors.tagged_article import TaggedArticle

BROAD_A_DAY = 50
"""Stories a day: more than a desk reads one by one (an eight-hour shift has one every ten minutes)."""

BROAD_SHARE = 0.1
"""Share of all articles; a rule that takes every tenth article is about a word, not about an event."""

MAX_EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One story that would have fired, with the sentence that would have been quoted (null: no words matched)."""

    article: TaggedArticle
    sentence: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of trying a rule on past articles.

    `days` counts stories (what would have fired) by the day they arrived, days without any included; `spellings`
    counts the forms in which the words stood, most frequent first. `too_broad` says so in words, null if it is not.
    """

    read: int
    articles: int
    stories: int
    days: tuple[tuple[date, int], ...]
    examples: tuple[Example, ...]
    spellings: tuple[tuple[str, int], ...]
    too_broad: str | None


def try_rule(rule: Rule, articles: Iterable[TaggedArticle], zone: ZoneInfo, ids_for: IdsFor = shipped_ids) -> Trial:
    """Match `rule`, also a disabled one, with past articles, in the order in which they arrived.

    Embargoes are taken as lifted. Days are those of `zone`.

    Raises:
        RuleRefused: the query means nothing.
    """
    matcher = Matcher([_enabled(rule)], ids_for)
    days: Counter[date] = Counter()
    spellings: Counter[str] = Counter()
    first: dict[str, Example] = {}
    read = matched = 0
    for article in sorted(articles, key=lambda each: each.received_at):
        read += 1
        day = article.received_at.astimezone(zone).date()
        days[day] += 0
        sighting = matcher.sight(article, article.received_at)
        for match in sighting.matches:
            matched += 1
            spans = spans_of(match.found, sighting.displayed)
            spellings.update(span.text for span in spans)
            if article.story_id not in first:
                first[article.story_id] = Example(article=article, sentence=sentence_of(spans, sighting.displayed))
                days[day] += 1
    return Trial(
        read=read,
        articles=matched,
        stories=len(first),
        days=tuple(sorted(days.items())),
        examples=tuple(first.values())[:MAX_EXAMPLES],
        spellings=tuple(spellings.most_common()),
        too_broad=_too_broad(read, matched, days),
    )


def _enabled(rule: Rule) -> Rule:
    return replace(rule, enabled=True)


def _too_broad(read: int, matched: int, days: Counter[date]) -> str | None:
    busiest = max(days.values(), default=0)
    if busiest > BROAD_A_DAY:
        return f"it would have fired {busiest} times on one day; add a word, a source or a digest"
    if read and matched >= MAX_EXAMPLES and matched / read > BROAD_SHARE:
        return f"it matches {matched / read:.0%} of all articles; add a word, a source or a digest"
    return None
