"""Finds all rules that an article matches, at a cost that hardly depends on how many rules there are.

Each query requires sets of triggers, of each of which an article must have one. It is filed under the rarest set: an
article's own triggers look up the few queries that are worth a glance at their other sets, and those that pass it are
checked. Adding or removing one rule touches only its own triggers, so a change is active at once with any number of
rules. Rules with the same query share it, and rules with the same words share what was found of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from alerts.page import Page, Wanted, page
from alerts.places import sentence_of, spans_of
from alerts.query import ENTITY_MARK, PREFIX_MARK, Check, Required, commonness, prepare
from alerts.rule import Part, Rule, RuleRefused, Watch
from alerts.sighting import Match, Sighting
from processors.entities.asking import IdsFor, keys_asked, shipped_ids
from processors.query import QueryError, parse
from processors.stories.notes import NoteKind, read_note
from processors.tagged_article import TaggedArticle

FEW = 16
"""Queries under one trigger that are glanced at without a thought; with more, another trigger is better."""

type _Key = tuple[str, bool, Part]


@dataclass(slots=True)
class _Filed:
    """One query in one part of the article, and the rules that ask for it."""

    check: Check
    part: Part
    triggers: frozenset[str]
    others: Required
    rules: dict[str, Rule] = field(default_factory=dict)


class Matcher:
    """All enabled rules that look for words, ready to be matched. Not safe to change from another thread."""

    def __init__(self, rules: Iterable[Rule] = (), ids_for: IdsFor = shipped_ids) -> None:
        self._ids_for: IdsFor = lru_cache(maxsize=4096)(ids_for)
        self._filed: dict[_Key, _Filed] = {}
        self._keys: dict[str, _Key] = {}
        self._by_trigger: dict[str, list[_Filed]] = {}
        self._lengths: dict[int, int] = {}
        self._terms: dict[str, int] = {}
        self._openings: dict[str, int] = {}
        self._wanted = Wanted(self._terms, self._openings)
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
        self._want(filed, -1)
        for trigger in filed.triggers:
            self._by_trigger[trigger].remove(filed)
            if not self._by_trigger[trigger]:
                del self._by_trigger[trigger]

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
        read = page(article, self._wanted)
        return tuple(match for filed in self._candidates(read) for match in _matches(filed, read, self._ids_for))

    def _file(self, key: _Key, rule: Rule) -> _Filed:
        check = check_of(rule, self._ids_for)
        required = check.required()
        triggers = min(required, key=self._cost)
        filed = _Filed(check, rule.part, triggers, tuple(terms for terms in required if terms is not triggers))
        self._filed[key] = filed
        self._want(filed, 1)
        for trigger in triggers:
            self._by_trigger.setdefault(trigger, []).append(filed)
        return filed

    def _cost(self, triggers: frozenset[str]) -> tuple[int, int, int]:
        # What many rules ask for is what the news is full of: such triggers would bring up the query all the time.
        crowd = max(len(self._by_trigger.get(trigger, ())) for trigger in triggers)
        return max(crowd - FEW, 0), *commonness(triggers)

    def _want(self, filed: _Filed, by: int) -> None:
        for term in filed.check.terms():
            _count(self._terms, term, by)
        for trigger in (*filed.triggers, *(trigger for terms in filed.others for trigger in terms)):
            if trigger.startswith(PREFIX_MARK):
                beginning = trigger.removeprefix(PREFIX_MARK)
                _count(self._lengths, len(beginning), by)
                for length in range(1, len(beginning)):
                    _count(self._openings, beginning[:length], by)

    def _candidates(self, read: Page) -> Iterable[_Filed]:
        found: dict[int, _Filed] = {}
        present = set(self._triggers_of(read))
        none_of = present.isdisjoint
        for trigger in present & self._by_trigger.keys():
            for filed in self._by_trigger[trigger]:
                for terms in filed.others:
                    if none_of(terms):
                        break
                else:
                    found[id(filed)] = filed
        return found.values()

    def _triggers_of(self, read: Page) -> Iterator[str]:
        yield from read.terms
        for key in read.entities:
            yield ENTITY_MARK + key
        for length in self._lengths:
            for beginning in read.beginning(length):
                yield PREFIX_MARK + beginning


def _count[Key](table: dict[Key, int], key: Key, by: int) -> None:
    table[key] = table.get(key, 0) + by
    if not table[key]:
        del table[key]


def check_of(rule: Rule, ids_for: IdsFor = shipped_ids) -> Check:
    """Prepare the query of `rule`.

    Raises:
        RuleRefused: it means nothing; the refusal says why and at which character.
    """
    try:
        return prepare(parse(rule.query), ids_for, variants=rule.variants)
    except QueryError as error:
        raise RuleRefused("query", error.message, rule=rule.name, position=error.position) from error


def _matches(filed: _Filed, read: Page, ids_for: IdsFor) -> Iterator[Match]:
    found = filed.check.find(read, read.windows[filed.part])
    if found is None:
        return
    rules = [rule for rule in filed.rules.values() if not objections(rule, read, ids_for)]
    if not rules:
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


def objections(rule: Rule, read: Page, ids_for: IdsFor) -> tuple[str, ...]:
    """Name the filters of `rule` that keep the article out, whatever its words say."""
    article = read.article
    urgency = rule.urgency is not None and (article.urgency is None or article.urgency > rule.urgency)
    entities = bool(rule.entities) and not any(
        key in read.entities for value in rule.entities for key in keys_asked(value, ids_for)
    )
    found = {
        "sources": bool(rule.sources) and article.source not in rule.sources,
        "languages": bool(rule.languages) and article.language not in rule.languages,
        "urgency": urgency,
        "statuses": article.status not in rule.statuses,
        "entities": entities,
    }
    return tuple(name for name, objects in found.items() if objects)
