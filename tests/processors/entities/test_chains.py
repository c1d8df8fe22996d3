from processors.entities.chains import chain_features, speaker_features
from processors.entities.tokens import tokens


def _heads(text: str) -> dict[str, str]:
    words = tokens(text)
    found = zip(words, chain_features(words), strict=True)
    return {word.text: features[0] for word, features in found if features}


def test_a_head_word_is_told_to_every_word_of_its_chain_over_and_and_comma() -> None:
    found = _heads("وزارت صنعت، معدن و تجارت در تهران")
    assert found["صنعت"] == "h=O1"
    assert found["تجارت"] == "h=O5+"
    assert found["در"] == "h=/O3"
    assert "تهران" not in found


def test_a_verb_and_a_line_break_end_a_chain() -> None:
    assert set(_heads("سازمان ملل می\u200cگوید جهان")) == {"ملل", "می\u200cگوید"}
    assert set(_heads("سازمان\nملل")) == set()


def test_the_first_word_of_a_sentence_in_which_somebody_speaks_is_told_so() -> None:
    words = tokens("نامور در ادامه افزود. باران بارید.")
    told = [word.text for word, features in zip(words, speaker_features(words), strict=True) if features]
    assert told == ["نامور"]
