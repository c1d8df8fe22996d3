"""A desk of lists: what the pages ask for, without any engine. And an article of which every field is hostile."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp.test_utils import TestClient, TestServer

from alerts.alert import Alert
from alerts.rule import Rule
from index.search import Hit, Marked, Results, Search
from ingest.reader import KafkaUnreachable
from ingest.rejection import Rejection, RejectReason
from peyk.standing import Check
from peyk.web.access import Access
from peyk.web.desk import Desk, Stage
from peyk.web.found import Bar, Found, SourceFacts
from peyk.web.server import application
from peyk.web.steps import days_ahead
from processors.query import parse
from processors.stories.trace import Evidence
from processors.tagged_article import TaggedArticle

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e\u2066\x07\x00\u200b{{ 7*7 }}&#60;"
_HOUR = timedelta(hours=1)
_BARS = (Bar(NOW, NOW + _HOUR, 3), Bar(NOW + _HOUR, NOW + 2 * _HOUR, 1))
_ABOUT = tuple((day, 2) for day in days_ahead(NOW, ZoneInfo("Asia/Kabul")))
EDITOR, READER = "e" * 20, "r" * 20


def document(**fields: Any) -> dict[str, Any]:
    """Make a search document."""
    made: dict[str, Any] = {
        "id": "a-1",
        "source": "pamir",
        "title": "آتش\u200cبس در کابل",
        "body": "دونالد ترمپ روز سه\u200cشنبه سخن گفت.",
        "original": {"title": "آتشبس در کابل", "body": "دونالد ترمپ روز سهشنبه سخن گفت."},
        "repairs": [
            {"name": "compound", "from": "آتشبس", "to": "آتش\u200cبس", "field": "title", "start": 0, "end": 6},
            {"name": "compound", "from": "سهشنبه", "to": "سه\u200cشنبه", "field": "body", "start": 16, "end": 23},
        ],
        "entities": [
            {"text": "دونالد ترمپ", "type": "person", "id": "Q22686", "name": "دونالد ترامپ", "name_en": "Donald Trump",
             "field": "body", "start": 0, "end": 11},
        ],
        "dates": [
            {"text": "روز سه\u200cشنبه", "kind": "day", "from": "2026-11-24", "to": "2026-11-24",
             "calendar": "relative", "field": "body", "start": 12, "end": 23},
        ],
        "status": "usable",
        "language": "prs",
        "version": 1,
        "story_id": "s-1",
        "published_at": NOW.isoformat(),
        "received_at": NOW.isoformat(),
    }  # fmt: skip
    return made | fields


def hostile() -> dict[str, Any]:
    """Make a document of which every text is an attack."""
    span = {"field": "body", "start": 0, "end": 8}
    return document(
        id=EVIL,
        source=EVIL,
        title=EVIL,
        body=EVIL,
        original={"title": EVIL, "body": EVIL},
        repairs=[{"name": EVIL, "from": EVIL, "to": EVIL[:8], **span}],
        entities=[{"text": EVIL[:8], "type": "person", "id": EVIL, "name": EVIL, "name_en": EVIL, **span}],
        dates=[
            {
                "text": EVIL[8:16],
                "kind": EVIL,
                "from": EVIL,
                "to": EVIL,
                "conflict": EVIL,
                **span,
                "start": 8,
                "end": 16,
            }
        ],
        url="javascript:alert(3)",
        language=EVIL,
        status=EVIL,
        story_id=EVIL,
    )


def hit_of(made: Mapping[str, Any]) -> Hit:
    """Show a document as search would."""
    return Hit(
        id=made["id"],
        source=made["source"],
        title=Marked(made["title"], ((0, 3),)),
        fragments=(Marked(made["body"], ((2, 5),)),),
        published_at=made["published_at"],
        received_at=made["received_at"],
        language=made["language"],
        status="usable",
        story_id=made["story_id"],
        url=made.get("url"),
        urgency=1,
        score=None,
    )


@dataclass
class ListArchive:
    """An Archive of lists."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    letters: list[Rejection] = field(default_factory=list)
    asked: list[Search] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)

    async def find(self, asked: Search) -> Found:
        self.asked.append(asked)
        if asked.query:
            parse(asked.query)
        hits = tuple(map(hit_of, self.documents))
        facets = {"source": tuple((each["source"], 1) for each in self.documents)}
        stories = {each["story_id"]: tuple(dict.fromkeys(("pamir", each["source"]))) for each in self.documents}
        results = Results(total=len(hits), hits=hits, facets=facets, took=1)
        return Found(results=results, stories=len(hits), bars=_BARS, about=_ABOUT, sources=stories)

    async def takes(self, article_id: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(each for each in self.documents if each["id"] == article_id)

    async def story(self, story_id: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(each for each in self.documents if each["story_id"] == story_id)

    async def notes(self, takes: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(note for note in self.noted if any(note["about"] == take["id"] for take in takes))

    async def alerts(
        self, *, rule: str | None = None, article: str | None = None, before: str | None = None
    ) -> tuple[Mapping[str, Any], ...]:
        del article, before
        return tuple(each for each in self.told if rule in {None, each["rule_id"]})

    async def sources(self) -> tuple[SourceFacts, ...]:
        return tuple(
            SourceFacts(name=each["source"], total=3, day=2, hour=1, last_at=NOW, published_at=NOW, indexed_at=NOW,
                        title=each["title"])
            for each in self.documents
        )  # fmt: skip

    async def rejections(
        self, *, filters: Mapping[str, str], before: str | None = None, ids: Sequence[str] = ()
    ) -> tuple[Rejection, ...]:
        del before
        fits = (each for each in self.letters if all(getattr(each, name) == value for name, value in filters.items()))
        return tuple(each for each in fits if not ids or each.id in ids)

    async def candidates(self, rule: Rule, days: int) -> tuple[tuple[TaggedArticle, ...], int]:
        del rule, days
        return (), 0

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        return {"news-rejected.reason": {"malformed": 2}}


@dataclass
class ListRules:
    """Rules in a list."""

    rules: list[Rule] = field(default_factory=list)

    def current(self) -> Sequence[Rule]:
        return self.rules

    async def change(self, *, put: Sequence[Rule] = (), remove: Sequence[Rule] = ()) -> None:
        gone = {rule.id for rule in (*put, *remove)}
        self.rules = [*(rule for rule in self.rules if rule.id not in gone), *put]


@dataclass
class SetStanding:
    """A house that stands as it is told to."""

    good: bool = True

    async def stages(self) -> Sequence[Stage]:
        if not self.good:
            raise KafkaUnreachable("Kafka is away")
        return (Stage(group="peyk-index", topic="news.tagged", lag=7, end=100, rate=2.5),)

    async def checks(self) -> Sequence[Check]:
        return (Check("kafka", self.good, "at localhost:1"),)


@dataclass
class SetLive:
    """Alerts that come as they are listed."""

    alerts: list[Alert] = field(default_factory=list)

    async def listen(self) -> AsyncGenerator[Alert | None]:
        for alert in self.alerts:
            yield alert


def letter(**fields: Any) -> Rejection:
    """Make a dead letter."""
    made: dict[str, Any] = {
        "id": "l-1", "stage": "index", "reason": RejectReason.MAPPING, "error": "no", "rejected_at": NOW,
        "original": "{}", "topic": "news.tagged",
    }  # fmt: skip
    return Rejection(**(made | fields))


def desk(archive: ListArchive | None = None, **parts: Any) -> Desk:
    """Make a desk."""

    async def send(letters: Sequence[Rejection]) -> tuple[int, tuple[str, ...]]:
        return len(letters), ()

    async def evidence(name: str) -> Evidence:
        return Evidence(article_id=name, rejections=tuple((archive or ListArchive()).letters))

    made: dict[str, Any] = {
        "archive": archive or ListArchive(), "rules": ListRules(), "standing": SetStanding(), "live": SetLive(),
        "retry": send, "evidence": evidence, "definitions": tuple, "states": tuple, "zone": ZoneInfo("Asia/Kabul"),
        "deliveries": ("desk",),
    }  # fmt: skip
    return Desk(**(made | parts))


@asynccontextmanager
async def browsing(
    of: Desk | None = None, access: Access | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[TestClient[Any, Any]]:
    """Serve the pages of a desk, and give a client that follows no redirects by itself."""
    client = TestClient(TestServer(application(of or desk(), access or Access(), host)))
    await client.start_server()
    try:
        yield client
    finally:
        await client.close()
