"""The floor of near-duplicate detection, on a part of the corpus; the whole is measured by tests/quality."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    spec = importlib.util.spec_from_file_location("near_duplicates", _ROOT / "tests" / "quality" / "near_duplicates.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their annotations up there
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not (_ROOT.parent / "shared" / "corpus" / "news").exists(),
    reason="the corpus is not part of the project; it stands beside it",
)
def test_copies_are_put_together_and_look_alikes_kept_apart(quality: ModuleType) -> None:
    measured = quality.measure(quality.stream(seed=7, size=150))
    assert measured.precision >= 0.98
    assert measured.recall >= 0.95
