"""Which Kafka and Elasticsearch to talk to: those configured, else Peyk's own local engines."""

from peyk.local.engines import configured_ports, start
from peyk.local.ports import HOST, noted_ports
from peyk.local.report import Report
from peyk.local.settings import Endpoints, LocalSettings
from peyk.settings import Settings


def local_settings(settings: Settings) -> LocalSettings:
    """Give the local engines their part of the configuration."""
    return LocalSettings(
        state_dir=settings.state_dir,
        jar_cache=settings.jar_cache,
        kafka_port=settings.kafka_port,
        kafka_controller_port=settings.kafka_controller_port,
        elasticsearch_port=settings.elasticsearch_port,
        elasticsearch_transport_port=settings.elasticsearch_transport_port,
        kafka_heap=settings.kafka_heap,
        elasticsearch_heap=settings.elasticsearch_heap,
    )


def needs_local_engines(settings: Settings) -> bool:
    """Whether at least one of the two engines is not configured to be somewhere else."""
    return not (settings.kafka and settings.elasticsearch)


def endpoints(settings: Settings) -> Endpoints:
    """Tell where the engines answer, without starting anything."""
    local = local_settings(settings)
    ports = noted_ports(local) or configured_ports(local)
    return Endpoints(
        kafka=settings.kafka or f"{HOST}:{ports.kafka}",
        elasticsearch=settings.elasticsearch or f"http://{HOST}:{ports.elasticsearch}",
    )


def started_endpoints(settings: Settings, report: Report) -> Endpoints:
    """Tell where the engines answer, having started the local ones where they are needed.

    Raises:
        EngineError: a local engine cannot be started; the message says why.
    """
    if needs_local_engines(settings):
        start(local_settings(settings), report)
    return endpoints(settings)
