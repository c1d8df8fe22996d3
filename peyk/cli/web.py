"""`peyk web`: the newsroom's page."""

import asyncio
import signal
from typing import Annotated

import typer

from peyk.cli.output import fail, notes
from peyk.settings import Settings, load_settings, share_metrics


def web(
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True, help="End when the parent ends.")] = False,
) -> None:
    """Serve the page: search, alerts as they come, rules, sources, dead letters; also /metrics and HTTP push.

    Example: peyk web
    """
    settings = load_settings()
    share_metrics(settings)
    from peyk.logs import configure_logs
    from peyk.supervisor import end_with_parent
    from peyk.web.access import AccessRefused

    configure_logs(settings.log)
    if supervised:
        end_with_parent()
    try:
        asyncio.run(_serve(settings))
    except AccessRefused as error:
        fail(str(error), 2)
    except OSError as error:
        fail(f"the page cannot listen at {settings.web_host}:{settings.web_port}: {error.strerror or error}")


async def _serve(settings: Settings) -> None:
    from peyk.web.server import serve

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    started: asyncio.Future[str] = loop.create_future()
    started.add_done_callback(lambda done: notes.print(f"The page is at {done.result()}", soft_wrap=True))
    await serve(settings, started, stop)
