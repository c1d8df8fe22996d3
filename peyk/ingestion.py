"""From the configuration to a running ingest: lots of what was named, sent to Kafka, counted."""

from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from ingest.delivery import Counts, ingest
from ingest.fetch import FetchRules
from ingest.producer import ArticleProducer
from ingest.received import Lot, Received
from ingest.sources.arguments import Reading, lots_of
from ingest.sources.feed_url import FeedAddress, memory_file
from ingest.topics import ensure_topics, house_topics
from peyk.settings import Settings


def reading(settings: Settings, *, source: str | None = None, language: str | None = None) -> Reading:
    """Tell how items are read that name no source, no language or no time zone."""
    return Reading(source=source, time_zone=ZoneInfo(settings.time_zone), language=language)


def fetch_rules(settings: Settings) -> FetchRules:
    """Tell what may be fetched: public addresses, and the networks that the configuration allows besides."""
    return FetchRules(allowed=tuple(ip_network(network) for network in settings.allowed_networks))


def lots(settings: Settings, arguments: Iterable[str], how: Reading) -> Iterator[Lot]:
    """Offer everything that was named on the command line; see `ingest.sources.arguments.lots_of`."""

    def feed_lot(url: str, reading: Reading) -> Lot:
        memory = memory_file(settings.state_dir, url)
        return FeedAddress(url=url, reading=reading, memory=memory, rules=fetch_rules(settings)).lot()

    return lots_of(arguments, how, feed_lot)


def send(
    kafka: str,
    settings: Settings,
    items: Iterable[Lot],
    *,
    progress: Callable[[Counts], None] = lambda _counts: None,
    observe: Callable[[Received, str | None], None] = lambda _item, _problem: None,
) -> Counts:
    """Put every item onto Kafka and count what became of it.

    Raises:
        KafkaUnreachable: Kafka does not answer.
        NoSuchSource: something named does not exist; nothing was read.
    """
    prepare_topics(kafka, settings)
    with ArticleProducer(kafka) as producer:
        return ingest(items, producer, progress=progress, observe=observe)


def prepare_topics(kafka: str, settings: Settings) -> None:
    """Make the topics that are missing.

    Raises:
        KafkaUnreachable: Kafka does not answer, or refuses.
    """
    ensure_topics(kafka, house_topics(partitions=settings.partitions, retention_days=settings.retention_days))
