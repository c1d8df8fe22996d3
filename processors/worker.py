"""Faust wiring of the processors stage: news.articles to news.tagged."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import faust

from ingest.article import ARTICLES_TOPIC, Article
from processors.messages import tag_batch
from processors.stage import Incoming, Outgoing, StageSettings, build_app, consume
from processors.tagged_article import TaggedArticle


def build(settings: StageSettings, tag: Callable[[Article], TaggedArticle]) -> faust.App:
    """Build the app that tags every article of news.articles, each by `tag`."""
    app = build_app("processors", settings)

    async def handle(batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        return tag_batch(batch, tag, datetime.now(UTC))

    consume(app, ARTICLES_TOPIC, handle, settings)
    return app
