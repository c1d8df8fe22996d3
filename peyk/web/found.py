"""What the pages read of search, alerts, sources and dead letters: records, and the questions that fill them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from index.search import Query, Results
from peyk.web.steps import Day, days_ahead, edges

MOST_SOURCES: Final = 500


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from `start` on, until `end`."""

    start: datetime
    end: datetime
    count: int


type Bars = tuple[Bar, ...]
type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An answer to a search, with how much talks about each of the days ahead (`about`).

    `stories` counts stories, not articles; `sources` are those that have each story shown.
    """

    results: Results
    stories: int = 0
    bars: Bars = ()
    about: tuple[tuple[Day, int], ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """One source as search knows it: counts, the newest article's title, and moments of its way."""

    name: str
    total: int
    day: int
    hour: int
    last_at: datetime
    published_at: datetime | None
    indexed_at: datetime | None
    title: str


def with_extent(body: Query, now: datetime, zone: ZoneInfo) -> Query:
    """Let a search also tell how many stories there are, when they were published, and of which days they talk."""
    spans = {
        day.key: {"range": {"about": {"gte": str(day.first), "lte": str(day.last), "relation": "intersects"}}}
        for day in days_ahead(now, zone)
    }
    more = {
        "stories": {"cardinality": {"field": "story_id"}},
        "first": {"min": {"field": "dated_at"}},
        "last": {"max": {"field": "dated_at"}},
        "about": {"filters": {"filters": spans}},
    }
    return {**body, "aggs": {**body.get("aggs", {}), **more}}


def read_about(answer: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> tuple[tuple[Day, int], ...]:
    """Read how much talks about each of the days ahead."""
    counts = answer.get("aggregations", {}).get("about", {}).get("buckets", {})
    return tuple((day, counts[day.key]["doc_count"]) for day in days_ahead(now, zone) if day.key in counts)


def read_stories(answer: Mapping[str, Any]) -> int:
    """Read how many stories were found. Elasticsearch estimates it; there are never more than articles."""
    stories = answer.get("aggregations", {}).get("stories", {}).get("value") or 0
    return min(int(stories), int(answer["hits"]["total"]["value"]))


def around(query: Query, answer: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> Query:
    """Ask the second question: who else has the stories shown, and how many articles there are over time.

    `query` is the query of the first, whose `answer` tells the extent.
    """
    stories = [hit["_source"].get("story_id") for hit in answer["hits"]["hits"]]
    span = extent(answer, now)
    aggs: Query = {"bars": _in_bars(query, span, zone)} if span else {}
    shown = [name for name in stories if name]
    by_source = {"terms": {"field": "source", "size": 10}}
    aggs["stories"] = {
        "filter": {"bool": {"filter": [{"terms": {"story_id": shown}}, {"term": {"status": "usable"}}]}},
        "aggs": {
            "stories": {"terms": {"field": "story_id", "size": max(1, len(shown))}, "aggs": {"sources": by_source}}
        },
    }
    return {"size": 0, "query": {"match_all": {}}, "aggs": aggs}


def over(query: Query, span: Span, zone: ZoneInfo) -> Query:
    """Ask for the bars of `span` alone."""
    return {"size": 0, "query": {"match_all": {}}, "aggs": {"bars": _in_bars(query, span, zone)}}


def _in_bars(query: Query, span: Span, zone: ZoneInfo) -> Query:
    # Not date_histogram: it knows no solar months, and begins weeks on Monday.
    steps = [each.isoformat() for each in edges(*span, zone)]
    ranges = [{"from": start, "to": end} for start, end in pairwise(steps)]
    span_of = {"range": {"dated_at": {"gte": steps[0], "lt": steps[-1]}}}
    return {
        "filter": {"bool": {"filter": [query, span_of]}},
        "aggs": {"bars": {"date_range": {"field": "dated_at", "ranges": ranges}}},
    }


def closer(bars: Sequence[Bar]) -> datetime | None:
    """Tell from when on nearly all articles lie, if that is less than a third of the picture; null if it is good.

    A few articles with a date of long ago would else press a month of news into one bar.
    """
    strays = sum(bar.count for bar in bars) * _STRAYS
    before = 0
    for number, bar in enumerate(bars):
        before += bar.count
        if before > strays:
            return bar.start if number > len(bars) * 2 / 3 else None
    return None


_STRAYS = 0.02


def extent(answer: Mapping[str, Any], now: datetime) -> Span | None:
    """Tell from when to when there are dated articles. Null without any."""
    ends = [answer.get("aggregations", {}).get(name, {}).get("value") for name in ("first", "last")]
    if None in ends or not ends:
        return None
    # A broken date far ahead would leave the picture empty.
    first, last = (datetime.fromtimestamp(max(0, value) / 1000, UTC) for value in ends)
    last = min(last, now + timedelta(days=1))
    return min(first, last), last


def read_bars(answer: Mapping[str, Any]) -> Bars:
    """Read the bars of `around`."""
    bars = answer.get("aggregations", {}).get("bars", {}).get("bars", {}).get("buckets", ())
    ends = [[datetime.fromtimestamp(each[end] / 1000, UTC) for end in ("from", "to")] for each in bars]
    return tuple(Bar(start, end, each["doc_count"]) for (start, end), each in zip(ends, bars, strict=True))


def read_sources(answer: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Read who has each story, from the answer to `around`."""
    stories = answer.get("aggregations", {}).get("stories", {}).get("stories", {}).get("buckets", ())
    return {each["key"]: tuple(source["key"] for source in each["sources"]["buckets"]) for each in stories}


def of_sources(now: datetime) -> Query:
    """Ask for the facts of all sources."""
    newest = {"size": 1, "sort": [{"received_at": "desc"}], "_source": ["title", "published_at", "indexed_at"]}
    aggs = {
        "last": {"max": {"field": "received_at"}},
        "day": {"filter": {"range": {"received_at": {"gte": (now - timedelta(days=1)).isoformat()}}}},
        "hour": {"filter": {"range": {"received_at": {"gte": (now - timedelta(hours=1)).isoformat()}}}},
        "newest": {"top_hits": newest},
    }
    return {"size": 0, "aggs": {"sources": {"terms": {"field": "source", "size": MOST_SOURCES}, "aggs": aggs}}}


def read_facts(answer: Mapping[str, Any]) -> tuple[SourceFacts, ...]:
    """Read the answer to `of_sources`."""
    buckets = answer.get("aggregations", {}).get("sources", {}).get("buckets", ())
    return tuple(_facts(bucket) for bucket in buckets)


def _facts(bucket: Mapping[str, Any]) -> SourceFacts:
    newest: Mapping[str, Any] = next((hit["_source"] for hit in bucket["newest"]["hits"]["hits"]), {})
    return SourceFacts(
        name=str(bucket["key"]),
        total=bucket["doc_count"],
        day=bucket["day"]["doc_count"],
        hour=bucket["hour"]["doc_count"],
        last_at=datetime.fromtimestamp((bucket["last"]["value"] or 0) / 1000, UTC),
        published_at=moment(newest.get("published_at")),
        indexed_at=moment(newest.get("indexed_at")),
        title=newest.get("title", ""),
    )


def moment(text: str | None) -> datetime | None:
    """Read a moment as documents hold it."""
    return datetime.fromisoformat(text) if text else None


def newest_first(field: str, filters: Sequence[Query], *, limit: int, before: str | None = None) -> Query:
    """Ask for the newest records by `field`, older than `before` where it is given."""
    bounds = [{"range": {field: {"lt": before}}}] if before else []
    return {"size": limit, "query": {"bool": {"filter": [*filters, *bounds]}}, "sort": [{field: {"order": "desc"}}]}


def counted(fields: Iterable[str], size: int = 50) -> Query:
    """Ask how many records there are by the values of each field."""
    return {"size": 0, "aggs": {field: {"terms": {"field": field, "size": size}} for field in fields}}


def read_counts(answer: Mapping[str, Any]) -> Mapping[str, Mapping[str, int]]:
    """Read the answer to `counted`."""
    found = answer.get("aggregations", {})
    return {name: {str(b["key"]): b["doc_count"] for b in each["buckets"]} for name, each in found.items()}


def documents(answer: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Give the documents of an answer."""
    return tuple(hit["_source"] for hit in answer["hits"]["hits"])
