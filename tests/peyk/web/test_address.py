"""The address of a search holds its state, and no address is an error."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from peyk.web.address import LAST_PAGE, MOST_CHOICES, Asked, read_address

FULL = Asked(
    query="آتش بس", sources=("pamir", "الف/ب&c"), languages=("prs",), entities=("Q22686",), since=date(2026, 11, 1),
    until=date(2026, 11, 24), about_since=date(2026, 12, 1), about_until=date(2026, 12, 2), sort="relevance",
    grouped=False, page=3,
)  # fmt: skip


def _again(asked: Asked) -> Asked:
    return read_address(parse_qsl(urlsplit(asked.url()).query))


def test_an_address_is_read_as_it_was_written() -> None:
    assert _again(FULL) == FULL
    assert Asked().url() == "/"


@given(st.lists(st.tuples(st.sampled_from(["q", "source", "from", "to", "page", "sort", "each", "x"]), st.text())))
def test_no_address_is_an_error_and_reading_twice_changes_nothing(pairs: list[tuple[str, str]]) -> None:
    asked = read_address(pairs)
    assert 1 <= asked.page <= LAST_PAGE
    assert _again(asked).pairs() == [
        (name, value.encode("utf-8", "replace").decode().strip()) for name, value in asked.pairs()
    ]


def test_a_day_that_is_none_is_told_and_left_out() -> None:
    asked = read_address([("q", "آتش"), ("from", "فردا")])
    assert asked.since is None
    assert asked.query == "آتش"
    assert "فردا" in asked.problems[0]


def test_choices_are_bounded() -> None:
    assert len(read_address([("source", f"s{n}") for n in range(1000)]).sources) == MOST_CHOICES


def test_a_choice_is_put_in_and_taken_out_from_the_first_page() -> None:
    more = FULL.toggled("entity", "Q30")
    assert more.entities == ("Q22686", "Q30")
    assert more.page == 1
    assert more.toggled("entity", "Q30").toggled("entity", "Q22686").entities == ()


def test_days_stand_in_their_boxes_in_the_solar_calendar() -> None:
    assert FULL.typed("to") == "۱۴۰۵/۰۹/۰۳"
    assert Asked().typed("to") == ""
