import importlib.util
from pathlib import Path

import pytest

from processors.entities.model import shipped_model

CORPUS = Path(__file__).parents[3] / "shared/corpus/ner"
# Measured 0.833 and 0.770 (entity-level exact F1 of person, place and organization); PerDT is in the training data.
FLOORS = {"peyma-dev": 0.82, "arman-dev": 0.76}


@pytest.mark.skipif(not CORPUS.exists(), reason="the measuring corpus is not part of the repository")
@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_quality_of_names_does_not_fall(name: str, floor: float) -> None:
    spec = importlib.util.spec_from_file_location("quality_of_entities", Path(__file__).with_name("entities.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scores = module.measure(CORPUS / f"{name}.jsonl", shipped_model())
    assert scores["all"][2] >= floor
