"""Builds each stage's worker from the configuration: the one place that knows all stages."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import faust

from peyk.endpoints import endpoints
from peyk.settings import Settings
from processors.entities.gazetteer import load_gazetteer
from processors.stage import StageSettings
from processors.stories.worker import build as build_stories
from processors.tag import Tagger
from processors.worker import build as build_processors


def stage_settings(settings: Settings) -> StageSettings:
    """Give a stage its part of the configuration."""
    return StageSettings(
        kafka=endpoints(settings).kafka, state_dir=settings.state_dir.resolve(), batch_size=settings.batch_size
    )


def _processors(settings: Settings) -> faust.App:
    tagger = Tagger(ZoneInfo(settings.time_zone), load_gazetteer(settings.names_file))
    return build_processors(stage_settings(settings), tagger)


def _stories(settings: Settings) -> faust.App:
    return build_stories(stage_settings(settings))


WORKERS: Mapping[str, Callable[[Settings], faust.App]] = {"processors": _processors, "stories": _stories}
"""Every stage that runs as a worker, in the order in which articles meet them."""
