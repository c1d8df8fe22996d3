"""Decides what is told of one story: once to each rule, and every correction, hold and kill to those who were told.

    remembered story + sighting (+ spikes) ─► decide ─► alerts to send + story to remember

Nothing here has a clock or a topic. Deciding the same sighting twice on the same story gives the same alerts under the
same ids, and deciding it on the story that came out gives none: so a worker may be killed at any moment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from types import MappingProxyType

from pydantic import TypeAdapter

from alerts.alert import Alert, AlertKind, alert_id
from alerts.places import Displayed, sentence_of, spans_of
from alerts.rule import Repeat
from alerts.sighting import Match, MatchedRule, Sighting
from alerts.spike import Level
from ingest.article import Moment, Status
from processors.stories.state import Standing, gives_way

NO_SPIKES: Mapping[str, Level] = MappingProxyType({})

_FOLLOWED = {Status.CANCELED: AlertKind.KILL, Status.WITHHELD: AlertKind.HOLD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The newest version of one article of the story."""

    version: int
    status: Status
    arrived_at: Moment | None = None
    noted_by: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What one rule was told of the story: the first alert, to whom it went, and by which articles and sources.

    `title` is what it was told under and `url` its link, `versions` holds the newest version of each article that
    fired the rule.
    """

    alert_id: str
    rule_name: str
    deliver: tuple[str, ...] = ()
    owner: str | None = None
    title: str | None = None
    url: str | None = None
    versions: dict[str, int] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One remembered story: its articles, the rules it fired, and when it last changed (`touched_at`)."""

    id: str
    touched_at: Moment
    articles: dict[str, Seen] = field(default_factory=dict)
    fired: dict[str, Fired] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, for the state topic."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Story":
        """Decode what `to_bytes` wrote. Raises pydantic.ValidationError on anything else."""
        return _ADAPTER.validate_json(data)


_ADAPTER = TypeAdapter(Story)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Alerts to send now, and the story as it is to be remembered (null: nothing fired, nothing to remember)."""

    alerts: tuple[Alert, ...] = ()
    story: Story | None = None


def decide(story: Story | None, sighting: Sighting, spikes: Mapping[str, Level] = NO_SPIKES) -> Decision:
    """Decide what `sighting` makes known, given what was told of its story before.

    `spikes` holds, by the id of a rule, that its matches of the last hour became many with this one.
    """
    if is_old(story, sighting):
        return Decision(story=story)
    known = story.articles.get(sighting.article_id) if story else None
    told = _Told(sighting, story.id if story else sighting.story_id, sighting.displayed)
    follow_ups = tuple(_follow_ups(story, known, told)) if story else ()
    followed = {alert.rule_id for alert in follow_ups}
    fresh = [m for m in sighting.matches if m.rule.id not in followed and _fires(story, m.rule, sighting)]
    alerts = [_build(AlertKind.MATCH, _identity(told.story_id, m.rule, sighting), m, told) for m in fresh]
    alerts += [_spike(match, spikes[match.rule.id], told) for match in sighting.matches if match.rule.id in spikes]
    return Decision(alerts=(*follow_ups, *alerts), story=_remember(story, sighting, alerts))


def is_old(story: Story | None, sighting: Sighting) -> bool:
    """Tell whether `sighting` makes nothing known: it is older than what was seen of its article, or that was killed.

    A kill itself counts whenever it arrives.
    """
    known = story.articles.get(sighting.article_id) if story else None
    return known is not None and _is_before(known, sighting)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told: a sighting, of which story, and its text as it is shown."""

    sighting: Sighting
    story_id: str
    displayed: Displayed


def _is_before(known: Seen, sighting: Sighting) -> bool:
    if known.status is Status.CANCELED:
        return True
    old, new = (
        Standing(version=each.version, status=each.status, received_at=at, noted_by=each.noted_by)
        for each, at in ((known, known.arrived_at or sighting.arrived_at), (sighting, sighting.arrived_at))
    )
    return not gives_way(old, new, same_words=known.words == sighting.words)


def _fires(story: Story | None, rule: MatchedRule, sighting: Sighting) -> bool:
    if rule.spike is not None and rule.spike.only:
        return False
    fired = story.fired.get(rule.id) if story else None
    if fired is None:
        return True
    if rule.repeat is Repeat.VERSION:
        return sighting.version > fired.versions.get(sighting.article_id, sighting.version)
    return rule.repeat is Repeat.SOURCE and sighting.source not in fired.sources


def _version_key(sighting: Sighting) -> str:
    return f"{sighting.article_id}/{sighting.version}"


def _follow_ups(story: Story, known: Seen | None, told: _Told) -> Iterator[Alert]:
    sighting = told.sighting
    kind = _follow_kind(known, sighting)
    if kind is None:
        return
    found = {match.rule.id: match.found for match in sighting.matches}
    for rule_id, fired in story.fired.items():
        rule = MatchedRule(id=rule_id, name=fired.rule_name, deliver=fired.deliver, owner=fired.owner)
        identity = alert_id(kind, rule_id, story.id, _version_key(sighting))
        alert = _build(kind, identity, Match(rule, found.get(rule_id, ())), told)
        title = sighting.title or fired.title or sighting.opening
        yield replace(alert, title=title, url=sighting.url or fired.url, follows=fired.alert_id)


def _follow_kind(known: Seen | None, sighting: Sighting) -> AlertKind | None:
    before = known.status if known else Status.USABLE
    if sighting.status is not before:
        return _FOLLOWED.get(sighting.status, AlertKind.RELEASE)
    newer = known is None or sighting.version > known.version
    return AlertKind.CORRECTION if sighting.correction and newer and sighting.status is Status.USABLE else None


def _identity(story_id: str, rule: MatchedRule, sighting: Sighting) -> str:
    again = {Repeat.ONCE: (), Repeat.VERSION: (_version_key(sighting),), Repeat.SOURCE: (sighting.source,)}
    return alert_id(AlertKind.MATCH, rule.id, story_id, *again[rule.repeat])


def _build(kind: AlertKind, identity: str, match: Match, told: _Told) -> Alert:
    rule, sighting = match.rule, told.sighting
    spans = spans_of(match.found, told.displayed)
    return Alert(
        id=identity,
        kind=kind,
        rule_id=rule.id,
        rule_name=rule.name,
        deliver=rule.deliver,
        owner=rule.owner,
        article_id=sighting.article_id,
        story_id=told.story_id,
        version=sighting.version,
        source=sighting.source,
        status=sighting.status,
        language=sighting.language,
        urgency=sighting.urgency,
        title=sighting.headline,
        url=sighting.url,
        published_at=sighting.published_at,
        arrived_at=sighting.arrived_at,
        matched_at=sighting.matched_at,
        sentence=sentence_of(spans, told.displayed),
        spans=spans,
    )


def _spike(match: Match, level: Level, told: _Told) -> Alert:
    """Tell a spike by the article that made it one."""
    hour = f"{told.sighting.arrived_at.astimezone(UTC):%Y-%m-%dT%H}"
    alert = _build(AlertKind.SPIKE, alert_id(AlertKind.SPIKE, match.rule.id, hour), match, told)
    return replace(alert, note=f"{level.now} خبر در یک ساعت؛ معمول {level.normal:g}")


def _remember(story: Story | None, sighting: Sighting, fresh: list[Alert]) -> Story | None:
    if story is None and not fresh and sighting.status is Status.USABLE:
        return None  # a kill or hold is remembered, lest an older take that comes late fires
    before = story or Story(id=sighting.story_id, touched_at=sighting.matched_at)
    seen = Seen(
        version=sighting.version,
        status=sighting.status,
        arrived_at=sighting.arrived_at,
        noted_by=sighting.noted_by,
        words=sighting.words,
    )
    known = before.articles.get(sighting.article_id)
    if not fresh and known is not None and replace(known, arrived_at=seen.arrived_at) == seen:
        return before  # a redelivery: what counts is when it came first
    fired = dict(before.fired)
    for alert in fresh:
        fired[alert.rule_id] = _fired(fired.get(alert.rule_id), alert, sighting)
    return replace(
        before,
        touched_at=sighting.matched_at,
        articles={**before.articles, sighting.article_id: seen},
        fired=fired,
    )


def _fired(before: Fired | None, alert: Alert, sighting: Sighting) -> Fired:
    return Fired(
        alert_id=before.alert_id if before else alert.id,
        rule_name=alert.rule_name,
        deliver=tuple(dict.fromkeys((*(before.deliver if before else ()), *alert.deliver))),
        owner=alert.owner,
        title=sighting.headline,
        url=sighting.url or (before.url if before else None),
        versions={**(before.versions if before else {}), sighting.article_id: sighting.version},
        sources=(before.sources if before else frozenset()) | {sighting.source},
    )
