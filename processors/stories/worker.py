"""Faust wiring of the stories stage: news.outlined to news.tagged, with the log of stories beside it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import faust

from ingest.rejection import ItemRejected, RejectReason
from processors.downstream import DownstreamUnavailable
from processors.messages import rejected_message
from processors.stage import Incoming, Outgoing, StageSettings, build_app, consume
from processors.stories.assign import OUTLINED_TOPIC, STAGE, assign
from processors.stories.log import StoryLog
from processors.stories.window import StoryWindow


def build(settings: StageSettings, capacity: int = 1 << 20) -> faust.App:
    """Build the app that gives every tagged article its story. `capacity` is the window's, in articles."""
    app = build_app(STAGE, settings)
    window = StoryWindow(capacity)
    log = StoryLog(settings.kafka, window)

    async def handle(batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        await log.catch_up()
        now = datetime.now(UTC)
        return tuple(message for incoming in batch for message in _assigned(incoming, window, now))

    async def stay_ready() -> None:
        # A worker without the partition follows the log, so that it can take over within seconds.
        while not app.should_stop:
            try:
                await log.catch_up()
            except DownstreamUnavailable:
                continue
            finally:
                await asyncio.sleep(1.0)

    async def disconnect(*_: Any, **__: Any) -> None:
        await log.close()

    app.on_before_shutdown.connect(disconnect, weak=False)
    consume(app, OUTLINED_TOPIC, handle, settings)
    app.task()(stay_ready)
    return app


def _assigned(incoming: Incoming, window: StoryWindow, now: datetime) -> tuple[Outgoing, ...]:
    try:
        return assign(incoming, window)
    except ItemRejected as failure:
        return (rejected_message(incoming, failure, now, None, STAGE),)
    except ValueError as error:
        told = f"no place in a story: {error}; retry it with the version of Peyk that tagged it"
        return (rejected_message(incoming, ItemRejected(RejectReason.TAGGING, told), now, None, STAGE),)
