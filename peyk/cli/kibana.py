"""`peyk kibana`: data views, searches and a dashboard in Persian, put into Kibana."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from peyk.cli.output import fail, write_line
from peyk.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Kibana: data views, saved searches, a map and a dashboard, in Persian.")


@app.command()
def install(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent (NDJSON), send nothing.")
    ] = False,
) -> None:
    """Put everything into the Kibana that PEYK_KIBANA names; what was installed before is replaced.

    Example: peyk kibana install
    """
    from index.kibana.everything import import_file

    if dry_run:
        sys.stdout.buffer.write(import_file())
        return
    from ingest.addresses import shown
    from peyk.kibana import KibanaRefused
    from peyk.kibana import install as send

    settings = load_settings()
    key = settings.elasticsearch_api_key
    try:
        done = asyncio.run(send(settings.kibana, import_file(), key.get_secret_value() if key else None))
    except KibanaRefused as error:
        fail(str(error))
    write_line(
        f"{done.objects} objects are in Kibana {done.version}: {shown(settings.kibana).rstrip('/')}/app/dashboards"
    )


@app.command()
def export(file: Annotated[Path, typer.Argument(help="Where to write; the name ends in .ndjson.")]) -> None:
    """Write the file that Kibana imports by hand (Stack Management, Saved Objects, Import).

    Example: peyk kibana export peyk.ndjson
    """
    from index.kibana.everything import import_file

    if file.suffix != ".ndjson":
        fail(f"Kibana takes a file only if its name ends in .ndjson, unlike {file}", 2)
    try:
        file.write_bytes(import_file())
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")
