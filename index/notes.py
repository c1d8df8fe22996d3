"""Acts on notes to the desks that name their story: looks the story up, and sends it on as the note leaves it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from index.elastic import CONFLICT, Elastic, Write
from index.templates import NEWS_ALIAS, TAKES_INDEX
from ingest.article import ARTICLES_TOPIC, Article, Status, article_from_mapping
from ingest.outcome import tell
from processors.downstream import DownstreamUnavailable
from processors.stage import Outgoing
from processors.stories.notes import Note, NoteKind, read_note
from processors.stories.state import history
from processors.stories.ties import EFFECTS, Tie, effect, tie
from processors.tagged_article import TaggedArticle

STAGE = "index"
REACH = timedelta(days=7)
"""A note speaks of stories received at most so long before it."""
MOST_STORIES = 60
"""Takes of stories that are looked at for one note."""
MOST_TAKES = 200
"""Takes of one story among which the one is looked for that a note found."""
MOST_NOTES = 1000
"""Notes of a story's sources that are looked at for it, from its first take on."""
_WITHIN_A_STORY = {NoteKind.KILL, NoteKind.HOLD, NoteKind.CORRECTION, NoteKind.UPDATE}


async def act_on_notes(articles: Sequence[TaggedArticle], elastic: Elastic) -> tuple[Outgoing, ...]:
    """Give, for each note that names one story for sure, or is a take of one, that story as a new take.

    It goes to news.articles and the way of every take, so that search, history and alerts learn of it. A note that
    was carried out leaves search; one that names none, or not for sure, does nothing and stays. The same note gives
    the same takes again.

    Raises:
        DownstreamUnavailable: Elasticsearch is away.
    """
    # What a note did comes by here too, and must not set it off again.
    living = (article for article in articles if article.noted_by is None and article.status is not Status.CANCELED)
    read = [(article, read_note(article) if article.status is Status.USABLE else None) for article in living]
    notes: list[tuple[Article, Note]] = [(article, note) for article, note in read if note]
    if notes:
        await elastic.refresh()  # a kill often comes within a second of its story
    takes = [await _take(article, note, elastic) for article, note in notes]
    takes += await _ahead([article for article, note in read if not note], elastic)
    return tuple(
        Outgoing(topic=ARTICLES_TOPIC, key=take.id.encode("utf-8", "surrogatepass"), value=take.to_bytes())
        for take in takes
        if take is not None
    )


async def _ahead(stories: Sequence[TaggedArticle], elastic: Elastic) -> list[Article | None]:
    """Do what notes ask that came through their partition before the stories that they mean, and did nothing yet.

    They are looked for without a refresh: a note that was written after the last one refreshes before it looks, and
    finds the story.
    """
    waiting = [
        (told, note)
        for _, told, note in await _notes_near(stories, elastic, EFFECTS)
        if note.kind in EFFECTS
        and (tied := tie(note, told.source, stories)) is not None
        and any(take.id == tied.article.id and take.received_at < told.received_at for take in stories)
    ]
    if waiting:
        await elastic.refresh()
    return [await _take(told, note, elastic) for told, note in waiting]


async def notes_on(takes: Sequence[Mapping[str, Any]], elastic: Elastic) -> tuple[Mapping[str, Any], ...]:
    """Give the documents of the notes that mean one of these takes (documents, too) and are none of them, oldest first.

    Raises:
        DownstreamUnavailable: Elasticsearch is away.
    """
    told = [article_of(take) for take in takes]
    ids = {article.id for article in told}
    found = []
    for document, article, note in await _notes_near(told, elastic):
        # Asked of these takes first, because whether it may mean another story is a search for each note.
        if tie(note, article.source, told) is None:
            continue
        if (tied := await _named(article, note, elastic)) and tied.article.id in ids:
            found.append(document)
    return tuple(found)


async def _notes_near(
    takes: Sequence[Article], elastic: Elastic, kinds: Iterable[NoteKind] = NoteKind
) -> list[tuple[Mapping[str, Any], Article, Note]]:
    """Find the notes that may mean one of the takes: each as a document, as an article, and what it asks for."""
    if not takes:
        return []
    documents = [hit["_source"] for hit in (await elastic.search(notes_around(takes, kinds)))["hits"]["hits"]]
    return [
        (document, article, note)
        for document in documents
        if (note := read_note(article := article_of(document))) is not None
    ]


def notes_around(takes: Sequence[Article], kinds: Iterable[NoteKind] = NoteKind) -> Mapping[str, Any]:
    """Build the search for notes of `kinds` that may mean one of the takes: of their sources, to REACH after them."""
    times = [take.received_at for take in takes]
    span = {"gte": min(times).isoformat(), "lte": (max(times) + REACH).isoformat()} if times else {}
    return {
        "size": MOST_NOTES,
        "sort": [{"received_at": "asc"}],
        "query": {
            "bool": {
                "filter": [
                    {"terms": {"note": sorted(kinds)}},
                    {"terms": {"source": sorted({take.source for take in takes})}},
                    {"range": {"received_at": span}},
                ],
                "must_not": [{"terms": {"id": sorted({take.id for take in takes})}}],
            }
        },
    }


async def _take(article: Article, note: Note, elastic: Elastic) -> Article | None:
    tied = await _tied(article, note, elastic)
    outcome = f"note-{note.kind}-tied" if tied else f"note-{note.kind}-unsure"
    tell(STAGE, outcome, source=article.source, article=article.id, story=tied.article.id if tied else None)
    meant = await _meant(tied.article, article, note, elastic) if tied and note.kind in EFFECTS else None
    if meant is None:
        return None
    if meant.id != article.id:
        await _put_aside(article, meant, elastic)
    return effect(note, article, meant)


async def _put_aside(told: Article, meant: Article, elastic: Elastic) -> None:
    """Mark a note that is carried out with the article that it acts on: searches pass it over.

    It has the headline of what was killed or held, and would keep that in search. It is written under the version that
    it has, so that a redelivery changes nothing, and before what it asks for is sent: a worker that is killed in
    between does both again.
    """
    fields = {"acted_on": meant.id, "indexed_at": datetime.now(UTC).isoformat()}  # so that a rebuild copies it again
    writes = [
        Write(index=place.index, id=place.id, version=place.version, document={**document, **fields})
        for place in await elastic.find([told.id])
        for document in await elastic.documents([place])
        if document.get("acted_on") != meant.id
    ]
    refused = [answer.error for answer in await elastic.bulk(writes) if answer.error and answer.status != CONFLICT]
    if refused:
        raise DownstreamUnavailable(f"Elasticsearch put off a note: {refused[0]}")


async def _meant(named: Article, told: Article, note: Note, elastic: Elastic) -> Article | None:
    """Choose the take that a note found: the newest that the source had sent before it, whatever order they came in.

    When all that is known came after the note, a kill means it nevertheless; a hold was released by it.
    """
    if named.id == told.id:
        return named
    query = {"bool": {"filter": [{"term": {"id": named.id}}], "must_not": [{"exists": {"field": "noted_by"}}]}}
    answer = await elastic.search({"size": MOST_TAKES, "query": query}, index=f"{NEWS_ALIAS},{TAKES_INDEX}")
    takes = [article_of(hit["_source"]) for hit in answer["hits"]["hits"]]
    before = [take for take in takes if take.received_at <= told.received_at]
    if not before and note.kind is not NoteKind.KILL:
        return None
    return history(before or takes or [named]).newest


async def _named(article: Article, note: Note, elastic: Elastic) -> Tie | None:
    if not note.names_a_story:
        return None
    # In older takes as well: a note may quote the headline that the story had when it was written.
    answer = await elastic.search(stories_named(note, article), index=f"{NEWS_ALIAS},{TAKES_INDEX}")
    return tie(note, article.source, [article_of(hit["_source"]) for hit in answer["hits"]["hits"]])


async def _tied(article: Article, note: Note, elastic: Elastic) -> Tie | None:
    if (tied := await _named(article, note, elastic)) is not None:
        return tied
    if note.kind not in _WITHIN_A_STORY:
        return None
    # Some wires send a kill or a correction as the next version of the story: then there are takes of it that are none.
    own = {"filter": [{"term": {"id": article.id}}], "must_not": [{"exists": {"field": "note"}}]}
    answer = await elastic.search({"size": 1, "query": {"bool": own}}, index=TAKES_INDEX)
    return Tie(article_of(orjson.loads(article.to_bytes())), "id") if answer["hits"]["hits"] else None


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
                "must_not": [{"term": {"id": article.id}}, {"exists": {"field": "note"}}],
                "should": ways,
                "minimum_should_match": 1,
            }
        },
    }


def _literally(name: str) -> str:
    return name.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?")


def article_of(document: Mapping[str, Any]) -> Article:
    """Give the article as its source sent it, from the document that search holds of it."""
    original = document.get("original") or {}
    words = {"title": original.get("title"), "body": original.get("body")}
    return article_from_mapping({**document, **words}, received_at=document["received_at"])
