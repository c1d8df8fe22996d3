"""`peyk ingest`: put what a source has onto Kafka."""

from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from peyk.cli.output import fail, notes, write_json
from peyk.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.delivery import Counts
    from ingest.received import Lot


def ingest(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, feed URLs, or - for JSONL.")
    ],
    *,
    source: Annotated[str | None, typer.Option(help="Name of the source, for items that name none.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of items that name none: fa, prs, ps ...")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the articles; send nothing.")] = False,
) -> None:
    """Read files, folders, feeds or standard input, and put each article onto Kafka.

    What is refused goes to news.rejected with its reason, and the rest goes on. Ends with 1 when something was refused
    or could not be delivered.

    Example: peyk ingest samples --dry-run
    """
    from ingest.sources.arguments import NoSuchSource
    from peyk import ingestion

    settings = load_settings()
    how = ingestion.reading(settings, source=source, language=language)
    try:
        if dry_run:
            raise typer.Exit(1 if _print(ingestion.lots(settings, sources, how)) else 0)
        counts = _send(settings, ingestion.lots(settings, sources, how))
    except NoSuchSource as error:
        fail(str(error), 2)
    notes.print(f"{counts.read} read, {counts.sent} sent, {counts.rejected} rejected, {counts.failed} failed")
    for problem in counts.problems:
        notes.print(problem, style="yellow", markup=False)
    raise typer.Exit(1 if counts.failed or counts.rejected else 0)


def _print(lots: "Iterator[Lot]") -> int:
    """Print what would be sent, and say how many items or sources are none."""
    from ingest.article import Article

    refused = 0
    for lot in lots:
        try:
            for item in lot.items:
                if isinstance(item, Article):
                    write_json([orjson.loads(item.to_bytes())])
                else:
                    refused += 1
                    notes.print(f"{item.place}: {item.failure}", style="yellow", markup=False, soft_wrap=True)
        except OSError as error:  # a file that cannot be read, a feed that does not answer: the next one may
            refused += 1
            notes.print(f"{lot.place}: {error}", style="red", markup=False, soft_wrap=True)
    return refused


def _send(settings: Settings, lots: "Iterator[Lot]") -> "Counts":
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from peyk import ingestion
    from peyk.endpoints import endpoints

    shown = "{task.fields[read]} read, {task.fields[sent]} sent, {task.fields[rejected]} rejected"
    columns = (SpinnerColumn(), TextColumn(shown), TimeElapsedColumn())
    with Progress(*columns, console=notes, disable=not notes.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, read=0, sent=0, rejected=0)

        def show(counts: "Counts") -> None:
            bar.update(task, read=counts.read, sent=counts.sent, rejected=counts.rejected)

        return ingestion.send(endpoints(settings).kafka, settings, lots, progress=show)
