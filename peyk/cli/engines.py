"""`peyk engines`: the local Kafka and Elasticsearch."""

from dataclasses import asdict
from typing import Annotated

import typer

from peyk.cli.output import notes, write_json, write_table
from peyk.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Start, stop and look at the local Kafka and Elasticsearch.")

MEGABYTE = 1_000_000


@app.command()
def start() -> None:
    """Start both engines, fetching their jars the first time; what already runs is left alone.

    Example: peyk engines start
    """
    from peyk.endpoints import local_settings
    from peyk.local.engines import start as start_engines
    from peyk.local.report import terminal_report

    reached = start_engines(local_settings(load_settings()), terminal_report(notes))
    write_table([("kafka", reached.kafka), ("elasticsearch", reached.elasticsearch)])


@app.command()
def stop() -> None:
    """Stop both engines in order; their data stays.

    Example: peyk engines stop
    """
    from peyk.endpoints import local_settings
    from peyk.local.engines import stop as stop_engines
    from peyk.local.report import terminal_report

    stop_engines(local_settings(load_settings()), terminal_report(notes))


@app.command()
def status(*, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Show what each engine does, its address, process id and memory.

    Example: peyk engines status --json
    """
    from peyk.endpoints import local_settings
    from peyk.local.engines import status as engines_status

    found = engines_status(local_settings(load_settings()))
    if json:
        write_json(asdict(each) for each in found)
        return
    rows = [(e.name, e.version, e.state, e.address, e.pid, f"{e.resident_bytes / MEGABYTE:.0f} MB") for e in found]
    write_table([("engine", "version", "state", "address", "pid", "memory"), *rows])
