"""Searching the real engine as people do, and changing the variants under it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from index.document import PlaceOf, build_document
from index.elastic import Elastic, Write, connected
from index.search import Results, Search
from index.searching import analyze, search
from ingest.article import Article
from processors.entities.gazetteer import load_gazetteer
from processors.orthography.variants import Variant, own_variants, table_of
from processors.query import QueryError
from processors.tag import Tagger
from processors.tag_dates import tag_dates
from processors.tagged_article import Original, TaggedArticle

NOW = datetime(2025, 11, 1, tzinfo=UTC)
STORIES = {
    "half-space": ("آتش\u200cبس در غزه برقرار شد", "رئیس\u200cجمهور ترمپ در قصر سفید از صلح گفت."),
    "spaced": ("خبر کوتاه", "سخنگو گفت آتش بس فوری لازم است."),
    "glued": ("آتشبس تازه", "ترامپ در کاخ سفید بود."),
    "fire": ("آتش\u200cسوزی", "آتش\u200cسوزی در جنگل، و بس."),
    "held": ("آتش\u200cبس پس گرفته شد", "این خبر نگه داشته شده است."),
    "later": ("آتش\u200cبس فردا", "تا فردا منتشر نشود."),
}
THREE = {"half-space", "spaced", "glued"}


@pytest.fixture
async def elastic(engines: Any, prefix: str) -> AsyncIterator[Elastic]:
    async with connected(engines.elasticsearch) as connection:
        if "news-2025.10" not in await connection.month_indices():
            await connection.install()
            await connection.ensure_index("news-2025.10")
        await connection.bulk([_write(prefix, name, *texts) for name, texts in STORIES.items()])
        await connection.refresh()
        yield connection


def _write(prefix: str, name: str, title: str, body: str) -> Write:
    document = {"id": name, "source": prefix, "title": title, "body": body, "received_at": "2025-10-22T10:00:00Z"}
    document |= {"dated_at": "2025-10-22T10:00:00Z", "status": "withheld" if name == "held" else "usable"}
    if name == "half-space":
        document |= {"about": [{"gte": "2025-10-21", "lte": "2025-10-22"}], "entity_ids": ["Q22686"]}
    if name == "later":
        document |= {"embargoed_until": "2025-12-01T00:00:00Z"}
    return Write(index="news-2025.10", id=f"{prefix}-{name}", version=1, document=document)


def _as_document(article: TaggedArticle, place_of: PlaceOf = lambda _name: None) -> Write:
    document = build_document(article, NOW, place_of)
    return Write(index="news-2025.10", id=f"{article.source}-{article.id}", version=1, document=document)


def _tagged(source: str, name: str, body: str) -> Write:
    published = datetime.fromisoformat("2025-10-22T12:00:00+04:30")
    article = TaggedArticle(
        id=name,
        source=source,
        body=body,
        received_at=published,
        published_at=published,
        original=Original(body=body),
        dates=tag_dates(body, published),
        story_id=name,
    )
    return _as_document(article)


def _document(source: str, name: str, body: str, place_of: PlaceOf) -> Write:
    arrived = datetime(2025, 10, 22, 12, tzinfo=UTC)
    article = Tagger().tag(Article(id=name, source=source, body=body, received_at=arrived, published_at=arrived))
    return _as_document(article, place_of)


def _timed(source: str, name: str, published: str | None, day: int) -> Write:
    article = TaggedArticle(
        id=name,
        source=source,
        body="خبر",
        received_at=datetime(2025, 10, day, tzinfo=UTC),
        published_at=datetime.fromisoformat(published) if published else None,
        original=Original(body="خبر"),
        story_id=name,
    )
    return _as_document(article)


async def find(elastic: Elastic, prefix: str, query: str, **chosen: Any) -> Results:
    return await search(elastic, Search(query=query, sources=(prefix,), **chosen), NOW, lambda _name: ())


def names(results: Results) -> set[str]:
    return {hit.id for hit in results.hits}


@pytest.mark.parametrize("query", ["آتش\u200cبس", "آتش بس", "آتشبس", '"آتش بس"', "آتش\u200cب*"])
async def test_three_spellings_find_three_spellings(elastic: Elastic, prefix: str, query: str) -> None:
    assert names(await find(elastic, prefix, query)) == THREE


async def test_operators_mean_what_they_say(elastic: Elastic, prefix: str) -> None:
    assert names(await find(elastic, prefix, "آتش\u200cبس -غزه")) == {"spaced", "glued"}
    assert names(await find(elastic, prefix, "غزه | جنگل")) == {"half-space", "fire"}
    assert names(await find(elastic, prefix, '"صلح قصر"~3')) == {"half-space"}
    assert names(await find(elastic, prefix, "2 OF (ترامپ, غزه, فوری)")) == {"half-space"}
    assert names(await find(elastic, prefix, "entity:Q22686")) == {"half-space"}


async def test_variants_meet_in_words_and_phrases(elastic: Elastic, prefix: str) -> None:
    assert names(await find(elastic, prefix, '"ترامپ در کاخ سفید"')) == {"half-space", "glued"}
    assert names(await find(elastic, prefix, "قصر سفید")) == {"half-space", "glued"}


async def test_filters_and_facets(elastic: Elastic, prefix: str) -> None:
    found = await find(elastic, prefix, "", about_since=date(2025, 10, 22), about_until=date(2025, 10, 30), facets=True)
    assert names(found) == {"half-space"}
    assert found.facets["source"] == ((prefix, 1),)
    assert names(await find(elastic, prefix, "آتش\u200cبس", since=date(2025, 10, 23))) == set()


async def test_stories_are_found_by_what_they_talk_about(elastic: Elastic, prefix: str) -> None:
    told = {
        "range": "هیئت ۲۱ تا ۲۲ اکتوبر در کابل بود.",
        "dawn": "ساعت ۳ بامداد امروز زلزله شد.",
        "next week": "هفتهٔ آینده نشست برگزار می\u200cشود.",
        "solar": "در ۳۰ مهر ۱۴۰۴ گفت.",
        "vague": "در آیندهٔ نزدیک می\u200cآید.",
    }
    await elastic.bulk([_tagged(f"{prefix}-about", name, text) for name, text in told.items()])
    await elastic.refresh()

    async def about(first: date, last: date, **more: Any) -> Results:
        return await find(elastic, f"{prefix}-about", "", about_since=first, about_until=last, **more)

    assert names(await about(date(2025, 10, 21), date(2025, 10, 21))) == {"range"}
    found = await about(date(2025, 10, 22), date(2025, 10, 22), facets=True)
    assert names(found) == {"range", "dawn", "solar"}
    assert dict(found.facets["date_kinds"]) == {"range": 1, "time": 1, "day": 1}
    assert names(await about(date(2025, 10, 25), date(2025, 10, 31))) == {"next week"}


@pytest.mark.parametrize("asked", ["Q22686", "ترمپ", "ترامپ", "دونالد ترامپ", "Trump"])
async def test_an_entity_is_found_by_its_id_and_by_its_name_in_every_spelling(
    elastic: Elastic, prefix: str, asked: str
) -> None:
    told = {
        "dari": "ترمپ در کابل گفت که جنگ پایان می\u200cیابد.",
        "iran": "دونالد ترامپ، رئیس\u200cجمهور امریکا، به تهران نامه نوشت.",
        "ezafe": "ترامپِ خشمگین از پکن رفت.",
        "other": "پوتین در مسکو سخن گفت.",
    }
    gazetteer = load_gazetteer()
    await elastic.bulk([_document(f"{prefix}-named", name, text, gazetteer.place_of) for name, text in told.items()])
    await elastic.refresh()
    wanted = Search(query="", sources=(f"{prefix}-named",), entities=(asked,), facets=True)
    results = await search(elastic, wanted, NOW, gazetteer.ids_for)

    assert names(results) == {"dari", "iran", "ezafe"}
    assert [count for _, count in results.facets["persons"]] == [3]


async def test_a_story_without_a_date_or_with_a_broken_one_stands_where_it_arrived(
    elastic: Elastic, prefix: str
) -> None:
    told = {"dated": "2025-10-20T08:00:00Z", "undated": None, "broken": "9377-01-01T00:00:00Z"}
    arrived = {"dated": 21, "undated": 22, "broken": 19}
    await elastic.bulk([_timed(f"{prefix}-timed", name, told[name], arrived[name]) for name in told])
    await elastic.refresh()
    wanted = Search(query="", sources=(f"{prefix}-timed",), sort="time")

    found = await search(elastic, wanted, NOW, lambda _name: ())
    assert [hit.id for hit in found.hits] == ["undated", "dated", "broken"]
    since = await search(elastic, replace(wanted, since=date(2025, 10, 20)), NOW, lambda _name: ())
    assert names(since) == {"undated", "dated"}


async def test_marks_are_the_displayed_words(elastic: Elastic, prefix: str) -> None:
    hits = {hit.id: hit for hit in (await find(elastic, prefix, "آتشبس")).hits}
    title, body = hits["half-space"].title, hits["spaced"].fragments[0]
    assert [title.text[start:end] for start, end in title.marks] == ["آتش\u200cبس"]
    assert [body.text[start:end] for start, end in body.marks] == ["آتش بس"]


async def test_a_malformed_query_is_an_answer(elastic: Elastic, prefix: str) -> None:
    with pytest.raises(QueryError, match="not closed"):
        await find(elastic, prefix, "(آتش")


async def test_python_and_elasticsearch_read_a_text_alike(elastic: Elastic) -> None:
    assert (await analyze(elastic, "آتش\u200cبس\u200cهای می رود")).agree


async def test_variants_change_without_indexing_anew(elastic: Elastic, prefix: str) -> None:
    raw = {"bool": {"must": {"match": {"body": "چراغستان"}}, "filter": {"term": {"source": prefix}}}}

    async def found() -> int:
        await elastic.client.cluster.health(wait_for_status="yellow")
        return int((await elastic.client.search(index="news", query=raw))["hits"]["total"]["value"])

    assert await found() == 0
    await elastic.change_variants(table_of([*own_variants(), Variant(("چراغستان",), "=", ("جنگل",), "word", "test")]))
    assert await found() == 1
    await elastic.change_variants()
    assert await found() == 0
