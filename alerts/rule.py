"""The Rule record of topic news.rules: what a desk wants to be told of, and how. One rule, one message, one key."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from ingest.article import Moment, Status

RULES_TOPIC = "news.rules"

MAX_QUERY = 4_000
"""Longest query in characters that is looked at; its parser allows fewer, and says so."""


class RuleRefused(ValueError):  # noqa: N818 - it names an outcome, not a fault of the program
    """A rule cannot be used, and is never used in part.

    Attributes:
        field: the field that is wrong.
        position: where in that field, in characters from 0, null when the whole field is meant.
    """

    def __init__(self, field: str, problem: str, *, rule: str | None = None, position: int | None = None) -> None:
        place = field if position is None else f"{field}, character {position + 1}"
        super().__init__(f"rule {rule or '(no name)'}: {place}: {problem}")
        self.field = field
        self.problem = problem
        self.position = position


class Watch(StrEnum):
    """What a rule waits for: words in an article, or a source that falls silent."""

    WORDS = "words"
    SILENCE = "silence"


class Part(StrEnum):
    """Where in the article the query must be found. The lead is the first paragraph of the body."""

    ANYWHERE = "anywhere"
    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"


class Repeat(StrEnum):
    """When one story fires the same rule again."""

    ONCE = "once"
    VERSION = "every version"
    SOURCE = "every source"


class Digest(StrEnum):
    """How alerts are bundled on their way out."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else (value or ())


@cache
def _zones() -> frozenset[str]:
    # Looks through the files of all zones, which takes ten milliseconds: too long for each of many rules.
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"{name!r} is no time zone; write one such as Asia/Kabul or Asia/Tehran")
    return name


def _clock(value: Any) -> Any:
    # YAML reads an unquoted 22:00 as the number 1320, and a number would pass for seconds.
    if isinstance(value, int | float):
        raise ValueError('a time of day is text such as "22:00", in quotes')  # noqa: TRY004 - pydantic wants ValueError
    return value


ClockTime = Annotated[time, BeforeValidator(_clock)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,80}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Fire when the matches of the last hour are far above what is normal for this hour of the day.

    `sensitivity` is in robust standard deviations above the median, `at_least` in articles an hour; `only` leaves
    out the alert for each single story. alerts/spike.py states the statistic.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    sensitivity: Annotated[float, Field(gt=0, le=100)] = 6.0
    at_least: Annotated[int, Field(ge=2, le=1_000)] = 5
    only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """At most `alerts` messages in `minutes`; what is over that arrives together, when the time is up."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    alerts: Annotated[int, Field(ge=1)]
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From `start` to `until`, in the rule's own time zone, nothing is delivered; what waited arrives together after.

    A span over midnight is written with the later time first (22:00 to 06:00).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    start: ClockTime
    until: ClockTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to match, which articles to look at, and whom to tell. Field names are the contract of news.rules.

    An empty filter lets everything through; several values in one filter mean any of them. `urgency` lets through
    what is at least that urgent (1 is the most urgent). `statuses` and `embargoed` are how a rule asks for stories that
    are not free to publish. `variants` finds Dari words by their Iranian forms and the other way round. `deliver`
    holds names of deliveries in peyk.toml, never addresses or secrets. A `mute_until` without a zone is UTC.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: RuleId
    name: Text
    query: Annotated[str, Field(max_length=MAX_QUERY)] = ""
    watch: Watch = Watch.WORDS
    sources: Names = ()
    languages: Names = ()
    entities: Names = ()
    urgency: Annotated[int, Field(ge=1, le=9)] | None = None
    statuses: Annotated[tuple[Status, ...], BeforeValidator(_names)] = (Status.USABLE,)
    embargoed: bool = False
    part: Part = Part.ANYWHERE
    variants: bool = True
    deliver: Names = ()
    digest: Digest = Digest.IMMEDIATE
    digest_at: ClockTime = time(7)
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Tehran"
    quiet_hours: QuietHours | None = None
    mute_until: Moment | None = None
    throttle: Throttle | None = None
    repeat: Repeat = Repeat.ONCE
    spike: Spike | None = None
    owner: str | None = None
    enabled: bool = True

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone in which digests and quiet hours of this rule are meant."""
        return ZoneInfo(self.zone)

    def muted(self, now: datetime) -> bool:
        """Tell whether the rule is muted at `now`."""
        return self.mute_until is not None and now < self.mute_until

    def to_bytes(self) -> bytes:
        """Encode as UTF-8 JSON, the value of a message on news.rules."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_bytes(data: bytes) -> "Rule":
        """Decode the value of a message on news.rules.

        Raises:
            RuleRefused: the bytes are not JSON, or a field breaks the contract. The query is not parsed here.
        """
        try:
            return _sound(_ADAPTER.validate_json(data))
        except ValidationError as error:
            raise _refused(error, None) from error


_ADAPTER = TypeAdapter(Rule)


def rule_from_mapping(record: Mapping[str, Any], *, zone: str | None = None) -> Rule:
    """Build a Rule from a decoded mapping, as people write it. Without an `id`, the name gives one that stays.

    `zone` is the newsroom's time zone, for a rule that names none.

    Raises:
        RuleRefused: a field is unknown, missing or cannot be used.
    """
    known = {key: value for key, value in record.items() if value is not None}
    name = known.get("name")
    if not isinstance(name, str) or not name.strip():
        raise RuleRefused("name", "is missing; give the rule a name that the desk will know it by")
    known.setdefault("id", rule_id(name))
    if zone is not None:
        known.setdefault("zone", zone)
    try:
        return _sound(_ADAPTER.validate_python(known))
    except ValidationError as error:
        raise _refused(error, name) from error


def rule_as_mapping(rule: Rule) -> dict[str, Any]:
    """Give `rule` as plain JSON values, without what is at its default: what people read and edit."""
    values: dict[str, Any] = _ADAPTER.dump_python(rule, mode="json", exclude_defaults=True)
    return values


def rule_id(name: str) -> str:
    """Derive the id of a rule from its name; the same name always gives the same id.

    >>> rule_id("Ceasefire") == rule_id(" Ceasefire ")
    True
    """
    return "r-" + hashlib.blake2b(name.strip().encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _sound(rule: Rule) -> Rule:
    if rule.watch is Watch.WORDS and not rule.query.strip():
        raise RuleRefused("query", "is empty; write the words to look for", rule=rule.name)
    if rule.watch is Watch.SILENCE and rule.query.strip():
        raise RuleRefused("query", "must be empty where watch is silence; name the sources instead", rule=rule.name)
    if not rule.statuses:
        raise RuleRefused("statuses", "is empty, so nothing could ever match; leave it out", rule=rule.name)
    return rule


def _refused(error: ValidationError, rule: str | None) -> RuleRefused:
    problem = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(map(str, problem["loc"])) or "record"
    told = "is no field of a rule" if problem["type"] == "unexpected_keyword_argument" else problem["msg"]
    return RuleRefused(field, told, rule=rule)
