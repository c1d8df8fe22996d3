"""The Persian that Kibana shows: names of fields, of their bounded words, and of what is installed; see data/."""

from functools import cache
from importlib.resources import files

from babel import Locale

_ANY_INDEX = "*"
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@cache
def title(key: str) -> str:
    """Give the title that the object or part of a chart with this key bears.

    Raises:
        KeyError: data/texts.tsv has no such key.
    """
    return _texts()[key][0]


@cache
def description(key: str) -> str:
    """Give the sentence that explains the object with this key; raises KeyError as `title` does."""
    return _texts()[key][1]


def field_labels(index: str) -> dict[str, str]:
    """Give the names of the fields of one index; those of its own win over those of all indices."""
    rows = _rows("labels.tsv")
    return {field: label for wanted in (_ANY_INDEX, index) for where, field, label in rows if where == wanted}


def value_labels() -> dict[str, dict[str, str]]:
    """Give what is shown for each bounded word, by field; countries come from CLDR."""
    labels: dict[str, dict[str, str]] = {"countries": _countries()}
    for field, value, label in _rows("values.tsv"):
        labels.setdefault(field, {})[value] = label
    return labels


def in_persian_digits(number: int) -> str:
    """Write a number in Persian digits.

    >>> in_persian_digits(95)
    '۹۵'
    """
    return str(number).translate(_DIGITS)


def _countries() -> dict[str, str]:
    names = Locale.parse("fa").territories
    return {code: names[code] for code in sorted(names) if len(code) == _ISO_LETTERS and code.isalpha()}


_ISO_LETTERS = 2


@cache
def _texts() -> dict[str, tuple[str, str]]:
    return {key: (title, description) for key, title, description in _rows("texts.tsv")}


@cache
def _rows(name: str) -> tuple[tuple[str, str, str], ...]:
    table = files("index.kibana").joinpath("data", name).read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple((first, second, third) for first, second, third in rows)
