"""Words of a story for comparing it with others: folded, respellings made one, figures marked."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import ahocorasick

from processors.orthography.fold import fold_text
from processors.orthography.variants import own_variants

FIGURE = "#"
"""First character of a word that is a number, weekday or month; what follows is its value, however it was spelled."""

FURNITURE_WORDS = 30
"""Words of the longest line that can be the page's furniture."""

_NEW_LINE = re.compile(r"</?(?:p|div|br|li|ul|ol|h\d|tr|td|table|section|article)\b[^<>]{0,2000}>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,2000}>|&[a-z]{2,8};|&#\d{1,6};")
_WORD = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+")
# Each begins with its space: a pattern with a letter to begin with is looked for at every letter.
_PREFIX_APART = re.compile(r" (ن?می) (?=\w)")
_WEEKDAY_APART = re.compile(r" (?=شنبه\b)(?:(?<=\bیک )|(?<=\bدو )|(?<=\bسه )|(?<=\bچهار )|(?<=\bپنج ))")
_ENDINGS = ("هایی", "های", "ها", "ان", "ی")
_SUFFIX_APART = re.compile(r" (?=(?:ها|های|هایی|تر|ترین)\b)")


def lines_of_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Split `text` into lines of folded words, in order, known respellings made one.

    Punctuation, markup, empty lines and short lines that are the page's and not the story's are left out.
    """
    text = " " + text.replace("\n", "\n ")
    plain = _MARKUP.sub(" ", _NEW_LINE.sub("\n ", text)) if "<" in text or "&" in text else text
    joined = _SUFFIX_APART.sub("", _WEEKDAY_APART.sub("", _PREFIX_APART.sub(r" \1", fold_text(plain))))
    lines = (_WORD.findall(line) for line in joined.splitlines() if not _is_furniture(line))
    return tuple(tuple(map(_canonical, _phrases_joined(line))) for line in lines if line)


def _is_furniture(line: str) -> bool:
    return line.count(" ") < FURNITURE_WORDS and next(_furniture().iter(line), None) is not None


def _phrases_joined(words: list[str]) -> list[str]:
    """Put the one word that stands for it in place of each phrase with a respelling."""
    phrases = _respellings().phrases
    joined, done = [], 0
    for place in [place for place, word in enumerate(words) if word in phrases]:
        found = next((each for each in phrases[words[place]] if words[place : place + len(each[0])] == each[0]), None)
        if found is not None and place >= done:
            joined += [*words[done:place], found[1]]
            done = place + len(found[0])
    return joined + words[done:] if done else words


@lru_cache(maxsize=1 << 16)
def _canonical(word: str) -> str:
    if word[0].isdigit():
        return FIGURE + (re.sub(r"[,/]", ".", word).lstrip("0") or "0")
    known = _respellings().words
    one = known.get(word)
    if one is None:
        base = next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)), word)
        one = known.get(base, base) + word[len(base) :]
    return _figures().get(one, one)


@dataclass(frozen=True, slots=True)
class _Respellings:
    """The one word that stands for all respellings of a word; and of a phrase, by the first of its words."""

    words: dict[str, str]
    phrases: dict[str, list[tuple[list[str], str]]]


@cache
def _respellings() -> _Respellings:
    words: dict[str, str] = {}
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for row in own_variants():
        if row.direction == "=":
            forms = [form for written in (*row.right, *row.left) for form in _written(written)]
            # A word in two rows keeps the one that it has: the second row's other words join it.
            one = next((words[form[0]] for form in forms if len(form) == 1 and form[0] in words), "".join(forms[0]))
            words |= {form[0]: one for form in forms if len(form) == 1}
            for form in forms:
                if len(form) > 1:
                    phrases.setdefault(form[0], []).append((form, one))
    for found in phrases.values():
        found.sort(key=lambda each: -len(each[0]))
    return _Respellings(words, phrases)


def _written(form: str) -> list[list[str]]:
    apart = form.replace("\N{ZERO WIDTH NON-JOINER}", " ")
    return [_WORD.findall(fold_text(each)) for each in dict.fromkeys((form, apart))]


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
