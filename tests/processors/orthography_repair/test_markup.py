"""Markup that nothing ends: it stays as it is, and costs no more for standing there a thousand times."""

import re

import pytest

from processors.normalize import normalize
from processors.orthography import markup
from processors.orthography.edits import Edit
from processors.orthography.markup import markup_edits


class Counting:
    """The pattern of the end of a comment, counting how often it is looked for."""

    def __init__(self) -> None:
        self.searches = 0

    def search(self, text: str, at: int) -> re.Match[str] | None:
        self.searches += 1
        return re.compile("-->").search(text, at)


def test_the_end_of_a_comment_that_has_none_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    end = Counting()
    monkeypatch.setattr(markup, "_END_OF_COMMENT", end)

    assert markup_edits("<!-- یک --> دو " + "<!-- " * 1000) == [Edit(0, 11, "", "html-tag")]
    assert end.searches == 2 + 1  # two of the first layer, one of the second


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<!-- کابل", "<!-- کابل"),
        ("<script>x</style> هرات", "<script>x</style> هرات"),
        ("<STYLE>a</style >بلخ<!-- b --><title>c</TITLE> بامیان", "بلخ بامیان"),
        ("<style>a<script>b</style>زابل", "زابل"),
        ("<p>کندهار</p> \n <p>غزنی</p>", "کندهار\n\nغزنی"),
    ],
)
def test_what_is_dropped_ends_where_it_says(written: str, text: str) -> None:
    assert normalize(written).text == text
