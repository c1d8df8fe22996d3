"""Finds all rules that an article matches, at a cost that hardly depends on how many rules there are.

An article's own words look up the few queries that they may make true (alerts/postings.py), and these are checked.
Adding or removing one rule touches only its own words, so a change is active at once with any number of rules. Rules
with the same query share it, and rules with the same words share what was found of them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from alerts.page import Page, Wanted, page
from alerts.places import MAX_SPANS, Found, opening
from alerts.postings import Posted, Postings, Tally
from alerts.query import ENTITY_MARK, PREFIX_MARK, Check, prepare
from alerts.rule import Part, Rule, RuleRefused, Watch
from alerts.sighting import Match, MatchedRule, Sighting
from ingest.article import Status
from processors.entities.asking import IdsFor, keys_asked, shipped_ids
from processors.query import QueryError, parse
from processors.stories.notes import NoteKind, read_note
from processors.tagged_article import Original, TaggedArticle

_FIELD_SIGN = ":"
"""Stands in every query that asks for an entity by name."""

type _Key = tuple[str, bool, Part]


@dataclass(slots=True)
class _Filed(Posted):
    """One query in one part of the article, and the rules that ask for it."""

    check: Check
    part: Part
    rules: list["_Asking"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One rule that asks for a query. `picky` says that it looks at more than words and at being free to publish."""

    rule: Rule
    matched: MatchedRule
    picky: bool


class Matcher:
    """All enabled rules that look for words, ready to be matched. Not safe to change from another thread."""

    def __init__(self, rules: Iterable[Rule] = (), ids_for: IdsFor = shipped_ids) -> None:
        self._ids_for = lru_cache(maxsize=4096)(ids_for)
        self._filed: dict[_Key, _Filed] = {}
        self._keys: dict[str, _Key] = {}
        self._postings = Postings[_Filed]()
        self._lengths = Tally[int]()
        self._terms = Tally[str]()
        self._openings = Tally[str]()
        self._wanted = Wanted(self._terms.members, self._openings.members)
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
        if self._keys.get(rule.id) == key:
            filed.rules = _others(filed, rule.id)
        else:
            self.remove(rule.id)
        filed.rules.append(_asking(rule))
        self._keys[rule.id] = key

    def remove(self, rule_id: str) -> None:
        """Take out the rule with this id, if there is one."""
        key = self._keys.pop(rule_id, None)
        if key is None:
            return
        filed = self._filed[key]
        filed.rules = _others(filed, rule_id)
        if filed.rules:
            return
        del self._filed[key]
        self._want(filed, -1)
        self._postings.remove(filed)

    def renew(self) -> None:
        """Ask again which entities the rules mean by the names in them: the known names have changed."""
        self._ids_for.cache_clear()
        rules = [asking.rule for filed in self._filed.values() for asking in filed.rules]
        asking_names = [rule for rule in rules if _FIELD_SIGN in rule.query]
        for rule in asking_names:
            self.remove(rule.id)
        for rule in asking_names:
            self.put(rule)

    def sight(self, article: TaggedArticle, now: datetime) -> Sighting:
        """Match one article and tell what was seen. `now` becomes `matched_at`."""
        note = read_note(article)
        read = page(article, self._wanted)
        matches = self._matches(read)
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
            opening=None if (article.title or "").strip() else opening(article.body or ""),
            url=article.url,
            published_at=article.published_at,
            body=article.body if matches else None,
            body_from=read.displayed.body_from,
            matches=matches,
            noted_by=article.noted_by,
            words=_digest(article.original),
        )

    def matches(self, article: TaggedArticle) -> tuple[Match, ...]:
        """Find the rules that `article` matches, with the places that matched."""
        return self._matches(page(article, self._wanted))

    def _matches(self, read: Page) -> tuple[Match, ...]:
        free = read.article.status is Status.USABLE
        matches: list[Match] = []
        for filed in self._postings.likely(read.present.union(self._marks_of(read))):
            found = filed.check.find(read, read.windows[filed.part])
            if found is not None:
                few = _few(found)
                matches += [
                    Match(asking.matched, few)
                    for asking in filed.rules
                    if (free and not asking.picky) or not objections(asking.rule, read, self._ids_for)
                ]
        return tuple(matches)

    def _file(self, key: _Key, rule: Rule) -> _Filed:
        check = check_of(rule, self._ids_for)
        filed = self._filed[key] = _Filed(check, rule.part)
        self._postings.add(filed, check.required())
        self._want(filed, 1)
        return filed

    def _want(self, filed: _Filed, by: int) -> None:
        # Also what the query excludes: it must be seen to be excluded.
        for term in filed.check.terms():
            if not term.startswith(PREFIX_MARK):
                self._terms.count(term, by)
                continue
            beginning = term.removeprefix(PREFIX_MARK)
            self._lengths.count(len(beginning), by)
            for length in range(1, len(beginning)):
                self._openings.count(beginning[:length], by)

    def _marks_of(self, read: Page) -> Iterator[str]:
        for key in read.entities:
            yield ENTITY_MARK + key
        for length in self._lengths.members:
            for beginning in read.beginning(length):
                yield PREFIX_MARK + beginning


def _digest(said: Original) -> str:
    words = f"{said.title or ''}\0{said.body or ''}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(words, digest_size=8).hexdigest()


def check_of(rule: Rule, ids_for: IdsFor = shipped_ids) -> Check:
    """Prepare the query of `rule`.

    Raises:
        RuleRefused: it means nothing; the refusal says why and at which character.
    """
    try:
        return prepare(parse(rule.query), ids_for, variants=rule.variants)
    except QueryError as error:
        raise RuleRefused("query", error.message, rule=rule.name, position=error.position) from error


def _others(filed: _Filed, rule_id: str) -> list[_Asking]:
    return [asking for asking in filed.rules if asking.rule.id != rule_id]


def _asking(rule: Rule) -> _Asking:
    matched = MatchedRule(
        id=rule.id,
        name=rule.name,
        deliver=rule.deliver,
        owner=rule.owner,
        repeat=rule.repeat,
        spike=rule.spike,
        early=rule.embargoed,
    )
    filters = (rule.sources, rule.languages, rule.entities, rule.urgency, rule.statuses != (Status.USABLE,))
    return _Asking(rule, matched, any(filters))


def _few(found: Found) -> Found:
    """Keep as many places of each leaf as are ever shown."""
    for _, hits in found:
        if len(hits) > MAX_SPANS:
            return tuple((term, hits[:MAX_SPANS]) for term, hits in found)
    return found


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
