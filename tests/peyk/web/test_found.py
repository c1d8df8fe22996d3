"""What the pages make of Elasticsearch's answers."""

from datetime import UTC, datetime, timedelta

import pytest

from peyk.web.found import Bar, closer, read_stories
from peyk.web.searching import EXAMPLES
from processors.query import parse

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def _bars(*counts: int) -> tuple[Bar, ...]:
    day = timedelta(1)
    return tuple(Bar(_FIRST + number * day, _FIRST + (number + 1) * day, count) for number, count in enumerate(counts))


@pytest.mark.parametrize(
    ("counts", "start"),
    [
        ((1, 0, 0, 0, 0, 0, 0, 0, 0, 99), 9),  # a stray of long ago
        ((0, 1, 0, 0, 0, 0, 0, 0, 50, 60), 8),
        ((9, 0, 0, 0, 0, 0, 0, 0, 0, 9), None),  # half of it is no stray
        ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), None),
        ((1, 0, 50, 49), None),  # the picture is good as it is
        ((0, 0, 0), None),
        ((), None),
    ],
)
def test_a_few_strays_do_not_press_the_rest_into_one_bar(counts: tuple[int, ...], start: int | None) -> None:
    assert closer(_bars(*counts)) == (None if start is None else _FIRST + start * timedelta(1))


def test_there_are_never_more_stories_than_articles() -> None:
    answer = {"aggregations": {"stories": {"value": 6273}}, "hits": {"total": {"value": 6242}}}
    assert read_stories(answer) == 6242


@pytest.mark.parametrize("query", [query for query, _ in EXAMPLES])
def test_every_example_of_the_help_is_a_query(query: str) -> None:
    assert parse(query)
