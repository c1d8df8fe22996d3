"""Trains the statistical tagger: `python -m processors.entities.train CORPUS --words FILE [--out FILE]`.

CORPUS is a folder with `ner/parstwiner-train.jsonl` and `ner/perdt-dev.jsonl` (tokens, BIO tags) and `news/*.jsonl`
(id, title, body); FILE is train_ner.txt of UD Persian PerDT, the words of its training part, one a line, without tags.
A first model is trained on the tagged sets and on the sentences drawn by hand; with the gazetteer it labels the rest of
the news, and a second model, the one that ships, learns from those labels too (distant supervision).
PEYMA and ARMAN are never read here.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pycrfsuite

from processors.entities.article import spread, told
from processors.entities.build_clusters import words_of
from processors.entities.features import name_features, sentence_features
from processors.entities.gazetteer import folded, load_gazetteer
from processors.entities.known import DATA, read_rows
from processors.entities.model import MODEL_PATH, Model, Weights
from processors.entities.spans import Span, joined, settle, spans_of
from processors.entities.tokens import Token, sentences, tokens

type Sentence = tuple[Sequence[Token], Sequence[str]]
_SETTINGS = {"c1": 0.1, "c2": 0.05, "max_iterations": 60}
_TAGS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "POG": "ORG", "EVENT": "EVE"}
_LABELS = {"person": "PER", "place": "LOC", "organization": "ORG", "event": "EVE"}
_TAGGED = ("parstwiner-train", "perdt-dev")
_DOUBTED = "textmining-wiki"
_DISPUTED = 1
_LEAST = 0.02


def tagged(path: Path) -> Iterator[Sentence]:
    """Sentences of one tagged set, its types translated and names that are common nouns by our rules left out."""
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        text, marks = _joined(record["tokens"], record["tags"])
        for words in sentences(tokens(text)):
            labels = _without_nouns(words, _labels(words, marks))
            yield words, _row(len(words), joined(words, spans_of(labels)))


def _joined(parts: Sequence[str], tags: Sequence[str]) -> tuple[str, list[tuple[int, int, str]]]:
    """The tokens of a record as one text, and its names as offsets with their label."""
    marks: list[tuple[int, int, str]] = []
    at = 0
    last = ""
    for part, tag in zip(parts, tags, strict=True):
        label = _TAGS.get(tag[2:], "")
        if label and tag.startswith("I") and label == last:
            marks[-1] = (marks[-1][0], at + len(part), label)
        elif label:
            marks.append((at, at + len(part), label))
        last = label
        at += len(part) + 1
    return " ".join(parts), marks


def _labels(words: Sequence[Token], marks: Iterable[tuple[int, int, str]]) -> list[str]:
    labels = ["O"] * len(words)
    for start, end, label in marks:
        inside = [index for index, word in enumerate(words) if start <= word.start and word.end <= end]
        for index in inside:
            labels[index] = f"{'B' if index == inside[0] else 'I'}-{label}"
    return labels


def _without_nouns(words: Sequence[Token], labels: list[str]) -> list[str]:
    rows = read_rows((DATA / "common_nouns.tsv").read_text("utf-8"))
    nouns = {folded(row["word"]) for row in rows if row["kind"] == "any"}
    for span in spans_of(labels):
        if span.last - span.first == 1 and folded(words[span.first].text) in nouns:
            labels[span.first] = "O"
    return labels


def articles(folder: Path) -> dict[str, str]:
    """Raw news by id: title, line break, body."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            found[record["id"]] = f"{record['title'] or ''}\n{record['body'] or ''}"
    return found


def numbered(path: Path) -> dict[str, str]:
    """The sentences of a file of words by number, as if each were an article."""
    return {f"perdt-train-{number}": sentence for number, sentence in enumerate(words_of(path))}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sentence of raw text whose names were drawn by hand; offsets in code points of its article."""

    article: str
    start: int
    end: int
    sentence: Sentence


def corrected(raw: Mapping[str, str]) -> Iterator[Drawn]:
    """The sentences whose names were drawn by hand."""
    for row in read_rows((DATA / "corrections.tsv").read_text("utf-8")):
        article, start, end = row["article"], int(row["start"]), int(row["end"])
        words = tokens(raw[article][start:end])
        marks = []
        for mark in row.get("names", "").split():
            place, kind = mark.split(":")
            first, last = place.split("-")
            marks.append((int(first) - start, int(last) - start, _LABELS[kind]))
        yield Drawn(article, start, end, (words, _labels(words, marks)))


def labelled(raw: Mapping[str, str], drawn: Iterable[Drawn], model: Model) -> Iterator[Sentence]:
    """The rest of raw text, with the names that a model and the gazetteer find in it."""
    gazetteer = load_gazetteer()
    by_hand: dict[str, set[int]] = {}
    for each in drawn:
        by_hand.setdefault(each.article, set()).update(range(each.start, each.end))
    for article, text in raw.items():
        words = tokens(text)
        matches = gazetteer.matches(words)
        groups = sentences(words)
        features = iter(name_features(words, matches))
        labels = model.label(groups, [[next(features) for _ in group] for group in groups])
        settled = settle(words, spans_of(chain.from_iterable(labels)), matches)
        found = spread(words, settled, told(words, settled))
        row = iter(_row(len(words), found))
        pairs = [(group, [next(row) for _ in group]) for group in groups]
        yield from (each for each in pairs if by_hand.get(article, set()).isdisjoint(word.start for word in each[0]))


def undisputed(data: Iterable[Sentence], model: Model) -> Iterator[Sentence]:
    """Those tagged sentences in which a model finds hardly a word of a name that they tell otherwise."""
    gazetteer = load_gazetteer()
    for words, labels in data:
        [found] = model.label([words], [name_features(words, gazetteer.matches(words))])
        kinds = zip(found, labels, strict=True)
        if sum(label != "O" and label[2:] != told[2:] for label, told in kinds) <= _DISPUTED:
            yield words, labels


def _row(count: int, spans: Iterable[Span]) -> list[str]:
    labels = ["O"] * count
    for span in spans:
        for index in range(span.first, span.last):
            labels[index] = f"{'B' if index == span.first else 'I'}-{_LABELS[span.type]}"
    return labels


def train(data: Iterable[Sentence], folder: Path) -> Weights:
    """Train a model on labelled sentences; `folder` holds CRFsuite's file meanwhile."""
    gazetteer = load_gazetteer()
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    for words, labels in data:
        trainer.append(sentence_features(words, name_features(words, gazetteer.matches(words))), list(labels))
    path = folder / "names.crfsuite"
    trainer.train(str(path))
    return _weights(path)


def _weights(path: Path) -> Weights:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    learned = tagger.info()
    labels = tuple(sorted(tagger.labels(), key=lambda label: (label != "O", label)))
    column = {label: index for index, label in enumerate(labels)}
    kept = dict.fromkeys(name for (name, _), weight in learned.state_features.items() if abs(weight) >= _LEAST)
    features = {name: index for index, name in enumerate(kept)}
    states = np.zeros((len(features), len(labels)), np.float32)
    for (name, label), weight in learned.state_features.items():
        if name in features:
            states[features[name], column[label]] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in learned.transitions.items():
        transitions[column[before], column[after]] = weight
    return Weights(labels, features, states, transitions)


def main() -> None:
    """Train both models and write the second where the tagger reads it, or to --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--words", type=Path, required=True, help="train_ner.txt of UD Persian PerDT")
    parser.add_argument("--out", type=Path, default=MODEL_PATH)
    parser.add_argument("--leave-out", action="append", default=[], help="a tagged set not to train on")
    asked = parser.parse_args()
    news = articles(asked.corpus / "news")
    drawn = [*corrected(news | numbered(asked.words))]
    by_hand = [each.sentence for each in drawn]
    names = [name for name in _TAGGED if name not in asked.leave_out]
    sets = [sentence for name in names for sentence in tagged(asked.corpus / "ner" / f"{name}.jsonl")]
    with tempfile.TemporaryDirectory() as folder:
        first = train([*sets, *by_hand], Path(folder))
        model = Model(first)
        kept = undisputed(tagged(asked.corpus / "ner" / f"{_DOUBTED}.jsonl"), model)
        second = train([*sets, *kept, *by_hand, *labelled(news, drawn, model)], Path(folder))
    second.save(asked.out)


if __name__ == "__main__":
    main()
