"""What cannot be seen does not act; what is marked stays marked."""

from hypothesis import given
from hypothesis import strategies as st

from peyk.web.texts import coded, cut, direction, safe


@given(st.text())
def test_safe_text_has_nothing_that_turns_or_hides_it(text: str) -> None:
    assert not set(safe(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00\x1b\x7f")
    safe(text).encode()


def test_the_language_of_a_text_decides_its_direction_and_not_its_first_word() -> None:
    assert [direction(language) for language in ("fa", "prs", "ps", "en", "other", None)] == [
        "rtl", "rtl", "rtl", "ltr", "auto", "auto",
    ]  # fmt: skip


def test_half_spaces_and_line_ends_stay() -> None:
    assert safe("می\u200cرود\n\tا\u200dب") == "می\u200cرود\n\tا\u200dب"


@given(st.text())
def test_what_is_coded_shows_every_character_that_is_taken_out(text: str) -> None:
    shown = list(coded(text))
    assert "".join(piece.text for piece in shown if not piece.code) == safe(text)
    assert sum(piece.code for piece in shown) == len(text) - len(safe(text))


@given(st.text(), st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40))))
def test_cutting_loses_no_character_whatever_the_marks_are(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in cut(text, marks)) == text
