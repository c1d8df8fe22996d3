"""Peyk's own English sentences, in Persian for the pages: what is wrong with a query, why a repair was made."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from alerts.delivery.moments import digits
from peyk.web.texts import safe


def persian(text: str) -> Markup:
    """Give a sentence of Peyk in Persian, as HTML; one that data/sentences.tsv lacks stays, and reads left to right.

    >>> str(persian("words may stand at most 50 apart"))
    'میان واژه\u200cها بیش از ۵۰ واژه نمی\u200cگنجد'
    """
    for pattern, template in _sentences():
        if found := pattern.fullmatch(text):
            return Markup(template).format(*map(_shown, found.groups()))  # noqa: S704 - ours; what fills it is escaped
    return Markup('<bdi dir="ltr">{}</bdi>').format(safe(text))


def known(text: str) -> bool:
    """Tell whether a sentence is there in Persian."""
    return any(pattern.fullmatch(text) for pattern, _ in _sentences())


def _shown(part: str) -> Markup:
    if part.isdecimal():
        return Markup("{}").format(digits(part))
    return Markup("<bdi>{}</bdi>").format(persian(part) if known(part) else safe(part))


@cache
def _sentences() -> Sequence[tuple[re.Pattern[str], str]]:
    table = files("peyk.web").joinpath("data", "sentences.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple((_pattern(english), told) for english, told in rows)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)
