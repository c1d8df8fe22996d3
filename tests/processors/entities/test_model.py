import numpy as np
import pytest

from processors.entities import model as module
from processors.entities.features import name_features
from processors.entities.model import MODEL_PATH, Model, Weights, shipped_model
from processors.entities.tokens import Token, sentences, tokens

_TEXT = "سخنگوی وزارت خارجه گفت. مریم کاویانی به هرات رفت! باران بارید و رودخانه طغیان کرد."


def _labels(model: Model, groups: tuple[tuple[Token, ...], ...]) -> list[list[str]]:
    return model.label(groups, [name_features(group, ()) for group in groups])


def test_sentences_labelled_together_or_alone_get_the_same_labels() -> None:
    groups = sentences(tokens(_TEXT))
    alone = [labels for group in groups for labels in _labels(shipped_model(), (group,))]
    assert _labels(shipped_model(), groups) == alone
    assert {label for labels in alone for label in labels} > {"O", "B-PER"}


@pytest.mark.parametrize("kept", [1, 4, 12])
def test_a_text_of_more_words_than_the_model_remembers_is_labelled_the_same(
    kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_ROWS", kept)
    forgetful = Model(Weights.load(MODEL_PATH))
    groups = sentences(tokens(_TEXT))
    assert [_labels(forgetful, groups) for _ in range(2)] == [_labels(shipped_model(), groups)] * 2


def test_no_sentence_has_no_label() -> None:
    assert shipped_model().label((), ()) == []


def _of(features: dict[str, float]) -> Model:
    """A model that knows one kind of name, by these features alone."""
    states = np.array([[0, weight, 0] for weight in features.values()], np.float32)
    rows = {feature: row for row, feature in enumerate(features)}
    return Model(Weights(("O", "B-PER", "I-PER"), rows, states, np.zeros((3, 3), np.float32)))


@pytest.mark.parametrize(
    ("pair", "named"),
    [
        ("<p=خانم_مریم", ["O", "B-PER", "O", "O", "O"]),
        (">p=مریم__", ["O", "B-PER", "O", "O", "O"]),
        ("<p=__رفت", ["O", "O", "O", "B-PER", "O"]),
        ("<p=_خانم", ["O", "O", "O", "O", "O"]),
        ("<p=رفت_مریم", ["O", "O", "O", "O", "O"]),
    ],
)
def test_two_neighbours_count_as_they_were_learned_and_the_edge_of_a_sentence_is_no_neighbour(
    pair: str, named: list[str]
) -> None:
    words = tokens("خانم مریم _ رفت.")
    assert _of({pair: 1.0}).label((words,), [[()] * len(words)]) == [named]
