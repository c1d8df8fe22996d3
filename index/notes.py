"""Acts on notes to the desks that name their story: looks the story up, and sends it on as the note leaves it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from index.elastic import Elastic
from ingest.article import ARTICLES_TOPIC, Article, article_from_mapping
from ingest.outcome import tell
from processors.stage import Outgoing
from processors.stories.notes import Note, read_note
from processors.stories.ties import effect, tie
from processors.tagged_article import TaggedArticle

STAGE = "index"
REACH = timedelta(days=7)
"""A note speaks of stories received at most so long before it."""
MOST_STORIES = 20
"""Stories that are looked at for one note."""


async def act_on_notes(articles: Sequence[TaggedArticle], elastic: Elastic) -> tuple[Outgoing, ...]:
    """Give, for each note that names one story for sure, that story as a new take for news.articles.

    It then goes the way of every take, so that search, history and alerts learn of it. A note that names none, or not
    for sure, does nothing. The same note gives the same takes again.

    Raises:
        DownstreamUnavailable: Elasticsearch is away.
    """
    notes = [(article, note) for article in articles if (note := read_note(article)) and note.names_a_story]
    if not notes:
        return ()
    await elastic.refresh()  # a kill often comes within a second of its story
    takes = [await _take(article, note, elastic) for article, note in notes]
    return tuple(
        Outgoing(topic=ARTICLES_TOPIC, key=take.id.encode("utf-8", "surrogatepass"), value=take.to_bytes())
        for take in takes
        if take is not None
    )


async def _take(article: TaggedArticle, note: Note, elastic: Elastic) -> Article | None:
    answer = await elastic.search(stories_named(note, article))
    tied = tie(note, article.source, [_article(hit["_source"]) for hit in answer["hits"]["hits"]])
    outcome = f"note-{note.kind}-tied" if tied else f"note-{note.kind}-unsure"
    tell(STAGE, outcome, source=article.source, article=article.id, story=tied.article.id if tied else None)
    return effect(note, article, tied.article) if tied else None


def stories_named(note: Note, article: Article) -> Mapping[str, Any]:
    """Build the search for what a note may mean: of its source, before it, by any name that it gives."""
    ways: list[Mapping[str, Any]] = []
    for name in note.ids:
        ways += [{"term": {"id": name}}, {"wildcard": {"id": {"value": f"*{_literally(name)}"}}}]
    ways += [{"terms": {"url": list(note.urls)}}] if note.urls else []
    ways += [{"term": {"slug": {"value": slug, "case_insensitive": True}}} for slug in note.slugs]
    ways += [{"match": {"title": {"query": line, "minimum_should_match": "70%"}}} for line in note.headlines]
    since = (article.received_at - REACH).isoformat()
    return {
        "size": MOST_STORIES,
        "query": {
            "bool": {
                "filter": [{"term": {"source": article.source}}, {"range": {"received_at": {"gte": since}}}],
                "must_not": [{"term": {"id": article.id}}],
                "should": ways,
                "minimum_should_match": 1,
            }
        },
    }


def _literally(name: str) -> str:
    return name.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")


def _article(document: Mapping[str, Any]) -> Article:
    original = document.get("original") or {}
    words = {"title": original.get("title"), "body": original.get("body")}
    return article_from_mapping({**document, **words}, received_at=document["received_at"])
