"""Ties a note to the story that it names, and says what the note does to it. When unsure: nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.article import Article, Status
from processors.orthography.fold import fold_text
from processors.stories.notes import Note, NoteKind
from processors.stories.words import lines_of_words

ALIKE = 0.8
"""Part of the words of the longer of two headlines that the other one must have, to be the headline that is meant."""
AHEAD = 0.1
"""So much more alike than the next one it must be: two stories under one headline are not told apart."""
EFFECTS = {NoteKind.KILL: Status.CANCELED, NoteKind.HOLD: Status.WITHHELD, NoteKind.RELEASE: Status.USABLE}
"""The notes that change the status of a story, and to what."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The article that a note means, and how it named it: id, url, slug or headline."""

    article: Article
    by: str


def tie(note: Note, source: str, candidates: Iterable[Article]) -> Tie | None:
    """Find the one article, of those given, that a note of `source` means.

    A source speaks of its own items only: what another one sends is never killed by it. None when no article is named,
    or when several are; of one article several takes may be given.
    """
    own = tuple(article for article in candidates if article.source == source)
    for by, named in (("id", _by_id), ("url", _by_url), ("slug", _by_slug)):
        found = [article for article in own if named(note, article)]
        if found:
            return Tie(found[0], by) if len({article.id for article in found}) == 1 else None
    return _by_headline(note, own)


def effect(note: Note, told: Article, meant: Article) -> Article | None:
    """Give the take of the article that is meant, as the note leaves it; None for notes that change no state.

    It takes the version that it found, and so gives way to the next one, unless it is a kill. It holds against every
    redelivery of that version.
    """
    status = EFFECTS.get(note.kind)
    if status is None:
        return None
    return replace(meant, status=status, received_at=told.received_at, noted_by=told.id)


def _by_id(note: Note, article: Article) -> bool:
    return any(article.id == name or article.id.endswith((f":{name}", f"/{name}", f"-{name}")) for name in note.ids)


def _by_url(note: Note, article: Article) -> bool:
    return article.url is not None and article.url in note.urls


def _by_slug(note: Note, article: Article) -> bool:
    return article.slug is not None and fold_text(article.slug) in map(fold_text, note.slugs)


def _by_headline(note: Note, own: tuple[Article, ...]) -> Tie | None:
    best: dict[str, tuple[float, Article]] = {}
    for article in own if note.headlines else ():
        score = max(_alike(line, article.title or "") for line in note.headlines)
        if article.id not in best or score > best[article.id][0]:
            best[article.id] = score, article
    alike = sorted(best.values(), key=lambda scored: -scored[0])
    if not alike or alike[0][0] < (1.0 if note.exactly else ALIKE):
        return None
    if len(alike) > 1 and alike[1][0] > alike[0][0] - AHEAD:
        return None
    return Tie(alike[0][1], "headline")


def _alike(one: str, other: str) -> float:
    mine, theirs = _words(one), _words(other)
    longer = max(len(mine), len(theirs))
    return len(mine & theirs) / longer if longer else 0.0


def _words(line: str) -> frozenset[str]:
    return frozenset(word for words in lines_of_words(line) for word in words)
