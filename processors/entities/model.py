"""The statistical tagger: a linear-chain model read from one file and scored with numpy."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from processors.entities.features import EDGE, PAIR_OF_KINDS, PAIR_OF_WORDS, REACH, kind_of, word_features
from processors.entities.gazetteer import folded
from processors.entities.known import DATA
from processors.entities.tokens import Token
from processors.entities.viterbi import Decoder, Numbers, Scores

MODEL_PATH = DATA / "names.npz"
_STEPS = range(-REACH, REACH + 1)
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
        self.sums = np.zeros((_KEPT_ROWS, table.shape[1]), np.float32)

    def rows(self, keys: Sequence[Key]) -> list[int]:
        """Which row of `sums` belongs to each key, until the next call."""
        known = self._index
        if fresh := [*dict.fromkeys(key for key in keys if key not in known)]:
            self._learn(fresh, keys)
        return [known[key] for key in keys]

    def _learn(self, fresh: Sequence[Key], keys: Iterable[Key]) -> None:
        if len(self._index) + len(fresh) > len(self.sums):
            self._index.clear()
            fresh = [*dict.fromkeys(keys)]
        self._keep(len(self._index), fresh)
        self._index.update(zip(fresh, count(len(self._index))))

    def _keep(self, first: int, keys: Sequence[Key]) -> None:
        """Fill the rows from `first` on, more of them than there were if one text needs them."""
        self.sums = _with_room(self.sums, first + len(keys))
        self.sums[first : first + len(keys)] = self._sums(keys)

    def _sums(self, keys: Iterable[Key]) -> Scores:
        flat: list[int] = []
        begins: list[int] = []
        row_of = self._row_of.get
        for key in keys:
            begins.append(len(flat))
            flat.append(self._zero)
            flat += [row for row in map(row_of, self._features(key)) if row is not None]
        sums: Scores = np.add.reduceat(self._table.take(flat, axis=0), begins, axis=0)
        return sums


class _Pairs:
    """What neighbours say of each other: the right word of a pair of the left one, and the other way round."""

    def __init__(self, weights: "Weights", mark: str) -> None:
        row_of, table = _side_by_side(weights, [f"{side}{mark}" for side in "<>"])
        parts = [_parted(name) for name in row_of]
        self.lefts = {left: number for number, left in enumerate(dict.fromkeys(left for left, _ in parts), 1)}
        self.rights = {right: number for number, right in enumerate(dict.fromkeys(right for _, right in parts), 1)}
        codes = self._codes([self.lefts[left] for left, _ in parts], [self.rights[right] for _, right in parts])
        order = np.argsort(codes)
        # The last code is none's, so that every search ends at a code.
        self._sorted = np.append(codes[order], np.iinfo(np.int64).max)
        self._table = table[order]

    def add(self, total: Scores, lefts: Numbers, rights: Numbers) -> None:
        """Add what each two words of a row say of each other, given by their numbers as left and as right word."""
        codes = self._codes(lefts[:-1], rights[1:])
        places = np.searchsorted(self._sorted, codes)
        known = np.flatnonzero(self._sorted[places] == codes)
        pairs, size = self._table[places[known]], total.shape[1]
        total[known + 1] += pairs[:, :size]
        total[known] += pairs[:, size:]

    def _codes(self, lefts: ArrayLike, rights: ArrayLike) -> Numbers:
        return np.asarray(lefts, np.int64) * (len(self.rights) + 1) + np.asarray(rights, np.int64)


class _Words(_Sums[str]):
    """What words say by themselves, and in `numbers` which words and kinds of pairs they are, as left and as right."""

    def __init__(self, row_of: Mapping[str, int], table: Scores, pairs: _Pairs, kinds: _Pairs) -> None:
        super().__init__(row_of, table, lambda word: word_features(word) if word else (EDGE,))
        self._numbering = (
            (pairs.lefts, folded),
            (pairs.rights, folded),
            (kinds.lefts, kind_of),
            (kinds.rights, kind_of),
        )
        self.numbers = np.zeros((_KEPT_ROWS, len(self._numbering)), np.int64)

    def _keep(self, first: int, keys: Sequence[str]) -> None:
        super()._keep(first, keys)
        self.numbers = _with_room(self.numbers, first + len(keys))
        for column, (numbers, read) in enumerate(self._numbering):
            self.numbers[first : first + len(keys), column] = [numbers.get(read(key), 0) if key else 0 for key in keys]


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
        self._decoder = Decoder(weights.labels, weights.transitions)
        rows, table = _side_by_side(weights, [str(step) for step in _STEPS])
        self._pairs, self._kinds = _Pairs(weights, PAIR_OF_WORDS), _Pairs(weights, PAIR_OF_KINDS)
        self._words = _Words(rows, table, self._pairs, self._kinds)
        self._names: _Sums[tuple[str, ...]] = _Sums(rows, table, lambda features: features)

    def label(
        self, sentences: Sequence[Sequence[Token]], names: Sequence[Sequence[tuple[str, ...]]]
    ) -> list[list[str]]:
        """The likeliest labels of every sentence; `names` are the gazetteer's features of every word of them."""
        words = _apart(([word.text for word in sentence] for sentence in sentences), "")
        scores = self._score(words, _apart(names, ()))
        decoded = self._decoder.decode(scores, np.fromiter(map(bool, words), np.bool_, len(words)))
        labels = [self.labels[number] for number in decoded.tolist()]
        ends = accumulate(len(sentence) + REACH for sentence in sentences)
        return [labels[end - len(sentence) : end] for sentence, end in zip(sentences, ends, strict=True)]

    def _score(self, words: Sequence[str], names: Sequence[tuple[str, ...]]) -> Scores:
        """Scores of all sentences in one table, between them the edges, whose own scores mean nothing."""
        size = len(self.labels)
        rows = self._words.rows(words)
        sums, numbers = self._words.sums[rows], self._words.numbers[rows]
        known = [index for index, features in enumerate(names) if features]
        of_names = self._names.rows([names[index] for index in known])
        sums[known] += self._names.sums[of_names]
        total = np.zeros((len(words), size), np.float32)
        for column, step in enumerate(_STEPS):
            low, high = max(0, -step), len(words) - max(0, step)
            total[low:high] += sums[low + step : high + step, column * size : (column + 1) * size]
        self._pairs.add(total, numbers[:, 0], numbers[:, 1])
        self._kinds.add(total, numbers[:, 2], numbers[:, 3])
        return total


def _apart[Each](sentences: Iterable[Sequence[Each]], edge: Each) -> list[Each]:
    """All sentences in one row, as many edges around each as a word looks far."""
    row = [edge] * REACH
    for sentence in sentences:
        row += sentence
        row += [edge] * REACH
    return row


def _with_room[Number: np.generic](table: NDArray[Number], length: int) -> NDArray[Number]:
    """The table itself, or a longer one that begins with the same rows."""
    if length <= len(table):
        return table
    longer = np.zeros((length, table.shape[1]), table.dtype)
    longer[: len(table)] = table
    return longer


def _parted(pair: str) -> tuple[str, str]:
    """The two parts of the name of a pair: a word has no underscore, a sign may be one."""
    left, right = ("_", pair[2:]) if pair.startswith("__") else pair.split("_", 1)
    return left, right


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


@cache
def shipped_model() -> Model:
    """The model that Peyk ships."""
    return Model(Weights.load(MODEL_PATH))
