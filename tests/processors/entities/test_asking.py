"""An entity is the same whoever asks for it how: by identity, by any name of it, in any letter case."""

import pytest

from processors.entities.asking import keys_asked, keys_of, shipped_ids, unlisted
from processors.query import parse
from processors.tagged_article import Entity

TRUMP = Entity(text="ترمپ", type="person", id="Q22686", name="دونالد ترامپ", name_en="Donald Trump", start=0, end=4)
UNLISTED = Entity(text="بهنام نیک\u200cروش", type="person", start=0, end=13)


@pytest.mark.parametrize(
    "asked", ["Q22686", "q22686", "ترمپ", "ترامپ", "Trump", "trump", "DONALD TRUMP", "دونالد ترمپ"]
)
def test_one_who_is_listed_is_found_by_identity_and_by_every_name(asked: str) -> None:
    assert keys_asked(asked, shipped_ids) & keys_of(TRUMP)


@pytest.mark.parametrize("asked", ["Q5838", "کابل", "Biden", "ترم", "Donald"])
def test_others_are_not(asked: str) -> None:
    assert not keys_asked(asked, shipped_ids) & keys_of(TRUMP)


@pytest.mark.parametrize("asked", ["بهنام نیک\u200cروش", "بهنام نيك روش", "«بهنام نیکروش»"])
def test_one_who_is_in_no_list_is_found_by_the_same_letters(asked: str) -> None:
    assert keys_asked(asked, shipped_ids) & keys_of(UNLISTED)
    assert not keys_asked(asked, shipped_ids) & keys_of(TRUMP)


def test_a_query_tells_whom_no_list_knows() -> None:
    assert unlisted(parse('کابل entity:Q5838 -(entity:"بهنام نیک" | entity:ترمپ)'), shipped_ids) == ("بهنام نیک",)
