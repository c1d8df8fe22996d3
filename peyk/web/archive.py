"""Asks Elasticsearch what the pages show: searches, articles with their takes, alerts, sources, dead letters."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson

from alerts.rule import Rule
from index.elastic import Elastic
from index.notes import notes_on
from index.search import IdsFor, Query, Search, build, compiled, read
from index.templates import ALERTS_INDEX, ATTEMPTS_INDEX, NEWS_ALIAS, REJECTED_INDEX, TAKES_INDEX
from ingest.rejection import Rejection
from peyk.web import found
from peyk.web.found import Bars, Found, SourceFacts, Span
from processors.query import parse
from processors.tagged_article import TaggedArticle

type Document = Mapping[str, Any]

MOST_TAKES = 50
MOST_OF_STORY = 30
MOST_CANDIDATES = 1000


class Archive(Protocol):
    """What the pages need to know of articles and what became of them. Every method may raise DownstreamUnavailable."""

    async def find(self, asked: Search) -> Found:
        """Answer a search; QueryError where the query means nothing."""

    async def takes(self, article_id: str) -> tuple[Document, ...]:
        """Give all takes of an article, newest first: the first one stands in search."""

    async def story(self, story_id: str) -> tuple[Document, ...]:
        """Give the articles of a story, newest first, without what was made of their texts."""

    async def notes(self, takes: Sequence[Document]) -> tuple[Document, ...]:
        """Give the notes to the desks (corrections, holds, kills) that mean one of these takes, oldest first."""

    async def alerts(
        self, *, rule: str | None = None, article: str | None = None, before: str | None = None
    ) -> tuple[Document, ...]:
        """Give alerts, newest first."""

    async def sources(self) -> tuple[SourceFacts, ...]:
        """Tell what came from each source."""

    async def rejections(
        self, *, filters: Mapping[str, str], before: str | None = None, ids: Sequence[str] = ()
    ) -> tuple[Rejection, ...]:
        """Give dead letters, newest first."""

    async def candidates(self, rule: Rule, days: int) -> tuple[tuple[TaggedArticle, ...], int]:
        """Give articles of the last days that a rule may match, and how many articles there were."""

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Count alerts by rule, attempts by outcome, dead letters by reason and by stage, articles by language."""


class ElasticArchive:
    """The Archive that asks Elasticsearch. `ids_for` gives the identities that a name may mean."""

    def __init__(self, elastic: Elastic, ids_for: IdsFor) -> None:
        self._elastic = elastic
        self._ids_for = ids_for

    async def find(self, asked: Search) -> Found:
        """See Archive."""
        now, zone = datetime.now(UTC), ZoneInfo(asked.time_zone)
        body = build(asked, now, self._ids_for)
        if not asked.facets:
            return Found(results=read(await self._elastic.search(body)))
        answer = await self._elastic.search(found.with_extent(body, now, zone))
        # The words stand once more in a filter: bars count what was found, names of sources do not depend on it.
        beside = await self._elastic.search(found.around(body["query"], answer, now, zone))
        return Found(
            results=read(answer),
            stories=found.read_stories(answer),
            bars=await self._closer(body["query"], found.read_bars(beside), found.extent(answer, now), zone),
            about=found.read_about(answer, now, zone),
            sources=found.read_sources(beside),
        )

    async def _closer(self, query: Query, bars: Bars, span: Span | None, zone: ZoneInfo) -> Bars:
        """Leave out the long empty time before nearly all that was found; from years to months, from months to days."""
        for _ in range(2):
            if (start := found.closer(bars)) is None or span is None:
                break
            asked = found.over(query, (start, span[1]), zone)
            bars = found.read_bars(await self._elastic.search(asked))
        return bars

    async def takes(self, article_id: str) -> tuple[Document, ...]:
        """See Archive."""
        by_id = {"bool": {"filter": [{"term": {"id": article_id}}]}}
        sort = [{"version": "desc"}, {"received_at": "desc"}]
        standing = found.documents(await self._elastic.search({"query": by_id, "size": 1, "sort": sort}))
        earlier = await self._elastic.search({"query": by_id, "size": MOST_TAKES, "sort": sort}, index=TAKES_INDEX)
        return (*standing, *found.documents(earlier))

    async def story(self, story_id: str) -> tuple[Document, ...]:
        """See Archive."""
        heavy = {"excludes": ["body", "raw", "entities", "dates", "repairs"]}
        body = found.newest_first("received_at", [{"term": {"story_id": story_id}}], limit=MOST_OF_STORY)
        return found.documents(await self._elastic.search({**body, "_source": heavy}, index=NEWS_ALIAS))

    async def notes(self, takes: Sequence[Document]) -> tuple[Document, ...]:
        """See Archive."""
        return await notes_on(takes, self._elastic)

    async def alerts(
        self, *, rule: str | None = None, article: str | None = None, before: str | None = None
    ) -> tuple[Document, ...]:
        """See Archive."""
        chosen = {"rule_id": rule, "article_id": article}
        filters = [{"term": {name: value}} for name, value in chosen.items() if value]
        # What an attempt wrote before its alert was copied says nothing else yet.
        whole = {"exists": {"field": "matched_at"}}
        body = found.newest_first("matched_at", [*filters, whole], limit=50, before=before)
        return found.documents(await self._elastic.search(body, index=ALERTS_INDEX))

    async def sources(self) -> tuple[SourceFacts, ...]:
        """See Archive."""
        return found.read_facts(await self._elastic.search(found.of_sources(datetime.now(UTC))))

    async def rejections(
        self, *, filters: Mapping[str, str], before: str | None = None, ids: Sequence[str] = ()
    ) -> tuple[Rejection, ...]:
        """See Archive."""
        chosen = [{"term": {name: value}} for name, value in filters.items()]
        named = [{"terms": {"id": list(ids)}}] if ids else []
        body = found.newest_first("rejected_at", [*chosen, *named], limit=100, before=before)
        letters = found.documents(await self._elastic.search(body, index=REJECTED_INDEX))
        return tuple(Rejection.from_bytes(orjson.dumps(letter)) for letter in letters)

    async def candidates(self, rule: Rule, days: int) -> tuple[tuple[TaggedArticle, ...], int]:
        """See Archive."""
        since = {"range": {"received_at": {"gte": (datetime.now(UTC) - timedelta(days=days)).isoformat()}}}
        asked = compiled(parse(rule.query), self._ids_for)
        body = {
            "size": MOST_CANDIDATES,
            "query": {"bool": {"filter": [since, asked]}},
            "sort": [{"received_at": "desc"}],
            "_source": {"excludes": ["raw"]},
        }
        hits = found.documents(await self._elastic.search(body))
        everything = await self._elastic.search({"size": 0, "track_total_hits": True, "query": since})
        articles = tuple(TaggedArticle.from_bytes(orjson.dumps(hit)) for hit in hits)
        return articles, everything["hits"]["total"]["value"]

    async def counts(self) -> Mapping[str, Mapping[str, int]]:
        """See Archive."""
        asked = {
            ALERTS_INDEX: ("rule_name", "kind"),
            ATTEMPTS_INDEX: ("outcome", "target"),
            REJECTED_INDEX: ("reason", "stage"),
            NEWS_ALIAS: ("language", "status"),
        }
        answers: dict[str, Mapping[str, int]] = {}
        for index, fields in asked.items():
            counts = found.read_counts(await self._elastic.search(found.counted(fields), index=index))
            answers |= {f"{index}.{field}": counts.get(field, {}) for field in fields}
        return answers
