"""Faust wiring of the alerts stage: news.tagged and news.rules to news.sightings, and those to news.alerts."""

from collections.abc import Callable, Sequence
from typing import Any

import faust

from alerts.deciding import TICK_SECONDS, Deciding
from alerts.matching import STAGE, Matching
from alerts.rule_book import RuleBook
from alerts.sighting import SIGHTINGS_TOPIC
from alerts.telling import Place
from processors.downstream import DownstreamUnavailable
from processors.entities.asking import IdsFor, shipped_ids
from processors.stage import Outgoing, StageSettings, build_app, consume, send_all
from processors.tagged_article import TAGGED_TOPIC


def build(
    settings: StageSettings,
    place: Place,
    ids_for: IdsFor = shipped_ids,
    names_stamp: Callable[[], object] = lambda: None,
) -> faust.App:
    """Build the app that matches every article of news.tagged and tells each rule once of each story.

    `ids_for` knows the names that rules ask for; `names_stamp` gives another value when those have changed.
    """
    app = build_app(STAGE, settings)

    async def send(messages: Sequence[Outgoing]) -> None:
        await send_all(app, messages)

    matching = Matching(settings.kafka, RuleBook(ids_for), names_stamp=names_stamp)
    deciding = Deciding(settings.kafka, place, matching.book, send)
    consume(app, TAGGED_TOPIC, matching.handle, settings)
    consume(app, SIGHTINGS_TOPIC, deciding.handle, settings)

    async def on_assigned(_app: Any, *values: Any, **_: Any) -> None:
        deciding.assigned(frozenset(partition.topic for partition in values[0]))

    async def on_revoked(*_: Any, **__: Any) -> None:
        deciding.revoked()

    async def follow_rules() -> None:
        await matching.follow_rules(send)

    async def tick() -> None:
        try:
            await deciding.tick()
        except DownstreamUnavailable:
            return  # nothing was remembered, so the next tick decides the same again

    # Faust's type of a signal's receiver asks for a parameter that Faust does not pass.
    app.on_partitions_assigned.connect(on_assigned, weak=False)  # type: ignore[arg-type]
    app.on_partitions_revoked.connect(on_revoked, weak=False)
    app.task()(follow_rules)
    app.task()(deciding.keep_memory)
    app.timer(interval=TICK_SECONDS)(tick)
    return app
