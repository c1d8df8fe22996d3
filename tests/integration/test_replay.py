"""On the real Elasticsearch: a replay tells, article by article, what today's code makes otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from index.elastic import connected
from index.writer import Writer
from ingest.article import Article
from ingest.reader import Message
from peyk.replay import FieldChange, differences
from processors.tag import Tagger
from processors.tagged_article import TaggedArticle

_NOON = datetime(2025, 10, 31, 12, tzinfo=UTC)


async def test_what_changes_is_told_with_the_headline_and_both_sides(engines: Any, prefix: str) -> None:
    articles = [
        Article(id=f"{prefix}-{number}", source=prefix, received_at=_NOON, title=title)
        for number, title in enumerate(("او به کابل میرود", "باران بارید"))
    ]
    tag = Tagger().tag

    def earlier(article: Article) -> TaggedArticle:
        return replace(tag(article), title=article.title, entities=())

    def messages() -> Iterator[Message]:
        for number, article in enumerate(articles):
            key, value = article.id.encode(), article.to_bytes()
            yield Message(topic="news.articles", partition=0, offset=number, key=key, value=value, timestamp=0)

    async with connected(engines.elasticsearch) as elastic:
        await elastic.install()
        await Writer(elastic, lambda _id: None).write([earlier(article) for article in articles])
        await elastic.refresh()
        told = [each async for each in differences(elastic, messages(), tag)]

    changed, same = told
    assert (changed.article_id, changed.title) == (f"{prefix}-0", "او به کابل می\u200cرود")
    assert changed.fields["title"] == FieldChange("او به کابل میرود", "او به کابل می\u200cرود")
    assert changed.fields["entities"].before is None
    assert not same.fields
