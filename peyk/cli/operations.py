"""`peyk config`, `peyk status`, `peyk check`: what is set, how far each stage is, whether everything answers."""

from typing import Annotated

import typer

from peyk.cli.output import write_json, write_table
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
