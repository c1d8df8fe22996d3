"""The Grafana dashboard asks for metrics that exist."""

import json
import re
from pathlib import Path

from prometheus_client import REGISTRY

from ingest.outcome import DELAYS, OUTCOMES
from peyk.web.desk import Stage
from peyk.web.metrics import _COUNTED, exposed

DASHBOARD = Path(__file__).parents[3] / "deploy" / "grafana" / "peyk.json"


def test_every_panel_asks_for_metrics_and_labels_that_peyk_gives() -> None:
    assert {DELAYS, OUTCOMES} <= set(REGISTRY._collector_to_names)
    stage = Stage(group="g", topic="t", lag=1, end=1)
    counts = {key: {"x": 1} for key in _COUNTED}
    told = exposed([stage], counts).decode()
    given = set(re.findall(r"^# TYPE (\w+)", told, re.MULTILINE))
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        for target in panel["targets"]:
            asked = set(re.findall(r"\bpeyk_\w+", target["expr"]))
            assert asked
            assert {name.removesuffix("_bucket") for name in asked} <= given, target["expr"]
            parted = {word.strip() for by in re.findall(r"by \(([^)]*)\)", target["expr"]) for word in by.split(",")}
            assert parted <= _labels(told) | {"le", *OUTCOMES._labelnames, *DELAYS._labelnames}, target["expr"]


def _labels(told: str) -> set[str]:
    return set(re.findall(r'[{,](\w+)="', told))


def test_labels_are_bounded_words_and_never_what_an_article_says() -> None:
    told = exposed([], {key: {"x": 1} for key in _COUNTED}).decode()
    assert _labels(told) <= {
        "engine", "rule", "kind", "outcome", "target", "reason", "stage", "language", "status", "source", "le",
        "implementation", "major", "minor", "patchlevel", "version", "generation",
    }  # fmt: skip
