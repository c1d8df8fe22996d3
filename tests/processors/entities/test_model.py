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
