"""`peyk tag`: what Peyk makes of an article, without any engine."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import orjson
import typer

from peyk.cli.output import fail, notes, write_json, write_line
from peyk.settings import Settings, load_settings
from peyk.terminal import isolate

if TYPE_CHECKING:
    from ingest.article import Article
    from ingest.received import Received
    from processors.tagged_article import TaggedArticle


def tag(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="Articles: JSONL, text or any format Peyk reads.")
    ] = "-",
    *,
    text: Annotated[str | None, typer.Option(help="Tag this text instead of a file.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="DATE", help="Publication time, where an article names none.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="For people: each repair and fold by name.")] = False,
) -> None:
    """Normalize, find names and dates, and print the TaggedArticle records, one JSON object a line.

    What cannot be read is told on standard error by its place, and the command then ends with 1.

    Example: peyk tag --text 'رسانهها از آتشبس میگویند' --at 2026-11-24
    """
    from ingest.rejection import ItemRejected
    from processors.entities.gazetteer import load_gazetteer
    from processors.tag import Tagger

    settings = load_settings()
    published = _moment(at, settings)
    tagger = Tagger(ZoneInfo(settings.time_zone), load_gazetteer(settings.names_file))
    refused = 0
    for item in _dated(_items(settings, file, text), published):
        try:
            tagged = tagger.tag(_article(item))
        except ItemRejected as failure:
            refused += 1
            notes.print(f"{getattr(item, 'place', item.source)}: {failure}", style="red", markup=False, soft_wrap=True)
            continue
        _explain(tagged) if explain else write_json([orjson.loads(tagged.to_bytes())])
    raise typer.Exit(1 if refused else 0)


def _moment(at: str | None, settings: Settings) -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.combine(date.fromisoformat(at), time(12)) if len(at) == len("2025-10-22") else None
        moment = moment or datetime.fromisoformat(at)
    except ValueError:
        fail(f"--at {at}: write it as 2025-10-22 or 2025-10-22T14:30+03:30", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.time_zone))


def _items(settings: Settings, file: str, text: str | None) -> "Iterator[Received]":
    from ingest.article import article_from_mapping
    from ingest.sources.arguments import NoSuchSource
    from peyk import ingestion

    if text is not None:
        yield article_from_mapping({"body": text}, received_at=datetime.now(UTC), source="text")
        return
    try:
        lots = ingestion.lots(settings, [file], ingestion.reading(settings))
    except NoSuchSource as error:
        fail(str(error), 2)
    for lot in lots:
        yield from lot.items


def _dated(items: "Iterable[Received]", published: datetime | None) -> "Iterator[Received]":
    from dataclasses import replace

    from ingest.article import Article

    for item in items:
        if published and isinstance(item, Article) and item.published_at is None:
            yield replace(item, published_at=published)
        else:
            yield item


def _article(item: "Received") -> "Article":
    from ingest.article import Article

    if isinstance(item, Article):
        return item
    raise item.failure


def _explain(tagged: "TaggedArticle") -> None:
    for line in _explanation(tagged):
        write_line(isolate(line))


def _explanation(tagged: "TaggedArticle") -> "Iterator[str]":
    from processors.explain import describe, describe_folds
    from processors.orthography.fold import fold_text

    yield f"{tagged.id}: language {tagged.language}, {len(tagged.repairs)} repairs"
    for repair in tagged.repairs:
        yield f"repair {repair.field} {repair.start}-{repair.end}: {describe(repair)}"
    for entity in tagged.entities:
        known = f"{entity.id} {entity.name} ({entity.name_en})" if entity.id else "no known identity"
        yield f"{entity.type} {entity.field} {entity.start}-{entity.end} «{entity.text}»: {known}"
    for mention in tagged.dates:
        meant = f"{mention.from_} to {mention.to}" if mention.from_ else "no interval"
        doubt = f"; {mention.conflict}" if mention.conflict else ""
        yield f"date {mention.field} {mention.start}-{mention.end} «{mention.text}»: {mention.kind}, {meant}{doubt}"
    for field, text in (("title", tagged.title), ("body", tagged.body)):
        yield from (f"fold {field} {told}" for told in describe_folds(text or ""))
        yield from (f"folded {field}: {fold_text(text)}",) if text else ()
