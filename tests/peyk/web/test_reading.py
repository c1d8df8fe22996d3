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
    made = {"body": text, "entities": [{"start": start, "end": end} for start, end in entities]}
    found = ["".join(part.text for part in each) for each in paragraphs(segments(made, "body"))]
    assert found == [line for line in text.split("\n") if line.strip()]


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
