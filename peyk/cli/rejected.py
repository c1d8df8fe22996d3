"""`peyk rejected`: dead letters, their reasons, and their second chance."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from peyk.cli.output import fail, notes, write_json, write_line, write_table
from peyk.settings import load_settings
from peyk.terminal import isolate

if TYPE_CHECKING:
    from ingest.rejection import Rejection

app = typer.Typer(no_args_is_help=True, help="List, show and retry what was rejected.")

Reason = Annotated[str | None, typer.Option(help="Only this reason: malformed, invalid, empty, encoding, mapping ...")]
Stage = Annotated[str | None, typer.Option(help="Only this stage: ingest, processors, index, alerts.")]


def _letters(reason: str | None = None, stage: str | None = None) -> "tuple[Rejection, ...]":
    from ingest.dead_letters import dead_letters
    from peyk.endpoints import endpoints

    found = dead_letters(endpoints(load_settings()).kafka)
    return tuple(each for each in found if reason in {None, each.reason} and stage in {None, each.stage})


@app.command("list")
def list_(
    *,
    reason: Reason = None,
    stage: Stage = None,
    all_: Annotated[bool, typer.Option("--all", help="Also those that were retried.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List dead letters, oldest first.

    Example: peyk rejected list --reason malformed
    """
    letters = [letter for letter in _letters(reason, stage) if all_ or letter.retried_at is None]
    if json:
        write_json(orjson.loads(letter.to_bytes()) for letter in letters)
        return
    if not letters:
        notes.print("nothing rejected")
        return
    rows = [
        (x.id, f"{x.rejected_at:%Y-%m-%d %H:%M}", x.stage, x.reason, x.origin, isolate(x.error[:90])) for x in letters
    ]
    write_table([("id", "rejected at", "stage", "reason", "from", "error"), *rows])


@app.command()
def show(
    letter_id: Annotated[str, typer.Argument(metavar="ID", help="As `peyk rejected list` shows it.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show one dead letter with its original.

    Example: peyk rejected show 21cfb689690a3a1cd6693c62
    """
    for letter in _letters():
        if letter.id != letter_id:
            continue
        record = orjson.loads(letter.to_bytes())
        if json:
            write_json([record])
            return
        write_table([(name, value) for name, value in record.items() if name != "original" and value is not None])
        write_line()
        write_line("\n".join(isolate(line) for line in letter.original.splitlines()))
        return
    fail(f"no dead letter {letter_id}; `peyk rejected list --all` shows all")


@app.command()
def retry(
    letter_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Which; or use --all.")] = None,
    *,
    reason: Reason = None,
    all_: Annotated[bool, typer.Option("--all", help="Every letter that was not yet retried.")] = False,
) -> None:
    """Send originals again to where they were refused.

    Example: peyk rejected retry --all --reason tagging
    """
    from ingest.dead_letters import retry as send_again
    from ingest.producer import ArticleProducer
    from peyk.endpoints import endpoints

    if not letter_ids and not all_:
        fail("name the letters, or say --all", 2)
    chosen = [x for x in _letters(reason) if (x.id in (letter_ids or ())) or (all_ and x.retried_at is None)]
    if unknown := set(letter_ids or ()) - {letter.id for letter in chosen}:
        fail(f"no dead letter {', '.join(sorted(unknown))}; nothing was sent")
    with ArticleProducer(endpoints(load_settings()).kafka) as producer:
        sent, problems = send_again(chosen, producer, lambda: datetime.now(UTC))
    notes.print(f"{sent} sent again")
    for problem in problems:
        notes.print(problem, style="yellow", markup=False, soft_wrap=True)
    raise typer.Exit(1 if problems else 0)
