import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.orthography.fold import LETTERS, fold, fold_text
from processors.orthography.rules import FOLDS, REPAIRS

TEXT = st.text(
    st.sampled_from("آأإابپهةۀئیيىكکؤوء ّٔـ\u200c\u200c\u200d\u00a0 ۱٢3,٬.،«»AzÇßİΣς\u0301ﷲﻼ\n")
    | st.characters(codec="utf-8")
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("رئيس", "رییس"),
        ("آمریکا", "امریکا"),
        ("مسؤول", "مسوول"),
        ("وزارت خارجۀ", "وزارت خارجه"),
        ("خانه\u200cی ما", "خانه ما"),
        ("خانهٔ ما", "خانه ما"),
        ("می\u200cرود", "میرود"),
        ("مُحَمَّد", "محمد"),
        ("عـــلی", "علی"),
        ("۱٬۰۰۰ و 2,500", "1000 و 2500"),
        ("ﻻهور", "لاهور"),
        ("Straße İstanbul ΟΔΟΣ", "strasse istanbul οδοσ"),
        ("شیء", "شی"),
    ],
)
def test_spellings_fold_to_one(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize("kept", ["خانه\u200cیی", "۱,۲", "کتاب ها", "a b\nc"])
def test_what_is_no_spelling_variant_keeps_its_letters(kept: str) -> None:
    assert len(fold_text(kept)) == len(kept.replace("\u200c", ""))


@given(TEXT)
def test_fold_with_offsets_gives_the_same_text(text: str) -> None:
    assert fold(text).text == fold_text(text)


@given(TEXT)
def test_offsets_lead_back_to_the_source(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)
    for position, char in enumerate(folded.text):
        source = text[folded.offsets[position]]
        assert char in LETTERS.get(source, source).lower()


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


def test_every_rule_of_one_letter_is_in_the_table() -> None:
    written = {rule.written for rule in (*REPAIRS, *FOLDS) if len(rule.written) == 1}
    assert written <= set(LETTERS)


def test_rules_of_letter_and_mark_fold_as_their_letters_do() -> None:
    composed = [rule for rule in REPAIRS if len(rule.written) > 1]
    assert composed
    for rule in composed:
        assert fold_text(rule.written) == fold_text(rule.standard)


def test_no_letter_folds_to_one_that_folds_again() -> None:
    again = {written: folded for written, folded in LETTERS.items() if set(folded) & set(LETTERS)}
    assert not again
