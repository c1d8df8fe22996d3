"""From one message of news.articles to the message that follows from it: tagged, or rejected with a reason.

Tagged articles go to news.outlined, where the stories stage gives them their story and passes them to news.tagged.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from ingest.article import Article
from ingest.outcome import tell
from ingest.rejection import REJECTED_TOPIC, ItemRejected, Origin, RejectReason, reject
from processors.stage import MAX_MESSAGE_BYTES, Incoming, Outgoing
from processors.stories.assign import ARRIVAL_HEADER, OUTLINED_TOPIC, outlined
from processors.tagged_article import TaggedArticle

STAGE = "processors"

REPLAY_HEADER = "peyk-replay"
"""Marks an article that was sent again for the sake of newer code: it is indexed anew, and alerts nobody."""


def tag_message(incoming: Incoming, tag: Callable[[Article], TaggedArticle], now: datetime) -> Outgoing:
    """Give the message for news.outlined, or the dead letter for news.rejected. Never raises: no article is lost."""
    article: Article | None = None
    try:
        article = Article.from_bytes(incoming.value)
        outgoing = _tagged(article, tag, incoming)
    except ItemRejected as failure:
        return rejected_message(incoming, failure, now, article)
    tell(STAGE, "tagged", source=article.source, article=article.id, title=article.title)
    return outgoing


def _tagged(article: Article, tag: Callable[[Article], TaggedArticle], incoming: Incoming) -> Outgoing:
    try:
        tagged = tag(article)
        value, arrival = tagged.to_bytes(), outlined(tagged)
    except ItemRejected:
        raise
    except Exception as error:  # the edge: a fault of the tagger on one article must not stop the rest
        told = f"the tagger failed on article {article.id}: {error!r}; retry it when the fault is mended"
        raise ItemRejected(RejectReason.TAGGING, told) from error
    if len(value) > MAX_MESSAGE_BYTES:
        told = f"article {article.id} is {len(value)} bytes when tagged, over {MAX_MESSAGE_BYTES}: split it"
        raise ItemRejected(RejectReason.TOO_LARGE, told)
    headers = {**incoming.headers, ARRIVAL_HEADER: arrival}
    return Outgoing(topic=OUTLINED_TOPIC, key=article.id.encode(), value=value, headers=headers)


def rejected_message(
    incoming: Incoming, failure: ItemRejected, now: datetime, article: Article | None, stage: str = STAGE
) -> Outgoing:
    """Build the dead letter of `incoming`, which a retry sends to the topic it was read from."""
    source = article.source if article else None
    origin = Origin(
        stage=stage,
        place=incoming.place,
        topic=incoming.topic,
        article_id=article.id if article else None,
        source=source,
    )
    letter = reject(failure, incoming.value, origin, now)
    tell(
        stage,
        f"rejected:{failure.reason}",
        source=source,
        article=letter.article_id or incoming.place,
        error=failure.error,
    )
    return Outgoing(topic=REJECTED_TOPIC, key=letter.id.encode(), value=letter.to_bytes())


def tag_batch(
    batch: Sequence[Incoming], tag: Callable[[Article], TaggedArticle], now: datetime
) -> tuple[Outgoing, ...]:
    """Tag every message of a batch, in order."""
    return tuple(tag_message(incoming, tag, now) for incoming in batch)
