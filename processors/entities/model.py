"""The statistical tagger: a linear-chain model read from one file, scored and decoded with numpy."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from processors.entities.features import EDGE, PAIR_OF_KINDS, PAIR_OF_WORDS, REACH, kind_of, word_features
from processors.entities.gazetteer import folded
from processors.entities.known import DATA
from processors.entities.tokens import Token

Scores = NDArray[np.float32]
MODEL_PATH = DATA / "names.npz"
_STEPS = range(-REACH, REACH + 1)
_FORBIDDEN = -1e4
_KEPT_ROWS = 1 << 15


class _Sums[Key: Hashable]:
    """Sums of the weights of features, by what has these features; forgets everything when it is full."""

    def __init__(self, row_of: Mapping[str, int], table: Scores, features: Callable[[Key], Iterable[str]]) -> None:
        # The last row is zero: every sum begins with it, for there is no empty sum in numpy's reduceat.
        self._table = np.concatenate([table, np.zeros((1, table.shape[1]), np.float32)])
        self._zero = len(table)
        self._row_of = row_of
        self._features = features
        self._index: dict[Key, int] = {}
        self._kept = np.zeros((_KEPT_ROWS, table.shape[1]), np.float32)

    def take(self, keys: Sequence[Key]) -> Scores:
        """One sum for each key."""
        known = self._index.get
        rows = [known(key, -1) for key in keys]
        if -1 in rows:
            fresh = [*dict.fromkeys(key for key, row in zip(keys, rows, strict=True) if row < 0)]
            if len(self._index) + len(fresh) > len(self._kept):
                self._index.clear()
                fresh = [*dict.fromkeys(keys)]
            if len(fresh) > len(self._kept):
                return self._sums(keys)
            first = len(self._index)
            self._kept[first : first + len(fresh)] = self._sums(fresh)
            self._index.update(zip(fresh, count(first)))
            rows = [self._index[key] for key in keys]
        return self._kept[rows]

    def _sums(self, keys: Iterable[Key]) -> Scores:
        flat: list[int] = []
        begins: list[int] = []
        row_of = self._row_of
        for key in keys:
            begins.append(len(flat))
            flat.append(self._zero)
            flat += [row_of[feature] for feature in self._features(key) if feature in row_of]
        sums: Scores = np.add.reduceat(self._table[flat], begins, axis=0)
        return sums


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
        self._start, self._moves = _moves(weights)
        rows, table = _side_by_side(weights, [str(step) for step in _STEPS])
        self._words: _Sums[str] = _Sums(rows, table, lambda word: word_features(word) if word else (EDGE,))
        self._names: _Sums[tuple[str, ...]] = _Sums(rows, table, lambda features: features)
        rows, table = _side_by_side(weights, [f"{side}{PAIR_OF_KINDS}" for side in "<>"])
        self._kinds: _Sums[tuple[str, str]] = _Sums(rows, table, lambda pair: ("_".join(pair),))
        self._pairs, self._of_pairs = _side_by_side(weights, [f"{side}{PAIR_OF_WORDS}" for side in "<>"])

    def label(
        self, sentences: Sequence[Sequence[Token]], names: Sequence[Sequence[tuple[str, ...]]]
    ) -> list[list[str]]:
        """The likeliest labels of every sentence; `names` are the gazetteer's features of every word of them."""
        words = _apart(([word.text for word in sentence] for sentence in sentences), "")
        scores = self._score(words, _apart(names, ()))
        ends = accumulate(len(sentence) + REACH for sentence in sentences)
        rows = [scores[end - len(sentence) : end] for sentence, end in zip(sentences, ends, strict=True)]
        return [[self.labels[index] for index in path] for path in self._decode(rows)]

    def _score(self, words: Sequence[str], names: Sequence[tuple[str, ...]]) -> Scores:
        """Scores of all sentences in one table, between them the edges, whose own scores mean nothing."""
        size = len(self.labels)
        sums = self._words.take(words)
        known = [index for index, features in enumerate(names) if features]
        sums[known] += self._names.take([names[index] for index in known])
        total = np.zeros((len(words), size), np.float32)
        for column, step in enumerate(_STEPS):
            low, high = max(0, -step), len(words) - max(0, step)
            total[low:high] += sums[low + step : high + step, column * size : (column + 1) * size]
        self._add_pairs(total, words)
        return total

    def _add_pairs(self, total: Scores, words: Sequence[str]) -> None:
        """Add what neighbours say of each other: the right word of a pair of the left one, and the other way round."""
        size, row_of = len(self.labels), self._pairs
        kinds = self._kinds.take([*pairwise(map(kind_of, words))])
        total[1:] += kinds[:, :size]
        total[:-1] += kinds[:, size:]
        rows = [row_of.get(f"{left}_{here}", -1) for left, here in pairwise(map(folded, words))]
        known = np.flatnonzero(np.array(rows, np.intp) >= 0)
        pairs = self._of_pairs[[rows[index] for index in known]]
        total[known + 1] += pairs[:, :size]
        total[known] += pairs[:, size:]

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


def _apart[Each](sentences: Iterable[Sequence[Each]], edge: Each) -> list[Each]:
    """All sentences in one row, as many edges around each as a word looks far."""
    row = [edge] * REACH
    for sentence in sentences:
        row += sentence
        row += [edge] * REACH
    return row


def _side_by_side(weights: Weights, places: Sequence[str]) -> tuple[dict[str, int], Scores]:
    """Weights of each feature at these places beside each other in one row, and by feature the number of its row."""
    size = len(weights.labels)
    row_of: dict[str, int] = {}
    cells = [
        (row_of.setdefault(name.removeprefix(place), len(row_of)), column, index)
        for name, index in weights.features.items()
        for column, place in enumerate(places)
        if name.startswith(place)
    ]
    table = np.zeros((len(row_of), len(places), size), np.float32)
    rows, columns, indices = np.array(cells, np.intp).reshape(-1, 3).T
    table[rows, columns] = weights.states[indices]
    return row_of, table.reshape(len(row_of), len(places) * size)


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
