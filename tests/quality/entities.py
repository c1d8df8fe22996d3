"""Entity-level exact F1 of `tag_entities` on the development sets: `python tests/quality/entities.py CORPUS [SET ...]`.

Prints precision, recall and F1 for person, place and organization, and over all three. Each sentence is tagged by
itself, its tokens joined by spaces. Types without a counterpart (dates, money, events, products, ARMAN's facilities)
are left out on both sides. PerDT is in the training data of the model that ships: for an honest figure on it pass with
--model the file of one that `python -m processors.entities.train CORPUS --leave-out perdt-dev --out FILE` made.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from processors.entities.model import MODEL_PATH, Model, Weights
from processors.tag_entities import tag_entities

TYPES = {"PER": "person", "LOC": "place", "ORG": "organization"}
SETS = ("peyma-dev", "arman-dev", "perdt-dev")
Name = tuple[int, int, str]


def sentences(path: Path) -> Iterator[tuple[str, set[Name]]]:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        yield " ".join(record["tokens"]), _names(record["tokens"], record["tags"])


def _names(tokens: list[str], tags: list[str]) -> set[Name]:
    found: list[Name] = []
    at = 0
    for index, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        kind = TYPES.get(tag[2:])
        goes_on = tag.startswith("I") and index and tags[index - 1][2:] == tag[2:]
        if kind and goes_on and found:
            found[-1] = (found[-1][0], at + len(token), kind)
        elif kind:
            found.append((at, at + len(token), kind))
        at += len(token) + 1
    return set(found)


def tagged(text: str, model: Model) -> set[Name]:
    found = (each for each in tag_entities(text, model=model) if each.type in TYPES.values())
    return {(each.start, _with_ezafe(text, each.end), each.type) for each in found}


def _with_ezafe(text: str, end: int) -> int:
    # Spans end before an ezafe, be it a sign or a letter (اروپای متحد); the sets' tokens hold it.
    while end < len(text) and text[end] in "\u0654\u0650\u200c":
        end += 1
    return end + 1 if text[end - 1 : end + 2] == "ای " else end


def measure(path: Path, model: Model) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 by type, and under `all`."""
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for text, names in sentences(path):
        found = tagged(text, model)
        for tally, some in ((right, found & names), (given, found), (wanted, names)):
            tally.update(kind for _, _, kind in some)
            tally["all"] += len(some)
    return {kind: _scores(right[kind], given[kind], wanted[kind]) for kind in (*TYPES.values(), "all")}


def _scores(right: int, given: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--model", type=Path, default=MODEL_PATH)
    asked = parser.parse_args()
    model = Model(Weights.load(asked.model))
    for name in asked.sets:
        scores = measure(asked.corpus / "ner" / f"{name}.jsonl", model)
        told = "  ".join(f"{kind} {p:.3f}/{r:.3f}/{f:.3f}" for kind, (p, r, f) in scores.items())
        print(f"{name:<18} {told}  (precision/recall/F1)")  # noqa: T201  a report is what this script is for


if __name__ == "__main__":
    main()
