"""Faust wiring of the index stage: news.tagged to Elasticsearch, and dead letters to their copy."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import faust

from index.document import PlaceOf
from index.elastic import Elastic, IndexRefused
from index.messages import Updates, copy_batch, index_batch, rejection_updates
from index.upkeep import Keeping, let_go
from index.writer import Writer
from ingest.outcome import tell
from ingest.rejection import REJECTED_TOPIC
from processors.downstream import DownstreamUnavailable
from processors.stage import Handler, Incoming, Outgoing, StageSettings, build_app, consume
from processors.tagged_article import TAGGED_TOPIC

DAY = 24 * 60 * 60.0
_AGAIN = 5 * 60.0


def build(
    settings: StageSettings,
    elastic: Elastic,
    place_of: PlaceOf,
    copies: Mapping[str, Updates],
    keeping: Keeping | None = None,
) -> faust.App:
    """Build the app that makes every tagged article searchable.

    `copies` names further topics whose records are copied to an index, and how; dead letters always are. What is
    older than `keeping` says is let go at the start and once a day; without it all is kept.
    """
    app = build_app("index", settings)
    writer = Writer(elastic, place_of)

    async def index(batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        return await index_batch(batch, writer, elastic)

    async def disconnect(*_: Any, **__: Any) -> None:
        await elastic.close()

    app.on_before_shutdown.connect(disconnect, weak=False)
    consume(app, TAGGED_TOPIC, index, settings)
    for topic, updates in {REJECTED_TOPIC: rejection_updates, **copies}.items():
        consume(app, topic, _copier(updates, elastic), settings)

    async def retain(keeping: Keeping) -> None:
        # Not a timer of Faust: its first turn comes after a day, which a worker restarted daily never reaches.
        while not app.should_stop:
            try:
                await let_go(elastic, keeping)
                pause = DAY
            except (DownstreamUnavailable, IndexRefused) as error:
                tell("index", "not-let-go", error=str(error))
                pause = _AGAIN
            await app.sleep(pause)

    if keeping:
        app.task()(partial(retain, keeping))
    return app


def _copier(updates: Updates, elastic: Elastic) -> Handler:
    async def copy(batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
        return await copy_batch(batch, updates, elastic)

    return copy
