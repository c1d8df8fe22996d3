"""`python -m peyk.local start|stop|status`: the engines without the rest of Peyk, in any folder and on any ports."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

from rich.console import Console

from peyk.local.engines import start, status, stop
from peyk.local.report import terminal_report
from peyk.local.settings import EngineError, LocalSettings

MEGABYTE = 1_000_000


def main() -> int:
    """Carry out one command; 1 when an engine failed."""
    parser = argparse.ArgumentParser(prog="python -m peyk.local", description=__doc__)
    parser.add_argument("command", choices=("start", "stop", "status"))
    for field in fields(LocalSettings):
        kind = {int: int, str: str, tuple: str}.get(type(field.default), Path)
        many = "*" if isinstance(field.default, tuple) else None
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default, nargs=many)
    given = vars(parser.parse_args())
    command = given.pop("command")
    settings, report = LocalSettings(**given), terminal_report(Console(stderr=True))
    try:
        if command == "start":
            endpoints = start(settings, report)
            sys.stdout.write(f"PEYK_KAFKA={endpoints.kafka}\nPEYK_ELASTICSEARCH={endpoints.elasticsearch}\n")
        elif command == "stop":
            stop(settings, report)
        else:
            for each in status(settings):
                memory = f"{each.resident_bytes / MEGABYTE:.0f} MB"
                sys.stdout.write(f"{each.name} {each.version}\t{each.state}\t{each.address}\t{each.pid}\t{memory}\n")
    except EngineError as error:
        report.say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
