"""How commands speak: results on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import orjson
import typer
from rich.console import Console

notes = Console(stderr=True, highlight=False)
"""For progress, remarks and errors."""


def write_json(records: Iterable[Any]) -> None:
    """Print one JSON object a line: the form of every `--json`."""
    for record in records:
        sys.stdout.write(orjson.dumps(record, default=str).decode() + "\n")
    sys.stdout.flush()


def write_line(line: str = "") -> None:
    """Print one line of a result."""
    sys.stdout.write(line + "\n")


def write_table(rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows in aligned columns."""
    table = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def fail(message: str, status: int = 1) -> NoReturn:
    """Say what is wrong and end with `status`."""
    notes.print(message, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(status)
