"""Repairs told in words."""

import pytest

from processors.explain import describe, describe_folds
from processors.normalize import normalize
from processors.tagged_article import Repair


def test_each_rule_of_a_repair_is_named_with_its_reason() -> None:
    (repair,) = normalize("او رفت و مي رود").repairs

    told = describe(repair)

    assert told.startswith("«مي رود» to «می␣رود»: ")
    assert "arabic-yeh (Arabic keyboards write it" in told
    assert "half-space-for-space (two parts of one word" in told


def test_what_cannot_be_seen_is_told_by_its_code_point() -> None:
    (repair,) = normalize("سلام \u200eدنیا").repairs

    assert describe(repair).startswith("«U+200E» to nothing: direction-mark")


def test_a_rule_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        describe(Repair(name="no-such-rule", from_="a", to="b", start=0, end=1))


def test_each_fold_is_named_with_what_it_changes_and_why() -> None:
    told = dict(line.split(": ", 1) for line in describe_folds("«آب» و آن و ۱٬۲۳۴ در خانه\u200cی Émile"))

    assert told["alef"].startswith("«آب» to «اب», «آن» to «ان» (")
    assert "digits are grouped or not" in told["thousands"]
    assert told["ezafe"].startswith("«خانه␣ی» to «خانه» (")
    assert set(told) == {"alef", "thousands", "digit", "ezafe", "half-space", "latin-accent", "lower-case"}


def test_many_words_of_one_fold_are_counted() -> None:
    (told,) = describe_folds("آب آتش آرد آسان آوار")

    assert "and 2 more words" in told


def test_text_that_no_fold_changes_has_none() -> None:
    assert list(describe_folds("کتاب او")) == []
