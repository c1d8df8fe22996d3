"""Tells whether an article says of itself that it corrects an earlier version."""

from functools import cache
from importlib.resources import files

from processors.orthography.tokens import words
from processors.tagged_article import TaggedArticle

_MARKS = ":：-–—)]|/»"
_SUBJECT = "correction"


@cache
def _openings() -> frozenset[tuple[str, ...]]:
    text = files("alerts").joinpath("data", "corrections.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(tuple(word.spelled for word in words(line)) for line in lines)


def is_correction(article: TaggedArticle) -> bool:
    """Tell whether headline or first line open with a word such as تصحیح, set off by a sign, or a subject says so.

    A sentence that merely begins with the word (تصحیح قانون اساسی) is not one: the sign after it is what desks write.
    """
    if any(subject.strip().casefold() == _SUBJECT for subject in article.subjects):
        return True
    first_line = (article.body or "").lstrip().partition("\n")[0]
    return any(_opens(line) for line in (article.title or "", first_line))


def _opens(line: str) -> bool:
    sign = min((index for mark in _MARKS if (index := line.find(mark, 1)) > 0), default=-1)
    opening = line[:sign] if sign > 0 else line if len(line) < 40 else ""  # noqa: PLR2004 - a line of its own
    return tuple(word.spelled for word in words(opening)) in _openings()
