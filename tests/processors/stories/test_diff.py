import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.stories.diff import Change, ChangeKind, diff, in_one_line

_ALPHABET = "اب پت\u200c\n.1«"


def _side(changes: tuple[Change, ...], kind: ChangeKind) -> str:
    return "".join(change.text for change in changes if change.kind in {kind, ChangeKind.KEPT})


@settings(max_examples=300, deadline=None)
@given(st.text(_ALPHABET, max_size=60), st.text(_ALPHABET, max_size=60))
def test_both_takes_can_be_read_from_the_changes(old: str, new: str) -> None:
    changes = diff(old, new)
    assert _side(changes, ChangeKind.OUT) == old
    assert _side(changes, ChangeKind.IN) == new


def test_word_is_the_least_that_changes() -> None:
    changes = diff("هفت تن زخمی می\u200cشوند.\nپایان", "نه تن زخمی می\u200cشوند.\nپایان")
    assert changes == (
        Change(ChangeKind.OUT, "هفت"),
        Change(ChangeKind.IN, "نه"),
        Change(ChangeKind.KEPT, " تن زخمی می\u200cشوند.\nپایان"),
    )


def test_word_with_half_space_is_one_word() -> None:
    assert diff("می\u200cرود", "می\u200cآید")[0] == Change(ChangeKind.OUT, "می\u200cرود")


@pytest.mark.parametrize(("old", "new"), [("۵٫۲", "۵٫۴"), ("12:30", "12:45"), ("نقطهٔ", "نقطه"), ("مؤثّر", "مؤثر")])
def test_number_with_its_marks_and_word_with_its_signs_are_one_piece(old: str, new: str) -> None:
    assert diff(f"در {old} بود", f"در {new} بود")[1:3] == (Change(ChangeKind.OUT, old), Change(ChangeKind.IN, new))


def test_same_text_has_no_changes() -> None:
    assert diff("متن", "متن") == (Change(ChangeKind.KEPT, "متن"),)
    assert diff("", "") == ()


def test_changes_are_isolated_from_the_direction_of_their_surroundings() -> None:
    written = in_one_line(diff("وزیر NATO گفت", "وزیر UN گفت"))
    assert written == "وزیر \u2068[-NATO-]\u2069\u2068{+UN+}\u2069 گفت"


@pytest.mark.parametrize("separator", [" ", "\n"])
def test_very_long_takes_are_compared_as_a_whole(separator: str) -> None:
    old = separator.join(f"الف{number}" for number in range(2_000))
    new = separator.join(f"ب{number}" for number in range(2_000))
    assert diff(old, new) == (Change(ChangeKind.OUT, old), Change(ChangeKind.IN, new))
