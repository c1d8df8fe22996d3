"""Pinned floors of half-space restoration; tests/quality/half_space.py prints the whole table."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent


def _measuring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("half_space_measuring", HERE / "half_space.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# text, precision, recall, most changes per 1,000 words of untouched text: what was reached, less one in a hundred. The
# treebanks' odd lines were not developed on. Seraji glues a third of its own plurals, the news leave some unwritten.
FLOORS = [
    ("perdt", 0.976, 0.942, 1.0),
    ("seraji", 0.901, 0.893, 1.0),
    ("voa-dari", 0.884, 0.933, 4.2),
]


@pytest.mark.parametrize(("name", "precision", "recall", "changes"), FLOORS)
def test_half_spaces_come_back_as_well_as_they_did(name: str, precision: float, recall: float, changes: float) -> None:
    measuring = _measuring()
    if not measuring.CORPUS.exists():
        pytest.skip("../shared/corpus is not here: put the shared folder beside the repository")

    score = measuring.measure(measuring.ours, measuring.lines(name, "odd"))

    assert score.precision >= precision
    assert score.recall >= recall
    assert score.changes <= changes
