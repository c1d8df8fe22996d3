"""Builds each stage's worker from the configuration: the one place that knows all stages."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from zoneinfo import ZoneInfo

import faust

from alerts.alert import ALERTS_TOPIC, Alert, alert_document
from alerts.delivery.attempt import ATTEMPTS_TOPIC, Attempt, attempt_document, delivery_fields
from alerts.telling import Place
from alerts.worker import build as build_alerts
from index.elastic import Elastic, Update
from index.templates import ALERTS_INDEX, ATTEMPTS_INDEX
from index.upkeep import Keeping
from index.worker import build as build_index
from ingest.outcome import delayed
from peyk.endpoints import endpoints
from peyk.names_file import Names
from peyk.settings import Settings
from processors.entities.asking import IdsFor
from processors.stage import Incoming, StageSettings
from processors.stories.worker import build as build_stories
from processors.tag import Tagger
from processors.worker import build as build_processors


def stage_settings(settings: Settings) -> StageSettings:
    """Give a stage its part of the configuration."""
    return StageSettings(
        kafka=endpoints(settings).kafka, state_dir=settings.state_dir.resolve(), batch_size=settings.batch_size
    )


def elastic(settings: Settings) -> Elastic:
    """Connect to the Elasticsearch of the configuration."""
    key = settings.elasticsearch_api_key
    return Elastic(endpoints(settings).elasticsearch, key.get_secret_value() if key else None)


def tagger(settings: Settings) -> Tagger:
    """Build the tagger of the configuration as it is now: its time zone, and the newsroom's own names."""
    return Tagger(ZoneInfo(settings.time_zone), Names(settings.names_file)())


def _processors(settings: Settings) -> faust.App:
    names, zone = Names(settings.names_file), ZoneInfo(settings.time_zone)
    names()
    return build_processors(stage_settings(settings), lambda article: Tagger(zone, names()).tag(article))


def _stories(settings: Settings) -> faust.App:
    return build_stories(stage_settings(settings))


def _index(settings: Settings) -> faust.App:
    names = Names(settings.names_file)
    names()
    copies = {ALERTS_TOPIC: alert_updates, ATTEMPTS_TOPIC: attempt_updates}
    return build_index(
        stage_settings(settings),
        elastic(settings),
        lambda identity: names().place_of(identity),
        copies,
        keeping(settings, settings.keep_days) if settings.keep_days else None,
    )


def keeping(settings: Settings, days: int) -> Keeping:
    """Tell how long what stays in Elasticsearch when months stay for `days`."""
    return Keeping(days=days, kafka_days=settings.retention_days)


def _alerts(settings: Settings) -> faust.App:
    place = Place(zone=ZoneInfo(settings.time_zone), country=settings.country)
    return build_alerts(stage_settings(settings), place, ids_for(settings), _names(settings.names_file).stamp)


def ids_for(settings: Settings) -> IdsFor:
    """Give what tells the identities of a name, the newsroom's own names included; read when it is first asked."""
    names = _names(settings.names_file)
    return lambda name: names().ids_for(name)


_names = cache(Names)


APPS: Mapping[str, Callable[[Settings], faust.App]] = {
    "processors": _processors,
    "stories": _stories,
    "index": _index,
    "alerts": _alerts,
}
"""Every stage that runs on Faust, in the order in which articles meet them."""


def alert_updates(incoming: Incoming) -> Iterator[Update]:
    """Give the copy of one alert; what is known of its delivery stays."""
    alert = Alert.from_bytes(incoming.value)
    delayed("alerts", alert.arrived_at, alert.matched_at)
    yield Update(index=ALERTS_INDEX, id=alert.id, fields=alert_document(alert))


def attempt_updates(incoming: Incoming) -> Iterator[Update]:
    """Give the copy of one attempt, and its trace on the alert it delivers."""
    attempt = Attempt.from_bytes(incoming.value)
    yield Update(index=ATTEMPTS_INDEX, id=attempt.id, fields=attempt_document(attempt))
    yield Update(index=ALERTS_INDEX, id=attempt.alert_id, fields=delivery_fields(attempt))
