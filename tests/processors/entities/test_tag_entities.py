import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from processors.tag_entities import tag_entities, tag_fields

_CASES = json.loads((Path(__file__).parents[2] / "cases/entities/sentences.json").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=[case["label"] for case in _CASES])
def test_names_of_a_sentence_are_found_with_their_identity(case: dict[str, Any]) -> None:
    found = tag_entities(case["text"])
    told = [{"text": each.text, "type": each.type, "id": each.id} for each in found]
    for wanted in case["want"]:
        assert any(wanted.items() <= each.items() for each in told), told
    assert not {each.text for each in found} & set(case["absent"]), told


@pytest.mark.parametrize("case", _CASES, ids=[case["label"] for case in _CASES])
def test_spans_point_at_their_text_and_do_not_overlap(case: dict[str, Any]) -> None:
    text = case["text"]
    found = tag_entities(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "\u200c\u200c", "ـــ", "؟!؟!", "۱۲۳ ۴۵۶", "\u064b\u064c", "a" * 5000, "ی " * 3000]
)
def test_text_without_names_has_none(text: str) -> None:
    assert tag_entities(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yesterday Donald Trump met Vladimir Putin, the spokesman said.", ["Donald Trump", "Vladimir Putin"]),
        ("President Hassan Something and the Committee of Nobody met again.", []),
        ("Élodie était à la réunion.", []),
    ],
)
def test_a_sentence_in_latin_letters_has_known_names_only(text: str, names: list[str]) -> None:
    around = f"باران بارید.\n{text}\nمریم کاویانی به هرات رفت."
    assert [each.text for each in tag_entities(around)] == [*names, "مریم کاویانی", "هرات"]


def test_a_short_form_joins_the_full_name_of_the_article() -> None:
    body = "کارستن اشمیتز، رئیس شرکت لیندفورس، سخن گفت. آقای اشمیتز افزود که کار ادامه دارد."
    last = [each for each in tag_entities(body) if each.text == "اشمیتز"]
    assert [each.name for each in last] == ["کارستن اشمیتز"]


def test_a_short_form_in_the_headline_joins_the_full_name_in_the_body() -> None:
    found = tag_fields({"title": "گفت\u200cوگوی تلفنی بنت و همتایش", "body": "ریچارد بنت گزارشگر ویژهٔ ملل متحد است."})
    assert {(each.field, each.id) for each in found if each.type == "person"} >= {("title", "richard-bennett")}


def test_a_surname_alone_is_not_taken_for_the_known_person() -> None:
    (person,) = (each for each in tag_entities("حمید خاتمی معلم دبستان است.") if each.type == "person")
    assert (person.text, person.id) == ("حمید خاتمی", None)


def test_another_transliteration_of_a_full_name_finds_its_person() -> None:
    found = tag_entities("ولادمیر زیلینسکی رییس جمهور اوکراین است.")
    assert [each.id for each in found if each.type == "person"] == ["Q3874799"]


@pytest.mark.parametrize(
    ("text", "name", "identity"),
    [
        ("بارندگی در شمال کابل ادامه دارد.", "شمال کابل", "Q5838"),
        ("زلزله جنوب غرب تهران را لرزاند.", "جنوب غرب تهران", "Q3616"),
    ],
)
def test_a_side_of_a_place_belongs_to_its_name(text: str, name: str, identity: str) -> None:
    assert [(each.text, each.id) for each in tag_entities(text)] == [(name, identity)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("حجت الاسلام حمید رستگار فرد در قم سخنرانی کرد.", "حمید رستگار فرد"),
        ("حجت\u200cالاسلام مجید احمدی نژاد در قم سخنرانی کرد.", "مجید احمدی نژاد"),
        ("آقای سعید کریمی گفت که فرد دیگری نیامد.", "سعید کریمی"),
    ],
)
def test_a_family_name_written_apart_is_whole_and_its_title_is_not_part_of_it(text: str, wanted: str) -> None:
    assert [each.text for each in tag_entities(text) if each.type == "person"] == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("نیروها به شهر مرزی هرات رسیدند.", ("شهر مرزی هرات", "place")),
        ("این خبر را شبکه تلویزیونی الجزیره پخش کرد.", ("شبکه تلویزیونی الجزیره", "organization")),
    ],
)
def test_an_adjective_does_not_part_a_head_word_from_its_name(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in [(each.text, each.type) for each in tag_entities(text)]
