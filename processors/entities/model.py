"""The statistical tagger: a linear-chain model read from one file, scored and decoded with numpy."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from processors.entities.features import PAIR_OF_WORDS, REACH, kind_of, pair_of_kinds, shifted, word_features
from processors.entities.gazetteer import folded
from processors.entities.known import DATA
from processors.entities.tokens import Token

Scores = NDArray[np.float32]
MODEL_PATH = DATA / "names.npz"
_STEPS = range(-REACH, REACH + 1)
_NEAR = range(1 - REACH, REACH)
_FORBIDDEN = -1e4
_KEPT_ROWS = 1 << 15


class _Rows[Key: Hashable]:
    """Scores once computed, by what they were computed of; forgets everything when it is full."""

    def __init__(self, width: int, score: Callable[[Key], Scores]) -> None:
        self._score = score
        self._index: dict[Key, int] = {}
        self._table = np.zeros((_KEPT_ROWS, width), np.float32)

    def take(self, keys: Sequence[Key]) -> Scores:
        """One row of scores for each key."""
        known = self._index.get
        rows = [known(key, -1) for key in keys]
        if -1 in rows:
            if len(self._index) + len(keys) > _KEPT_ROWS:
                self._index.clear()
            rows = [self._row(key) for key in keys]
        return self._table[rows]

    def _row(self, key: Key) -> int:
        row = self._index.get(key)
        if row is None:
            row = self._index[key] = len(self._index)
            self._table[row] = self._score(key)
        return row


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model: weight of each feature for each label, and of each label after another."""

    labels: tuple[str, ...]
    features: dict[str, int]
    states: Scores
    transitions: Scores

    def save(self, path: Path) -> None:
        """Write the model as one compressed file of half-precision numbers, without pickled objects."""
        names = np.frombuffer("\n".join(self.features).encode(), np.uint8)
        labels = np.frombuffer("\n".join(self.labels).encode(), np.uint8)
        states = self.states.astype(np.float16)
        np.savez_compressed(path, features=names, labels=labels, states=states, transitions=self.transitions)

    @staticmethod
    def load(path: Path) -> "Weights":
        """Read a model that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            names = file["features"].tobytes().decode().split("\n")
            labels = tuple(file["labels"].tobytes().decode().split("\n"))
            states, transitions = file["states"].astype(np.float32), file["transitions"].astype(np.float32)
        return Weights(labels, {name: index for index, name in enumerate(names)}, states, transitions)


class Model:
    """Labels every word of a text: B- and I- with a type for names, O for the rest."""

    def __init__(self, weights: Weights) -> None:
        """Prepare a trained model; the model remembers the scores of words that it has seen."""
        self.labels = weights.labels
        self._weights = weights
        size = len(weights.labels)
        self._words = _Rows(len(_STEPS) * size, self._word)
        self._kinds = _Rows(2 * size, self._pair)
        self._names = _Rows(len(_NEAR) * size, self._name)
        self._edges = self._sum(f"{step}edge" for step in (-1,)), self._sum(f"{step}edge" for step in (1,))
        self._far = self._sum(("-2edge",)), self._sum(("2edge",))
        self._start, self._moves = _moves(weights)
        self._word_pairs: dict[str, tuple[tuple[int, int], ...]] = {}
        for side, shift in (("<", 1), (">", 0)):
            begun = side + PAIR_OF_WORDS
            for name, row in weights.features.items():
                if name.startswith(begun):
                    pair = name.removeprefix(begun)
                    self._word_pairs[pair] = (*self._word_pairs.get(pair, ()), (shift, row))

    def label(
        self, sentences: Sequence[Sequence[Token]], names: Sequence[Sequence[tuple[str, ...]]]
    ) -> list[list[str]]:
        """The likeliest labels of every sentence; `names` are the gazetteer's features of every word of them."""
        scores = [self._score(words, known) for words, known in zip(sentences, names, strict=True)]
        return [[self.labels[index] for index in path] for path in self._decode(scores)]

    def _score(self, words: Sequence[Token], names: Sequence[tuple[str, ...]]) -> Scores:
        count, size = len(words), len(self.labels)
        rows = self._words.take([word.text for word in words]).reshape(count, len(_STEPS), size)
        total = np.zeros((count, size), np.float32)
        for index, step in enumerate(_STEPS):
            low, high = max(0, -step), min(count, count - step)
            if high > low:
                total[low:high] += rows[low + step : high + step, index]
        for distance in range(1, REACH + 1):
            before, after = (self._edges, self._far)[distance - 1]
            total[:distance] += before
            total[-distance:] += after
        self._add_pairs(total, words)
        known = [index for index, features in enumerate(names) if features]
        rows = self._names.take([names[index] for index in known]).reshape(len(known), len(_NEAR), size)
        for place, index in enumerate(known):
            for column, step in enumerate(_NEAR):
                if 0 <= index - step < count:
                    total[index - step] += rows[place, column]
        return total

    def _add_pairs(self, total: Scores, words: Sequence[Token]) -> None:
        """Add what neighbours say of each other: the right word of a pair of the left one, and the other way round."""
        size, states, known = len(self.labels), self._weights.states, self._word_pairs
        kinds = [kind_of(word.text) for word in words]
        rows = self._kinds.take([*pairwise(kinds)])
        total[1:] += rows[:, :size]
        total[:-1] += rows[:, size:]
        keys = [folded(word.text) for word in words]
        for index, (left, here) in enumerate(pairwise(keys)):
            for shift, row in known.get(f"{left}_{here}", ()):
                total[index + shift] += states[row]

    def _decode(self, scores: Sequence[Scores]) -> list[list[int]]:
        longest, size = max(map(len, scores), default=0), len(self.labels)
        padded = np.zeros((longest, len(scores), size), np.float32)
        for index, rows in enumerate(scores):
            padded[: len(rows), index] = rows
        best = np.zeros((longest, len(scores), size), np.intp)
        held = np.zeros_like(padded)
        if longest:
            held[0] = padded[0] + self._start
        for step in range(1, longest):
            ways = held[step - 1][:, None, :] + self._moves
            best[step] = ways.argmax(axis=2)
            held[step] = ways.max(axis=2) + padded[step]
        return [self._path(best[:, index], held[len(rows) - 1, index], len(rows)) for index, rows in enumerate(scores)]

    @staticmethod
    def _path(best: NDArray[np.intp], last: Scores, length: int) -> list[int]:
        path = [int(last.argmax())]
        for step in range(length - 1, 0, -1):
            path.append(int(best[step, path[-1]]))
        return path[::-1]

    def _sum(self, features: Iterable[str]) -> Scores:
        known = self._weights.features
        rows = [known[feature] for feature in features if feature in known]
        total: Scores = self._weights.states[rows].sum(axis=0, dtype=np.float32)
        return total

    def _word(self, word: str) -> Scores:
        alone = word_features(word)
        return np.concatenate([self._sum(shifted(alone, step)) for step in _STEPS])

    def _pair(self, kinds: tuple[str, str]) -> Scores:
        feature = pair_of_kinds(*kinds)
        return np.concatenate([self._sum((f"{side}{feature}",)) for side in "<>"])

    def _name(self, features: tuple[str, ...]) -> Scores:
        return np.concatenate([self._sum(f"{step}{feature}" for feature in features) for step in _NEAR])


def _moves(weights: Weights) -> tuple[Scores, Scores]:
    """Scores of a first label, and of each label (row) after each (column); inside never follows another type."""
    start = np.zeros(len(weights.labels), np.float32)
    moves = weights.transitions.copy()
    for after, label in enumerate(weights.labels):
        if label.startswith("I-"):
            start[after] = _FORBIDDEN
            for before, other in enumerate(weights.labels):
                if other[2:] != label[2:]:
                    moves[before, after] = _FORBIDDEN
    return start, np.ascontiguousarray(moves.T)


@cache
def shipped_model() -> Model:
    """The model that Peyk ships."""
    return Model(Weights.load(MODEL_PATH))
