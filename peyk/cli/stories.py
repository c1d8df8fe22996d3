"""`peyk story`, `peyk trace` and `peyk sources`: the history of one story, of one article, and of every source."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peyk.cli.output import fail, notes, write_json, write_line, write_table
from peyk.settings import load_settings
from peyk.terminal import isolate

if TYPE_CHECKING:
    from ingest.definitions import SourceDefinition
    from ingest.source_state import SourceState

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def story(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="Of an article or of a story.")],
    *,
    diff: Annotated[tuple[int, int] | None, typer.Option(metavar="A B", help="Compare takes number A and B.")] = None,
    json: Json = False,
) -> None:
    """Show all takes of a story, from every source, in the order of their versions; of each article the last one holds.

    Below them stand the notes to the desks (corrections, kills, holds) that name one of the takes.

    Example: peyk story pamir-1405-0809 --diff 1 2
    """
    from peyk.history import story_of
    from processors.stories.diff import diff as difference
    from processors.stories.diff import in_one_line

    told = asyncio.run(story_of(load_settings(), story_id))
    takes = told.takes
    if not takes:
        fail(f"no article and no story {story_id}")
    if json:
        write_json([*takes, *told.notes])
        return
    if diff:
        if not all(1 <= number <= len(takes) for number in diff):
            fail(f"--diff: there are takes 1 to {len(takes)}", 2)
        old, new = (takes[number - 1] for number in diff)
        for name in ("title", "body"):
            for line in in_one_line(difference(old.get(name) or "", new.get(name) or "")).splitlines():
                write_line(line)
        return
    rows = [_row(str(number), take, take["status"]) for number, take in enumerate(takes, 1)]
    rows += [_row("", note, f"({note['note']})") for note in told.notes]
    write_table([("", "article", "source", "version", "status", "received", "title"), *rows])


def _row(number: str, take: Mapping[str, Any], status: str) -> tuple[str, ...]:
    title = isolate(take.get("title") or "(no title)")
    return (number, take["id"], take["source"], str(take["version"]), status, take["received_at"][:16], title)


def trace(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="Of an article.")], *, json: Json = False
) -> None:
    """Tell all that happened to one article, stage by stage, and why it is or is not in search.

    Example: peyk trace pamir-1405-0810
    """
    from peyk.history import evidence_of
    from processors.stories.trace import trace as traced

    found = traced(asyncio.run(evidence_of(load_settings(), article_id)), datetime.now(UTC))
    if json:
        write_json([{"verdict": found.verdict, "told": found.told, "steps": [asdict(step) for step in found.steps]}])
        return
    rows = [(f"{x.at:%Y-%m-%d %H:%M:%S}", x.stage, x.outcome, isolate(x.detail)) for x in found.steps]
    if rows:
        write_table(rows)
    notes.print(f"{found.verdict}: {found.told}", markup=False, soft_wrap=True)


def sources(*, json: Json = False) -> None:
    """Show every source: when it was last visited, its last item, its rate, its errors.

    Example: peyk sources
    """
    from ingest.source_state import load_states

    settings = load_settings()
    now = datetime.now(UTC)
    states = {state.name: state for state in load_states(settings.state_dir / "sources")}
    defined = {definition.name: definition for definition in settings.sources}
    names = dict.fromkeys((*defined, *states))
    if json:
        write_json(_source(name, defined.get(name), states.get(name), now) for name in names)
        return
    if not names:
        notes.print("no source is defined: [[sources]] in peyk.toml (`peyk ingest` needs none)", markup=False)
        return
    rows = []
    for name in names:
        about = defined.get(name)
        kind = (about.kind, about.trust, str(about.priority)) if about else ("(gone)", "", "")
        state = states.get(name)
        facts = (
            (_when(state.last_item_at), state.last_day(now), state.errors, isolate(state.last_error or ""))
            if state
            else ()
        )
        rows.append((isolate(name), *kind, *facts, *[""] * (4 - len(facts))))
    write_table([("source", "kind", "trust", "priority", "last item", "in 24 h", "errors", "last error"), *rows])


def _source(
    name: str, definition: "SourceDefinition | None", state: "SourceState | None", now: datetime
) -> dict[str, object]:
    about = {each: getattr(definition, each, None) for each in ("kind", "trust", "priority", "enabled")}
    visits = {**asdict(state), "last_day": state.last_day(now)} if state else {}
    return {"name": name, **about, **visits}


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
