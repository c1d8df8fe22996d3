"""Finds all rules that an article matches, at a cost that hardly depends on how many rules there are.

Each query is filed under its triggers: terms of which one must be in an article before it can match. An article's own
terms look up the few queries that are worth checking. Adding or removing one rule touches only its own triggers, so a
change is active at once with any number of rules. Rules with the same query share it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from alerts.page import Page, entity_key, page
from alerts.places import sentence_of, spans_of
from alerts.query import ENTITY_MARK, PREFIX_MARK, Check, prepare
from alerts.rule import Part, Rule, RuleRefused, Watch
from alerts.sighting import Match, Sighting
from processors.query import QueryError, parse
from processors.stories.notes import NoteKind, read_note
from processors.tagged_article import TaggedArticle

type _Key = tuple[str, bool, Part]


@dataclass(slots=True)
class _Filed:
    """One query in one part of the article, and the rules that ask for it."""

    check: Check
    part: Part
    triggers: frozenset[str]
    rules: dict[str, Rule] = field(default_factory=dict)


class Matcher:
    """All enabled rules that look for words, ready to be matched. Not safe to change from another thread."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._filed: dict[_Key, _Filed] = {}
        self._keys: dict[str, _Key] = {}
        self._by_trigger: dict[str, list[_Filed]] = {}
        self._beginnings: dict[int, int] = {}
        self._wanted: dict[str, int] = {}
        for rule in rules:
            self.put(rule)

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, rule: Rule) -> None:
        """Add `rule`, or replace the rule with its id. A rule that is disabled or watches a source is left out.

        Raises:
            RuleRefused: the query means nothing; the rule with that id, if there was one, stays as it was.
        """
        if not rule.enabled or rule.watch is not Watch.WORDS:
            self.remove(rule.id)
            return
        key = (rule.query, rule.variants, rule.part)
        filed = self._filed.get(key)
        if filed is None:
            filed = self._file(key, rule)
        if self._keys.get(rule.id) not in {None, key}:
            self.remove(rule.id)
        filed.rules[rule.id] = rule
        self._keys[rule.id] = key

    def remove(self, rule_id: str) -> None:
        """Take out the rule with this id, if there is one."""
        key = self._keys.pop(rule_id, None)
        if key is None:
            return
        filed = self._filed[key]
        del filed.rules[rule_id]
        if filed.rules:
            return
        del self._filed[key]
        self._want(filed.check, -1)
        for trigger in filed.triggers:
            self._by_trigger[trigger].remove(filed)
            if not self._by_trigger[trigger]:
                del self._by_trigger[trigger]
                self._count_beginning(trigger, -1)

    def sight(self, article: TaggedArticle, now: datetime) -> Sighting:
        """Match one article and tell what was seen. `now` becomes `matched_at`."""
        note = read_note(article)
        return Sighting(
            article_id=article.id,
            story_id=article.story_id,
            version=article.version_number,
            source=article.source,
            status=article.status,
            arrived_at=article.received_at,
            matched_at=now,
            correction=note is not None and note.kind is NoteKind.CORRECTION,
            embargoed_until=article.embargoed_until,
            language=article.language,
            urgency=article.urgency,
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            matches=self.matches(article),
        )

    def matches(self, article: TaggedArticle) -> tuple[Match, ...]:
        """Find the rules that `article` matches, with the places that matched."""
        read = page(article, None if self._beginnings else self._wanted)
        return tuple(match for filed in self._candidates(read) for match in _matches(filed, read))

    def _file(self, key: _Key, rule: Rule) -> _Filed:
        check = check_of(rule)
        filed = _Filed(check, rule.part, check.triggers())
        self._filed[key] = filed
        self._want(check, 1)
        for trigger in filed.triggers:
            if trigger not in self._by_trigger:
                self._by_trigger[trigger] = []
                self._count_beginning(trigger, 1)
            self._by_trigger[trigger].append(filed)
        return filed

    def _want(self, check: Check, by: int) -> None:
        for term in check.terms():
            self._wanted[term] = self._wanted.get(term, 0) + by
            if not self._wanted[term]:
                del self._wanted[term]

    def _count_beginning(self, trigger: str, by: int) -> None:
        if not trigger.startswith(PREFIX_MARK):
            return
        length = len(trigger) - len(PREFIX_MARK)
        self._beginnings[length] = self._beginnings.get(length, 0) + by
        if not self._beginnings[length]:
            del self._beginnings[length]

    def _candidates(self, read: Page) -> Iterable[_Filed]:
        found: dict[int, _Filed] = {}
        by_trigger = self._by_trigger
        for trigger in self._triggers_of(read):
            for filed in by_trigger.get(trigger, ()):
                found[id(filed)] = filed
        return found.values()

    def _triggers_of(self, read: Page) -> Iterator[str]:
        yield from read.terms
        for key in read.entities:
            yield ENTITY_MARK + key
        for length in self._beginnings:
            yield from {PREFIX_MARK + term[:length] for term in read.terms if len(term) >= length}


def check_of(rule: Rule) -> Check:
    """Prepare the query of `rule`.

    Raises:
        RuleRefused: it means nothing; the refusal says why and at which character.
    """
    try:
        return prepare(parse(rule.query), variants=rule.variants)
    except QueryError as error:
        raise RuleRefused("query", error.message, rule=rule.name, position=error.position) from error


def _matches(filed: _Filed, read: Page) -> Iterator[Match]:
    found = filed.check.find(read, read.windows[filed.part])
    rules = [rule for rule in filed.rules.values() if not objections(rule, read)] if found is not None else []
    if found is None or not rules:
        return
    spans = spans_of(found, read)
    sentence = sentence_of(spans, read)
    for rule in rules:
        yield Match(
            rule_id=rule.id,
            rule_name=rule.name,
            deliver=rule.deliver,
            owner=rule.owner,
            repeat=rule.repeat,
            spike=rule.spike,
            early=rule.embargoed,
            spans=spans,
            sentence=sentence,
        )


def objections(rule: Rule, read: Page) -> tuple[str, ...]:
    """Name the filters of `rule` that keep the article out, whatever its words say."""
    article = read.article
    urgency = rule.urgency is not None and (article.urgency is None or article.urgency > rule.urgency)
    entities = bool(rule.entities) and not any(entity_key(value) in read.entities for value in rule.entities)
    found = {
        "sources": bool(rule.sources) and article.source not in rule.sources,
        "languages": bool(rule.languages) and article.language not in rule.languages,
        "urgency": urgency,
        "statuses": article.status not in rule.statuses,
        "entities": entities,
    }
    return tuple(name for name, objects in found.items() if objects)
