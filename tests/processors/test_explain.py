"""Repairs told in words."""

import pytest

from processors.explain import describe
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
