"""Words of a story for comparing it with others: folded, respellings made one, figures marked."""

import re
from functools import cache, lru_cache
from importlib.resources import files

import ahocorasick

from processors.orthography.fold import fold_text

FIGURE = "#"
"""First character of a word that is a number, weekday or month; what follows is its value, however it was spelled."""

FURNITURE_WORDS = 30
"""Words of the longest line that can be the page's furniture."""

_NEW_LINE = re.compile(r"</?(?:p|div|br|li|ul|ol|h\d|tr|td|table|section|article)\b[^<>]{0,2000}>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,2000}>|&[a-z]{2,8};|&#\d{1,6};")
_WORD = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
_PREFIX_APART = re.compile(r"\b(ن?می|(?:یک|دو|سه|چهار|پنج)(?= شنبه\b)) (?=\w)")
_SUFFIX_APART = re.compile(r" (?=(?:ها|های|هایی|تر|ترین)\b)")


def lines_of_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Split `text` into lines of folded words, in order, known respellings made one.

    Punctuation, markup, empty lines and short lines that are the page's and not the story's are left out.
    """
    plain = _MARKUP.sub(" ", _NEW_LINE.sub("\n", text)) if "<" in text or "&" in text else text
    joined = _SUFFIX_APART.sub("", _PREFIX_APART.sub(r"\1", fold_text(plain)))
    lines = (_WORD.findall(line) for line in joined.splitlines() if not _is_furniture(line))
    return tuple(tuple(map(_canonical, line)) for line in lines if line)


def _is_furniture(line: str) -> bool:
    return line.count(" ") < FURNITURE_WORDS and next(_furniture().iter(line), None) is not None


@lru_cache(maxsize=1 << 16)
def _canonical(word: str) -> str:
    if word[0].isdigit():
        return FIGURE + (re.sub(r"[,/]", ".", word).lstrip("0") or "0")
    return _figures().get(word, word)


@cache
def _furniture() -> ahocorasick.Automaton:
    phrases = ahocorasick.Automaton()
    for line in _lines("furniture.txt"):
        phrases.add_word(fold_text(line), True)  # noqa: FBT003 - the automaton wants some value
    phrases.make_automaton()
    return phrases


@cache
def _figures() -> dict[str, str]:
    rows = (line.split("\t") for line in _lines("figures.tsv"))
    return {fold_text(spelling): FIGURE + value for value, spellings in rows for spelling in spellings.split(" ")}


def _lines(file_name: str) -> tuple[str, ...]:
    text = files("processors.stories").joinpath("data", file_name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
