"""The services that are not Faust workers: the feeder, which visits sources, and delivery, which sends alerts."""

import asyncio
import contextlib
import signal
from datetime import timedelta
from zoneinfo import ZoneInfo

from alerts.delivery.message import Reader
from alerts.delivery.office import Custom, run_delivery
from ingest.definitions import SourceDefinition
from ingest.feeder import Feeder
from ingest.feeder_outlet import FeederOutlet
from ingest.producer import ArticleProducer
from peyk.endpoints import endpoints
from peyk.ingestion import fetch_rules
from peyk.settings import ConfigurationError, Settings, config_file, load_settings


def run_feeder(settings: Settings) -> None:
    """Visit the sources of the configuration until SIGTERM or SIGINT; their definitions may change meanwhile."""
    asyncio.run(_feed(settings))


async def _feed(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await feeder(settings).run(stop)


def feeder(settings: Settings) -> Feeder:
    """Build the feeder, which follows the configuration file."""
    kafka = endpoints(settings).kafka
    return Feeder(
        outlet=FeederOutlet(lambda: ArticleProducer(kafka)),
        definitions=Definitions(settings),
        state_dir=settings.state_dir,
        rules=fetch_rules(settings),
    )


class Definitions:
    """The sources as the configuration file now defines them; read again only when the file has changed."""

    def __init__(self, settings: Settings) -> None:
        self._sources = settings.sources
        self._stamp = _stamp()

    def __call__(self) -> tuple[SourceDefinition, ...]:
        """Give the sources.

        Raises:
            ValueError: the file cannot be used as it is now; the message says why.
        """
        if (stamp := _stamp()) != self._stamp:
            try:
                self._sources = load_settings().sources
            except ConfigurationError as error:
                raise ValueError(str(error)) from error
            self._stamp = stamp
        return self._sources


def _stamp() -> tuple[float, int] | None:
    with contextlib.suppress(OSError):
        status = config_file().stat()
        return status.st_mtime, status.st_size
    return None


def deliver(settings: Settings) -> None:
    """Deliver alerts to the places of the configuration until SIGTERM or SIGINT."""
    reader = Reader(ZoneInfo(settings.time_zone), settings.months)
    custom = Custom(reader=reader, attempts_kept=timedelta(days=settings.retention_days))
    run_delivery(endpoints(settings).kafka, settings.delivery, custom)
