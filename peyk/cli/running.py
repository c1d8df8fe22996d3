"""`peyk run` and `peyk worker`: the whole of Peyk in the foreground, and one stage of it."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peyk.cli.output import fail, notes
from peyk.settings import Settings, load_settings, share_metrics

if TYPE_CHECKING:
    from peyk.house import House

SAMPLES = Path(__file__).parents[2] / "samples"


def run(
    *, once: Annotated[bool, typer.Option("--once", help="Feed samples/, report what became of it, stop.")] = False
) -> None:
    """Start engines, workers and the web page, and stay until Ctrl-C; or prove with --once that all of it works.

    Example: peyk run --once
    """
    from peyk.house import SERVICES, WORKER_SERVICES, running
    from peyk.local.report import terminal_report

    settings = load_settings()
    services = WORKER_SERVICES if once else SERVICES
    with _stoppable(), running(settings, terminal_report(notes), services) as house:
        if once:
            _run_once(settings, house)
        else:
            _stay(settings, house)


class _Stop(Exception):  # noqa: N818 - it names a wish, not a fault
    """Somebody asked for an end."""


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into an orderly end of the block."""

    def stop(_number: int, _frame: object) -> None:
        # The second signal must not break off the stopping that the first one began.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise _Stop

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with contextlib.suppress(_Stop):
        yield


def _stay(settings: Settings, house: "House") -> None:
    from ingest.addresses import shown

    engines = f"Kafka {house.endpoints.kafka}, Elasticsearch {shown(house.endpoints.elasticsearch)}"
    notes.print(f"Peyk runs: page http://{settings.web_host}:{settings.web_port}, {engines}. Ctrl-C stops.")
    while True:
        house.supervisor.tend()
        time.sleep(0.5)


def _run_once(settings: Settings, house: "House") -> None:
    from peyk.run_once import feed_and_settle, summary

    if not SAMPLES.is_dir():
        fail(f"no samples at {SAMPLES}: `peyk run --once` needs a checkout of Peyk")
    started = datetime.now(UTC)
    outcome = asyncio.run(feed_and_settle(settings, SAMPLES, house.supervisor.tend))
    for line in summary(settings, outcome, started):
        typer.echo(line)
    if outcome.problems:
        fail("; ".join(outcome.problems))


def worker(
    stage: Annotated[str, typer.Argument(help="processors, stories, index, alerts, delivery or feeder.")],
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True, help="End when the parent ends.")] = False,
) -> None:
    """Run one stage in the foreground until it is asked to stop.

    Example: peyk worker processors
    """
    settings = load_settings()
    share_metrics(settings)
    from peyk.logs import configure_logs
    from peyk.supervisor import end_with_parent

    configure_logs(settings.log)
    if supervised:
        end_with_parent()
    if settings.metrics_port and not supervised:  # the workers of one `peyk run` are told of by its page
        _serve_metrics(settings.metrics_port)
    _stage(stage)(settings)


def _serve_metrics(port: int) -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    start_http_server(port, registry=registry)


def _stage(stage: str) -> "Callable[[Settings], None]":
    from peyk import services
    from peyk.house import WORKERS, prepare
    from peyk.workers import APPS
    from processors.stage import run_app

    if stage == "feeder":
        return services.run_feeder
    if stage == "delivery":
        return services.deliver
    if stage not in APPS:
        fail(f"no stage {stage}; there are: {', '.join(WORKERS)}", 2)

    def work(settings: Settings) -> None:
        prepare(settings)
        run_app(APPS[stage](settings))

    return work
