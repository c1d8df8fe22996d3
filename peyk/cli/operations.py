"""`peyk config`, `peyk status`, `peyk check`: what is set, how far each stage is, whether everything answers."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from peyk.cli.output import write_json, write_line, write_table
from peyk.settings import as_dict, load_settings

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def config(*, json: Json = False) -> None:
    """Print the effective configuration, secrets masked.

    Example: peyk config
    """
    effective = as_dict(load_settings())
    if json:
        write_json([effective])
        return
    write_table(list(effective.items()))


def status(*, json: Json = False) -> None:
    """Show how many messages each stage has read and has before it, and how large the indices are.

    Example: peyk status
    """
    from peyk.standing import index_sizes, stage_progress

    settings = load_settings()
    stages, sizes = stage_progress(settings), asyncio.run(index_sizes(settings))
    if json:
        write_json([*({**asdict(each), "lag": each.lag} for each in stages), *map(asdict, sizes)])
        return
    rows = [(each.group.removeprefix("peyk-"), each.topic, each.end, each.committed, each.lag) for each in stages]
    write_table([("stage", "reads", "messages", "done", "lag"), *rows])
    write_line()
    found = [(each.index, each.documents, f"{each.size / 1e6:.1f} MB") for each in sizes]
    write_table([("index", "documents", "size"), *found])


def check(*, json: Json = False) -> None:
    """Look whether everything Peyk needs answers; ends with 1 when something does not.

    Example: peyk check
    """
    from peyk.standing import checks

    found = asyncio.run(checks(load_settings()))
    if json:
        write_json(map(asdict, found))
    else:
        write_table([(each.name, "ok" if each.good else "FAILED", each.seen) for each in found])
    raise typer.Exit(0 if all(each.good for each in found) else 1)
