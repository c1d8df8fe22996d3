"""What Prometheus is told: what every worker counted, lag from Kafka, and what became of things from the index."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from peyk.settings import shared_metrics
from peyk.web.desk import Stage

_COUNTED = {
    "news-alerts.rule_name": ("peyk_rule_alerts", "Alerts by rule, as the index holds them", "rule"),
    "news-alerts.kind": ("peyk_alerts", "Alerts by kind, as the index holds them", "kind"),
    "news-attempts.outcome": ("peyk_delivery_attempts", "Attempts to deliver alerts by outcome", "outcome"),
    "news-attempts.target": ("peyk_delivery_attempts_by_target", "Attempts to deliver alerts by target", "target"),
    "news-rejected.reason": ("peyk_dead_letters", "Dead letters by reason", "reason"),
    "news-rejected.stage": ("peyk_dead_letters_by_stage", "Dead letters by stage", "stage"),
    "news.language": ("peyk_indexed_articles", "Articles in search by language", "language"),
    "news.status": ("peyk_indexed_articles_by_status", "Articles in search by status", "status"),
}

type Counts = Mapping[str, Mapping[str, int]]


class _House:
    """Gauges of this moment, as a collector of prometheus_client."""

    def __init__(self, stages: Sequence[Stage] | None, counts: Counts | None) -> None:
        self._stages = stages
        self._counts = counts

    def collect(self) -> Iterable[Metric]:
        """Give the metrics."""
        up = GaugeMetricFamily("peyk_up", "Whether an engine answers", labels=["engine"])
        up.add_metric(["kafka"], float(self._stages is not None))
        up.add_metric(["elasticsearch"], float(self._counts is not None))
        yield up
        yield from self._lags(self._stages or ())
        for key, (name, told, label) in _COUNTED.items():
            gauge = GaugeMetricFamily(name, told, labels=[label])
            for value, count in (self._counts or {}).get(key, {}).items():
                gauge.add_metric([value], count)
            yield gauge

    @staticmethod
    def _lags(stages: Sequence[Stage]) -> Iterator[Metric]:
        lag = GaugeMetricFamily("peyk_consumer_lag", "Messages before a stage", labels=["group", "topic"])
        ends = GaugeMetricFamily("peyk_topic_messages", "Messages ever sent to a topic", labels=["topic"])
        for stage in stages:
            lag.add_metric([stage.group, stage.topic], stage.lag)
        for topic, end in {stage.topic: stage.end for stage in stages}.items():
            ends.add_metric([topic], end)
        yield from (lag, ends)


def exposed(stages: Sequence[Stage] | None, counts: Counts | None) -> bytes:
    """Write all metrics. Without the folder that the house's processes share, counters are this process's alone."""
    house = CollectorRegistry()
    house.register(_House(stages, counts))
    counted = REGISTRY
    if folder := shared_metrics():
        counted = CollectorRegistry()
        MultiProcessCollector(counted, str(folder))  # type: ignore[no-untyped-call]  # it has no types
    return generate_latest(counted) + generate_latest(house)
