"""`peyk worker`: one stage in this process, for containers and for `peyk run`."""

from typing import Annotated

import typer

from peyk.cli.output import fail
from peyk.settings import load_settings


def worker(
    stage: Annotated[str, typer.Argument(help="processors, stories, index, alerts ...")],
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True, help="End when the parent ends.")] = False,
) -> None:
    """Run one stage in the foreground until it is asked to stop.

    Example: peyk worker processors
    """
    from peyk.logs import configure_logs
    from peyk.supervisor import end_with_parent
    from peyk.workers import WORKERS
    from processors.stage import run_app

    if stage not in WORKERS:
        fail(f"no stage {stage}; there are: {', '.join(WORKERS)}", 2)
    settings = load_settings()
    configure_logs(settings.log)
    if supervised:
        end_with_parent()
    run_app(WORKERS[stage](settings))
