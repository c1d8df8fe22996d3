"""An article cut at names, dates and repairs."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from peyk.web.reading import dates, names, paragraphs, restored, segments

from .desk_of import document

SPANS = st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), max_size=6)


@given(st.text(max_size=25), SPANS, SPANS)
def test_segments_put_together_are_the_text_whatever_the_spans_are(
    text: str, entities: list[tuple[int, int]], found: list[tuple[int, int]]
) -> None:
    made: dict[str, Any] = {
        "body": text,
        "entities": [{"start": start, "end": end} for start, end in entities],
        "dates": [{"start": start, "end": end} for start, end in found],
    }
    assert "".join(part.text for part in segments(made, "body")) == text


@given(st.text(alphabet="اب\n ", max_size=25), SPANS)
def test_paragraphs_lose_nothing_but_line_breaks_and_empty_lines(text: str, entities: list[tuple[int, int]]) -> None:
    spans = [{"start": start, "end": end} for start, end in entities]
    made = {"body": text, "original": {"body": text}, "entities": spans}
    found = paragraphs(made, "body")
    lines = [line for line in text.split("\n") if line.strip()]
    assert ["".join(part.text for part in each.text) for each in found] == lines
    assert ["".join(part.text for part in each.original) for each in found] == lines


def test_each_line_stands_beside_the_one_it_was_made_of() -> None:
    body, original = "خانه\u200cها\nدو سطر\nپایان", "خانهها\r\n\r\nدو سطر\rپایان"
    repairs = [
        {"name": "plural", "from": "خانهها", "to": "خانه\u200cها", "start": 0, "end": 7},
        {"name": "line-break", "from": "\r\n\r\n", "to": "\n", "start": 7, "end": 8},
        {"name": "line-break", "from": "\r", "to": "\n", "start": 14, "end": 15},
    ]
    found = paragraphs({"body": body, "original": {"body": original}, "repairs": repairs}, "body")
    assert ["".join(part.text for part in line.text) for line in found] == body.split("\n")
    assert ["".join(part.text for part in line.original) for line in found] == ["خانهها\r\n\r\n", "دو سطر\r", "پایان"]


def test_where_repairs_do_not_lead_back_no_line_has_an_original() -> None:
    made = document(body="یک\nدو", original={"body": "چیزی دیگر"})
    assert [line.original for line in paragraphs(made, "body")] == [(), ()]


def test_names_and_dates_stand_where_they_are() -> None:
    parts = segments(document(), "body")
    assert [part.text for part in parts if part.entity] == ["دونالد ترمپ"]
    assert "".join(part.text for part in parts if part.date) == "روز سه\u200cشنبه"
    assert not any(part.entity for part in segments(document(), "title"))


def test_repairs_lead_back_to_the_original() -> None:
    parts = restored(document(), "body")
    assert "".join(part.text for part in parts) == document()["original"]["body"]
    assert [(part.text, part.repaired) for part in parts if part.repaired] == [("سهشنبه", "سه\u200cشنبه")]


def test_where_repairs_do_not_lead_back_the_original_stands_by_itself() -> None:
    made = document(original={"title": "", "body": "چیزی دیگر"})
    assert [part.text for part in restored(made, "body")] == ["چیزی دیگر"]


def test_lists_name_everything_once() -> None:
    twice = document()["entities"] * 2
    assert [(name.name, name.count) for name in names(document(entities=twice))] == [("دونالد ترامپ", 2)]
    assert [told.meant for told in dates(document())] == ["۳ قوس ۱۴۰۵ / ۲۴ نومبر ۲۰۲۶"]
