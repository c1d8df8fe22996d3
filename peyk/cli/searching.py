"""`peyk search` and `peyk analyze`: find articles, and see how Elasticsearch and Python read a text."""

import asyncio
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from peyk.cli.output import fail, notes, write_json, write_line, write_table
from peyk.settings import Settings, load_settings
from peyk.terminal import isolate, with_marks

if TYPE_CHECKING:
    from index.search import Hit, Results, Search


class Order(StrEnum):
    """By what results are ordered."""

    RELEVANCE = "relevance"
    TIME = "time"


Day = Annotated[str | None, typer.Option(metavar="DATE", help="As 2025-10-21; the whole day is meant.")]


def search(
    query: Annotated[
        str, typer.Argument(help='Words, "phrases", -without, a | b, prefix*, "near by"~5, entity:ID.')
    ] = "",
    *,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Published on this day or before.")] = None,
    about_from: Day = None,
    about_to: Day = None,
    entity: Annotated[
        list[str] | None, typer.Option(help="With this person, place or organization: id or name.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Of this source.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="In this language: fa, prs, ps ...")] = None,
    status: Annotated[list[str] | None, typer.Option(help="usable (default), withheld, canceled.")] = None,
    sort: Annotated[Order, typer.Option(help="By relevance or by time.")] = Order.RELEVANCE,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 10,
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="Also replaced takes and notes carried out.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find articles. Every spelling finds every spelling: half-spaces, letters, Dari and Iranian words.

    Example: peyk search '"آتش بس" -غزه' --from 2025-10-01 --sort time
    """
    from index.search import Search
    from ingest.article import Status

    settings = load_settings()
    if unknown := set(status or ()) - set(Status):
        fail(f"--status {', '.join(unknown)}: there are {', '.join(Status)}", 2)
    asked = Search(
        query=query,
        since=_day("--from", since),
        until=_day("--to", until),
        about_since=_day("--about-from", about_from),
        about_until=_day("--about-to", about_to),
        entities=tuple(entity or ()),
        sources=tuple(source or ()),
        languages=tuple(language or ()),
        statuses=tuple(Status(word) for word in status or ("usable",)),
        sort=sort.value,
        limit=limit,
        time_zone=settings.time_zone,
    )
    results = _ask(settings, asked, all_versions=all_versions)
    if json:
        write_json(map(asdict, results.hits))
        return
    for hit in results.hits:
        _show(hit)
    notes.print(f"{results.total} found, {len(results.hits)} shown, in {results.took} ms")


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{option} {text}: write the day as 2025-10-21", 2)


def _ask(settings: Settings, asked: "Search", *, all_versions: bool) -> "Results":
    from peyk.searching import ask
    from processors.query import QueryError

    try:
        return asyncio.run(ask(settings, asked, all_versions=all_versions))
    except QueryError as error:
        fail(error.pointing(asked.query), 2)


def _show(hit: "Hit") -> None:
    when = datetime.fromisoformat(hit.published_at or hit.received_at)
    status = "" if hit.status == "usable" else f"  [{hit.status}]"
    write_line(f"{with_marks(hit.title.text, hit.title.marks) or isolate(hit.id)}{status}")
    for fragment in hit.fragments:
        write_line(f"    {with_marks(fragment.text, fragment.marks)}")
    write_line(f"    {isolate(hit.source)}  {when:%Y-%m-%d %H:%M}  {hit.language}  {isolate(hit.id)}")
    write_line()


def analyze(
    text: Annotated[str, typer.Argument(help="The text to analyze.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show the terms that Elasticsearch makes of a text, beside those of the Python fold: they must be the same.

    Example: peyk analyze 'آتش بس'
    """
    from peyk.searching import analyzed

    rows = asyncio.run(analyzed(load_settings(), text))
    if json:
        write_json({"position": position, "elasticsearch": theirs, "python": ours} for position, theirs, ours in rows)
        return
    table = [
        (n, isolate(" ".join(theirs)), isolate(" ".join(ours)), "" if theirs == ours else "DIFFER")
        for n, theirs, ours in rows
    ]
    write_table([("position", "elasticsearch", "python", ""), *table])
    raise typer.Exit(0 if all(theirs == ours for _, theirs, ours in rows) else 1)
