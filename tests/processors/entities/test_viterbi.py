from itertools import pairwise, product

import numpy as np
import pytest

from processors.entities.viterbi import Decoder, Scores

_LABELS = ("O", "B-LOC", "B-PER", "I-LOC", "I-PER")
_LENGTHS = (1, 5, 2, 4)


def _allowed(path: tuple[int, ...]) -> bool:
    labels = ("O", *(_LABELS[number] for number in path))
    return all(not right.startswith("I-") or left[2:] == right[2:] for left, right in pairwise(labels))


def _best(scores: Scores, moves: Scores) -> tuple[int, ...]:
    """The likeliest row of labels, by looking at all there are."""
    words = range(len(scores))
    paths = [path for path in product(range(len(_LABELS)), repeat=len(scores)) if _allowed(path)]
    return max(
        paths,
        key=lambda path: sum(scores[i, path[i]] for i in words) + sum(moves[pair] for pair in pairwise(path)),
    )


@pytest.mark.parametrize("none", [-2.0, 2.0, 6.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_likeliest_labels_are_those_found_by_trying_all(seed: int, none: float) -> None:
    chance = np.random.default_rng(seed)
    moves = chance.normal(0, 2, (len(_LABELS), len(_LABELS))).astype(np.float32)
    sentences = [chance.normal(0, 3, (length, len(_LABELS))).astype(np.float32) for length in _LENGTHS]
    for scores in sentences:
        scores[:, 0] += none
    edge = chance.normal(0, 9, (2, len(_LABELS))).astype(np.float32)
    rows = np.concatenate([edge, *(part for scores in sentences for part in (scores, edge))])
    is_word = np.concatenate([[False] * 2, *(part for length in _LENGTHS for part in ([True] * length, [False] * 2))])
    decoded = Decoder(_LABELS, moves).decode(rows, is_word)
    assert [*decoded[is_word]] == [number for scores in sentences for number in _best(scores, moves)]


def test_rows_without_words_and_words_without_names_are_decoded() -> None:
    decoder = Decoder(_LABELS, np.zeros((5, 5), np.float32))
    rows = np.zeros((6, 5), np.float32)
    rows[:, 0] = 9
    assert [*decoder.decode(rows, np.zeros(6, np.bool_))] == [0] * 6
    assert [*decoder.decode(rows, np.array([False, True, True, False, True, False]))] == [0] * 6


def test_labels_that_go_on_with_what_cannot_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="B-LOC"):
        Decoder(("O", "I-LOC"), np.zeros((2, 2), np.float32))
