"""`peyk replay`, `reindex`, `variants` and `retain`: newer code and words for old articles, an end for the oldest."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from peyk.cli.output import fail, notes, write_json, write_line, write_table
from peyk.local.alone import alone
from peyk.settings import Settings, load_settings
from peyk.terminal import isolate

if TYPE_CHECKING:
    from processors.orthography.variants import VariantTable

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")]


def replay(
    *,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="As 2026-11-23 or 2026-11-23T14:00.")],
    until: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Before this moment; now if left out.")
    ] = None,
    dry_run: DryRun = False,
    limit: Annotated[int, typer.Option(min=0, help="Articles that are told one by one.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line for each article that changes.")] = False,
) -> None:
    """Send the articles that Kafka received in a span through today's code. Nobody is alerted again.

    Before that it says what changes: in each article what goes, [-so-], and what comes, {+so+}.

    Example: peyk replay --from 2026-11-23 --dry-run
    """
    from peyk import replay as replaying
    from peyk.endpoints import endpoints

    settings = load_settings()
    first = _moment("--from", since, settings)
    last = _moment("--to", until, settings) if until else datetime.now(UTC)
    kafka = endpoints(settings).kafka
    asyncio.run(_differences(settings, kafka, (first, last), None if json else limit))
    if dry_run:
        return
    sent, problems = replaying.send(kafka, replaying.kept(kafka, first, last))
    notes.print(f"{sent} sent again")
    if problems:
        fail("; ".join(problems[:5]))


async def _differences(settings: Settings, kafka: str, span: tuple[datetime, datetime], limit: int | None) -> None:
    """Tell what changes: the first `limit` articles and counts by field, or with None every article as JSON."""
    from peyk import replay as replaying
    from peyk.workers import elastic, tagger

    connection = elastic(settings)
    read, changed = 0, 0
    fields: Counter[str] = Counter()
    try:
        async for each in replaying.differences(connection, replaying.kept(kafka, *span), tagger(settings).tag):
            read += 1
            changed += bool(each.fields)
            fields.update(each.fields.keys())
            if not each.fields:
                continue
            if limit is None:
                write_json([{"id": each.article_id, "title": each.title, "fields": each.fields}])
            elif changed <= limit:
                write_line(f"{each.article_id}  {isolate(each.title)}")
                for name, change in each.fields.items():
                    write_line(f"  {name}  {change.told()}")
    finally:
        await connection.close()
    if limit is not None:
        if changed > limit:
            write_line(f"… and {changed - limit} more: --limit or --json tells them")
        for name, count in fields.items():
            write_line(f"{count:>6} articles change in {name}")
    notes.print(f"{read} articles read, {changed} come out differently today")


def _moment(option: str, text: str, settings: Settings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{option} {text}: write it as 2026-11-23 or 2026-11-23T14:00", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.time_zone))


def reindex(
    months: Annotated[
        list[str] | None, typer.Argument(metavar="[MONTH...]", help="As 2026.11; all if none is named.")
    ] = None,
) -> None:
    """Rebuild month indices beside the old ones, after mapping or analyzer changed; searches work throughout.

    Example: peyk reindex 2026.11
    """
    from index.upkeep import NotRebuilt

    settings = load_settings()
    try:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        with alone(settings.state_dir / "reindex.lock", _refuse_a_second):
            write_table(asyncio.run(_rebuild(settings, months or [])))
    except NotRebuilt as error:
        fail(str(error))


def _refuse_a_second() -> None:
    fail("another `peyk reindex` is at work here: let it end first")


async def _rebuild(settings: Settings, months: list[str]) -> list[tuple[str, str]]:
    from index.templates import month_in
    from index.upkeep import rebuild
    from peyk.workers import elastic

    connection = elastic(settings)
    try:
        await connection.install()
        indices = [index for index in await connection.month_indices() if not months or month_in(index) in months]
        if not indices:
            fail("there is no such month; `peyk status` lists the indices")
        return [(index, await rebuild(connection, index)) for index in indices]
    finally:
        await connection.close()


def retain(
    *,
    days: Annotated[int, typer.Option(min=1, help="Months that ended longer ago than this are let go.")],
    dry_run: DryRun = False,
) -> None:
    """Delete from Elasticsearch what is old: months of articles, their history, alerts, attempts, dead letters.

    Whole months go: with 30 days, on 15 November all before October. Alerts and attempts stay at least as long as
    Kafka keeps them (`retention_days`), dead letters 90 days. Kafka itself is left alone: it forgets by
    `retention_days`, and what decides that an alert is told once, and to whom a kill, stays there.

    With `keep_days` in the configuration the index worker does the same at its start and daily.

    Example: peyk retain --days 730 --dry-run
    """
    gone = asyncio.run(_retain(load_settings(), days, dry_run=dry_run))
    if gone:
        write_table([("index", "documents"), *((index, str(count)) for index, count in sorted(gone.items()))])
    deleted = "would be deleted" if dry_run else "deleted"
    notes.print(f"{sum(gone.values())} documents {deleted}" if gone else "nothing is so old")


async def _retain(settings: Settings, days: int, *, dry_run: bool) -> Mapping[str, int]:
    from index.upkeep import let_go, what_goes
    from peyk.workers import elastic, keeping

    connection = elastic(settings)
    try:
        act = what_goes if dry_run else let_go
        return await act(connection, keeping(settings, days))
    finally:
        await connection.close()


def variants(
    file: Annotated[
        Path | None, typer.Argument(help="Further rows, as data/variants.tsv has them.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Search for other Dari and Iranian variants of words from now on; nothing is indexed anew.

    The file's rows are added to Peyk's own; without a file Peyk's own come back into force.

    Example: peyk variants ours.tsv
    """
    from processors.orthography.variants import own_variants, read_variants, table_of

    rows = file.read_text(encoding="utf-8").splitlines() if file else []
    try:
        table = table_of((*own_variants(), *read_variants(rows)))
    except ValueError as error:
        fail(f"{file}: {error}", 2)
    asyncio.run(_change_variants(load_settings(), table))
    notes.print("searches now know these variants; rules know Peyk's own")


async def _change_variants(settings: Settings, table: "VariantTable") -> None:
    from peyk.workers import elastic

    connection = elastic(settings)
    try:
        await connection.change_variants(table)
    finally:
        await connection.close()
