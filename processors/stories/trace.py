"""Tells what happened to one article, stage by stage, and why it is or is not in search, from the records found of it.

messages, dead letters, the place in a story, the search document, what waits ─► trace ─► steps and one verdict
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ingest.article import ARTICLES_TOPIC, Article, Status
from ingest.rejection import Rejection
from processors.stories.notes import NoteKind
from processors.stories.state import history, precedence, take_id
from processors.stories.taken import Basis, Taken
from processors.tagged_article import TaggedArticle

STAGES = {ARTICLES_TOPIC: "processors", "news.outlined": "stories", "news.tagged": "index"}
"""The stage that reads each topic, in the order an article passes them."""


class Verdict(StrEnum):
    """Why an article is or is not in search: one bounded word."""

    IN_SEARCH = "in-search"
    OLDER_VERSION = "older-version"  # in search, but as an older version than the newest received
    EMBARGOED = "embargoed"
    EXPIRED = "expired"
    WITHHELD = "withheld"
    CANCELED = "canceled"
    CARRIED_OUT = "carried-out"  # a note that killed, held or released its story, and says nothing else
    WAITING = "waiting"  # in a topic, its stage has not come to it yet
    REJECTED = "rejected"
    LET_GO = "let-go"  # its month was deleted for its age
    LOST = "lost"  # a stage is past it, and what should follow is not there: a fault to report
    UNKNOWN = "unknown"  # never received, or longer ago than Kafka and the index keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message with the article, in one of the topics of STAGES.

    `at` is Kafka's time of the message; `waits` says that the stage that reads the topic has not committed it yet.
    """

    topic: str
    place: str
    at: datetime
    article: Article
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOn:
    """A note to the desks that means the article: the note's own id, what it asks, when it came, its headline."""

    article_id: str
    kind: NoteKind
    at: datetime
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was found of one article. `document` is what search holds of it (the words as sent), at `indexed_at`.

    `notes` are those that mean it; `acted_on` names the article on which it was carried out, when it is such a note;
    `month_gone` names its month when search has no index for that any more.
    """

    article_id: str
    messages: tuple[Message, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    taken: tuple[Taken, ...] = ()
    document: Article | None = None
    indexed_at: datetime | None = None
    alerts: Mapping[str, datetime] = field(default_factory=dict)
    notes: tuple[NoteOn, ...] = ()
    acted_on: str | None = None
    month_gone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened: when, at which stage, the outcome in one word, and what there is to say about it."""

    at: datetime
    stage: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps in order of time, and why the article is or is not in search, as a word and as a sentence."""

    steps: tuple[Step, ...]
    verdict: Verdict
    told: str


def trace(evidence: Evidence, now: datetime) -> Trace:
    """Put the evidence in order and judge it, as search stands at `now`."""
    steps = tuple(sorted(_steps(evidence), key=lambda step: step.at))
    verdict, told = _judged(evidence, now)
    return Trace(steps, verdict, told)


def _steps(evidence: Evidence) -> Iterable[Step]:
    for message in evidence.messages:
        reader = STAGES.get(message.topic, message.topic)
        said = f"version {message.article.version_number}, {message.article.status}, {message.place}"
        if message.topic == ARTICLES_TOPIC:
            yield Step(at=message.article.received_at, stage="ingest", outcome="received", detail=said)
        yield Step(at=message.at, stage=reader, outcome="waiting" if message.waits else "read", detail=said)
    for rejection in evidence.rejections:
        detail = f"{rejection.reason}: {rejection.error} (peyk rejected show {rejection.id})"
        yield Step(at=rejection.rejected_at, stage=rejection.stage, outcome="rejected", detail=detail)
    for taken in evidence.taken:
        yield Step(at=taken.at, stage="stories", outcome=taken.basis.name.lower(), detail=_story(taken))
    if evidence.document is not None and evidence.indexed_at is not None:
        said = f"version {evidence.document.version_number}, {evidence.document.status}"
        yield Step(at=evidence.indexed_at, stage="index", outcome="indexed", detail=said)
    for note in evidence.notes:
        yield Step(at=note.at, stage="index", outcome=f"note-{note.kind}", detail=f"{note.article_id}: {note.title}")
    for name, at in evidence.alerts.items():
        yield Step(at=at, stage="alerts", outcome="alerted", detail=name)


def _story(taken: Taken) -> str:
    why = {
        Basis.NEW: "nothing like it came before",
        Basis.SAME: "a new version of it",
        Basis.EXACT: "the same words came before",
        Basis.NEAR: "nearly the same words came before",
        Basis.ANCESTOR: "it continues an article of it",
    }
    return f"story {taken.story_id}: {why[taken.basis]}"


def _judged(evidence: Evidence, now: datetime) -> tuple[Verdict, str]:
    takes = [_as_sent(message.article) for message in evidence.messages]
    newest = history(takes).newest if takes else None
    held = evidence.document
    if held is not None and (newest is None or history((newest, held)).newest is held or _same_take(newest, held)):
        verdict, told = _of_document(held, now)
        if verdict is Verdict.IN_SEARCH and evidence.acted_on:
            return Verdict.CARRIED_OUT, f"it is a note and was carried out on {evidence.acted_on}, whose history has it"
        by = _noted(evidence, verdict)
        return verdict, f"{told}; note {by.article_id} asked for it" if by else told
    verdict, told = _on_the_way(evidence)
    if held is not None and verdict is not Verdict.UNKNOWN:
        return Verdict.OLDER_VERSION, f"search has version {held.version_number}; of the newest: {told}"
    return verdict, told


def _same_take(one: Article, other: Article) -> bool:
    # A redelivery is received later, and no newer take for that.
    return take_id(one) == take_id(_as_sent(other))


def _as_sent(article: Article) -> Article:
    if not isinstance(article, TaggedArticle):
        return article
    return replace(article, title=article.original.title, body=article.original.body)


def _noted(evidence: Evidence, verdict: Verdict) -> NoteOn | None:
    kind = {Verdict.CANCELED: NoteKind.KILL, Verdict.WITHHELD: NoteKind.HOLD}.get(verdict)
    return max((note for note in evidence.notes if note.kind is kind), key=lambda note: note.at, default=None)


def _of_document(held: Article, now: datetime) -> tuple[Verdict, str]:
    if held.status is Status.CANCELED:
        return Verdict.CANCELED, "it was killed: its history is kept, and no later version brings it back"
    if held.status is Status.WITHHELD:
        return Verdict.WITHHELD, "it is held until its source releases it, with a newer version or a note"
    if held.embargoed_until is not None and held.embargoed_until > now:
        return Verdict.EMBARGOED, f"it is under embargo until {held.embargoed_until.isoformat()}"
    if held.expires_at is not None and held.expires_at <= now:
        return Verdict.EXPIRED, f"its source let it expire at {held.expires_at.isoformat()}"
    return Verdict.IN_SEARCH, f"it is in search, in version {held.version_number}"


def _on_the_way(evidence: Evidence) -> tuple[Verdict, str]:
    newest = max(evidence.messages, key=lambda message: (precedence(message.article), message.at), default=None)
    last = max(evidence.rejections, key=lambda rejection: rejection.rejected_at, default=None)
    if last is not None and (newest is None or last.rejected_at >= newest.at):
        return Verdict.REJECTED, f"{last.stage} rejected it, {last.reason}: {last.error}"
    if newest is None:
        return Verdict.UNKNOWN, "nothing is known of it: never received, or longer ago than Peyk keeps"
    reader = STAGES.get(newest.topic, newest.topic)
    if newest.waits:
        return Verdict.WAITING, f"it waits for {reader} at {newest.place} (peyk status tells how long the queue is)"
    if evidence.month_gone is not None:
        return Verdict.LET_GO, f"its month, {evidence.month_gone}, was let go for its age (peyk retain, keep_days)"
    return Verdict.LOST, f"{reader} is past {newest.place}, and nothing follows from it: please report this"
