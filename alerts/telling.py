"""From sightings to alerts: what is to be told now, and what is to be remembered for it. Pure, and safe to do again.

sightings (one batch, in order) ─► tell ─┬► alerts        written first
clock ────────────────────────► tick ────┴► changes       written when the alerts are safe
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.alert import Alert, AlertKind, alert_id
from alerts.memory import Changes, Memory
from alerts.rhythm import Rhythm, Silence, alarm, heard
from alerts.rule import Rule
from alerts.sighting import Match, Sighting
from alerts.spike import Counts, Level, count, judge
from alerts.story import Story, decide, is_old
from ingest.article import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the newsroom is: its time zone, and the country whose holidays it keeps (IR, AF)."""

    zone: ZoneInfo
    country: str


@dataclass(slots=True)
class Telling:
    """What came of one batch: alerts to send, then changes to write."""

    alerts: list[Alert] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    story_of: dict[str, str] = field(default_factory=dict)


def tell(memory: Memory, sightings: Iterable[Sighting], place: Place) -> Telling:
    """Decide a batch of sightings, in their order. `memory` is read and not changed."""
    telling = Telling()
    for sighting in sightings:
        _hear(memory, telling, sighting, place)
        _decide(memory, telling, _without_embargoed(telling, memory, sighting), sighting.arrived_at)
    return telling


def tick(memory: Memory, silence_rules: Sequence[Rule], now: datetime, place: Place) -> Telling:
    """Decide what only time makes due: embargoes that ended, sources that fell silent, stories to forget."""
    telling = Telling()
    for article_id, sighting in memory.embargoed.items():
        if sighting.embargoed_until is None or sighting.embargoed_until <= now:
            telling.changes[f"embargo/{article_id}"] = None
            _decide(memory, telling, replace(sighting, embargoed_until=None), now)
    if silence_rules:
        for rhythm in memory.rhythms.values():
            _listen(telling, rhythm, silence_rules, now, place)
    for story_id in memory.expired(now):
        telling.changes.setdefault(f"story/{story_id}", None)
    return telling


def _decide(memory: Memory, telling: Telling, sighting: Sighting, at: datetime) -> None:
    story_id = _story_id(memory, telling, sighting)
    key = f"story/{story_id}"
    remembered = telling.changes[key] if key in telling.changes else memory.stories.get(story_id)
    story = remembered if isinstance(remembered, Story) else None
    spikes = {} if is_old(story, sighting) else _count(memory, telling, sighting, at)
    decision = decide(story, sighting, spikes)
    telling.alerts.extend(decision.alerts)
    if decision.story is not None and decision.story is not story:
        telling.changes[key] = decision.story
        telling.story_of[sighting.article_id] = story_id


def _story_id(memory: Memory, telling: Telling, sighting: Sighting) -> str:
    # An article stays in the story in which it was first told, whatever its later versions look like.
    found = telling.story_of.get(sighting.article_id) or memory.story_of.get(sighting.article_id)
    return found or sighting.story_id


def _without_embargoed(telling: Telling, memory: Memory, sighting: Sighting) -> Sighting:
    """Keep back the matches that must wait for the embargo; a newer version replaces what waits."""
    key = f"embargo/{sighting.article_id}"
    waiting = telling.changes.get(key, memory.embargoed.get(sighting.article_id))
    killed = sighting.status is Status.CANCELED
    newest = killed or not isinstance(waiting, Sighting) or sighting.version >= waiting.version
    embargoed = sighting.embargoed_until is not None and sighting.embargoed_until > sighting.matched_at
    later = tuple(match for match in sighting.matches if not match.rule.early) if embargoed else ()
    if newest and later and not killed:
        telling.changes[key] = replace(sighting, matches=(*_of_same_version(waiting, sighting, later), *later))
    elif newest and isinstance(waiting, Sighting):
        telling.changes[key] = None
    return replace(sighting, matches=tuple(m for m in sighting.matches if m not in later)) if later else sighting


def _of_same_version(waiting: object, sighting: Sighting, later: tuple[Match, ...]) -> tuple[Match, ...]:
    # One version may come in several parts, and more than once.
    if not isinstance(waiting, Sighting) or waiting.version != sighting.version:
        return ()
    again = {match.rule.id for match in later}
    return tuple(match for match in waiting.matches if match.rule.id not in again)


def _count(memory: Memory, telling: Telling, sighting: Sighting, at: datetime) -> dict[str, Level]:
    """Count what rules with a spike option match, and give those of which a spike begins `at` this moment."""
    spikes = {}
    for match in sighting.matches:
        rule = match.rule
        if rule.spike is None:
            continue
        key = f"counts/{rule.id}"
        value = telling.changes.get(key, memory.counts.get(rule.id))
        counts = count(value if isinstance(value, Counts) else None, sighting.article_id, at)
        telling.changes[key], level = judge(counts, rule.spike, at)
        if level is not None:
            spikes[rule.id] = level
    return spikes


def _hear(memory: Memory, telling: Telling, sighting: Sighting, place: Place) -> None:
    key = f"rhythm/{sighting.source}"
    value = telling.changes.get(key, memory.rhythms.get(sighting.source))
    rhythm = value if isinstance(value, Rhythm) else None
    telling.changes[key] = heard(rhythm, sighting.source, sighting.arrived_at, place.zone, place.country)


def _listen(telling: Telling, rhythm: Rhythm, rules: Sequence[Rule], now: datetime, place: Place) -> None:
    remembered, silence = alarm(rhythm, now, place.zone, place.country)
    if silence is None:
        return
    wanted = [rule for rule in rules if not rule.sources or rhythm.source in rule.sources]
    telling.alerts.extend(_silence_alert(rule, rhythm.source, silence, now) for rule in wanted)
    telling.changes[f"rhythm/{rhythm.source}"] = remembered


def _silence_alert(rule: Rule, source: str, silence: Silence, now: datetime) -> Alert:
    minutes = (now - silence.since).total_seconds() / 60
    return Alert(
        id=alert_id(AlertKind.QUIET_SOURCE, rule.id, source, silence.since.isoformat()),
        kind=AlertKind.QUIET_SOURCE,
        rule_id=rule.id,
        rule_name=rule.name,
        deliver=rule.deliver,
        owner=rule.owner,
        source=source,
        arrived_at=silence.since,
        matched_at=now,
        note=f"{minutes:.0f} دقیقه خاموش؛ در این مدت معمولاً {silence.missing:.0f} خبر می\u200cرسد",
    )
