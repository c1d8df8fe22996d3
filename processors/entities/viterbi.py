"""The likeliest row of labels under scores of each label and of each label after another (Viterbi), for many sentences.

Most words of a news text are so surely no name that whatever stands beside them cannot change it. They part the text,
and only the short stretches between them need a search.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]
_NONE = "O"
_FORBIDDEN = -1e4
_NEVER = -1e6
_ROUNDING = 1e-2


@dataclass(frozen=True, slots=True)
class _Gains:
    """By type, what the moves of a name are worth at most beside those of no name."""

    into: Scores
    within: Scores
    out: Scores


class Decoder:
    """Decodes under one table of moves; inside a name never follows another type or the beginning."""

    def __init__(self, labels: Sequence[str], transitions: Scores) -> None:
        """Take the scores of each label (row) before each (column).

        Raises:
            ValueError: `labels` has no O, or one of B- and I- without the other.
        """
        types = sorted({label[2:] for label in labels if label != _NONE})
        if missing := {_NONE, *(f"{part}-{each}" for part in "BI" for each in types)} - {*labels}:
            raise ValueError(f"a tagger's labels lack {', '.join(sorted(missing))}: {', '.join(labels)}")
        self._none = labels.index(_NONE)
        self._start = np.array([_FORBIDDEN if label.startswith("I-") else 0 for label in labels], np.float32)
        moves = transitions.astype(np.float32)
        for after, label in enumerate(labels):
            if label.startswith("I-"):
                moves[[other[2:] != label[2:] for other in labels], after] = _FORBIDDEN
        self._moves = np.ascontiguousarray(moves.T)
        self._begins, self._inside = (
            np.array([labels.index(f"{part}-{each}") for each in types], np.intp) for part in "BI"
        )
        self._gains = self._best_gains(moves)

    def decode(self, scores: Scores, is_word: NDArray[np.bool_]) -> Numbers:
        """The number of the likeliest label of each row; around each sentence stand rows that are no words."""
        open_ = is_word & self._may_be_named(scores, is_word)
        edges = np.flatnonzero(open_[1:] != open_[:-1]) + 1
        firsts, ends = edges[::2], edges[1::2]
        labels = np.full(len(scores), self._none, np.int64)
        if len(firsts):
            places = firsts + np.arange((ends - firsts).max())[:, None]
            after = np.where(is_word[firsts - 1][:, None], self._moves[:, self._none], self._start)
            before = np.where(is_word[ends][:, None], self._moves[self._none], np.float32(0))
            path = self._search(scores[np.minimum(places, len(scores) - 1)], after, before, ends - firsts)
            held = places < ends
            labels[places[held]] = path[held]
        return labels

    def _search(self, scores: Scores, after: Scores, before: Scores, lengths: Numbers) -> Numbers:
        """Labels of stretches side by side (step, stretch), given scores of their first and of their last label."""
        best = np.zeros(scores.shape, np.intp)
        held = scores.copy()
        held[0] += after
        for step in range(1, len(scores)):
            ways = held[step - 1][:, None, :] + self._moves
            ways.argmax(axis=2, out=best[step])
            held[step] += np.maximum.reduce(ways, axis=2)
        every = np.arange(len(lengths))
        last = (held[lengths - 1, every] + before).argmax(axis=1)
        path = np.zeros(scores.shape[:2], np.int64)
        path[-1] = last
        for step in range(len(scores) - 2, -1, -1):
            path[step] = np.where(lengths - 1 == step, last, best[step + 1, every, path[step + 1]])
        return path

    def _may_be_named(self, scores: Scores, is_word: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Words that some name may hold: one that scores more than none, whatever stands beside it.

        A name from word s to word e gains the scores of s as its first word and of those after s up to e as its others,
        the moves around it at their best. Sums up to each word give the best name around every word at once.
        """
        alone = scores - scores[:, self._none, None]
        opens = np.append(False, ~is_word[:-1])[:, None]
        closes = np.append(~is_word[1:], False)[:, None]
        first = alone[:, self._begins] + np.where(opens, 0, self._gains.into)
        other = alone[:, self._inside] + self._gains.within
        first[~is_word] = other[~is_word] = _NEVER
        sums = other.cumsum(axis=0, dtype=np.float64)
        to_first = np.maximum.accumulate(first - sums, axis=0)
        ends = sums + np.where(closes, 0, self._gains.out)
        from_last = np.maximum.accumulate(ends[::-1], axis=0)[::-1]
        named: NDArray[np.bool_] = (to_first + from_last > -_ROUNDING).any(axis=1)
        return named

    def _best_gains(self, moves: Scores) -> "_Gains":
        none, begins, inside = self._none, self._begins, self._inside
        others = np.delete(np.arange(len(moves)), inside)
        lasts = np.stack([begins, inside])
        return _Gains(
            into=(moves[:, begins] - moves[:, none, None]).max(axis=0),
            within=moves[lasts, inside].max(axis=0) - moves[none, none],
            out=(moves[lasts][:, :, others] - moves[none, others]).max(axis=(0, 2)),
        )
