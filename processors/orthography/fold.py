"""Folding: one spelling for all spellings of a text, for matching only; stored text is never folded."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from processors.orthography.rules import FOLDS, REPAIRS, LetterRule

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"

_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_LATIN_BY_NAME = {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"} | {
    "ł": "l",
    "Ł": "L",
    "ı": "i",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters came from.

    `offsets[i]` is the code point of the source at which folded character i began, and `offsets[len(text)]` the length
    of the source, so that `source[offsets[start]:offsets[end]]` is what the folded span `text[start:end]` stands for.
    """

    text: str
    offsets: Sequence[int]


def _latin() -> Iterator[LetterRule]:
    why = "foreign names are written with and without their accents"
    for code in _LATIN:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            yield LetterRule(chr(code), base, "latin-accent", why, "Unicode character database")
    for written, standard in _LATIN_BY_NAME.items():
        yield LetterRule(written, standard, "latin-accent", why, "Unicode Latin-ASCII transliteration (CLDR)")
    for code in range(0x300, 0x370):
        yield LetterRule(chr(code), "", "latin-accent", why, "Unicode character database")


def _greek() -> Iterator[LetterRule]:
    # Lower case of a final sigma depends on its neighbours in Python and not in Lucene; one sigma is enough.
    for written in "Σς":
        yield LetterRule(written, "σ", "greek-sigma", "one letter in two shapes", "Unicode character database")


MATCHING: tuple[LetterRule, ...] = (*(rule for rule in FOLDS if len(rule.written) == 1), *_latin(), *_greek())
"""Every fold of single letters; repairs come before them, lower case after."""

SEQUENCES: Mapping[str, str] = MappingProxyType(
    {rule.written: rule.standard for rule in FOLDS if len(rule.written) > 1}
)
"""Folds of several letters, each as it is written: only where words are told apart (`tokens`) are they applied."""


def letters_but(kept: str = "") -> Mapping[str, str]:
    """Tell what becomes of each single letter in one step, repairs before folds; the letters `kept` are not folded."""
    repaired = {rule.written: rule.standard for rule in REPAIRS if len(rule.written) == 1}
    steps = {rule.written: rule.standard for rule in MATCHING} | repaired
    steps = {written: standard for written, standard in steps.items() if written not in kept}
    return MappingProxyType({written: _last(written, steps) for written in steps})


def _last(text: str, steps: Mapping[str, str]) -> str:
    while (after := "".join(steps.get(char, char) for char in text)) != text:
        text = after
    return text


LETTERS: Mapping[str, str] = letters_but()
"""What becomes of each single letter: repairs and folds in one step (before lower case)."""


def letter_class(letters: Iterator[str] | Sequence[str]) -> str:
    """Write `letters` as a regular expression's character class, neighbours joined to ranges."""
    codes = sorted({ord(letter) for letter in letters})
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(re.escape(chr(first)) + "-" + re.escape(chr(last)) for first, last in ranges) + "]"


_CHANGING = re.compile(letter_class(tuple(LETTERS)))
_EZAFE = re.compile("(?<=[هەہھةۀ])\u200c+[یيى](?![^\\W_])")
_THOUSANDS = re.compile("(?<=[0-9۰-۹٠-٩])[,٬](?=[0-9۰-۹٠-٩]{3}(?![0-9۰-۹٠-٩]))")


def fold(text: str) -> Folded:
    """Fold `text` for matching, and remember where each character came from.

    Letters of other keyboards, hamza and alef forms, ezafe signs, diacritics, digits of all scripts, thousands
    separators, accents and case fold; half-spaces and invisible characters go. Line breaks and spaces stay.
    """
    source = _blank(text)
    parts: list[str] = []
    offsets: list[int] = []
    done = 0
    for found in _CHANGING.finditer(source):
        start = found.start()
        folded = LETTERS[found.group()]
        parts += (source[done:start], folded)
        offsets.extend(range(done, start))
        offsets.extend([start] * len(folded))
        done = start + 1
    parts.append(source[done:])
    offsets.extend(range(done, len(source) + 1))
    return Folded("".join(parts).lower(), offsets)


def fold_text(text: str) -> str:
    """Fold `text` for matching, as `fold` does, without the offsets."""
    return _CHANGING.sub(_letter, _blank(text)).lower()


def _letter(found: re.Match[str]) -> str:
    return LETTERS[found.group()]


def _blank(text: str) -> str:
    # What goes only in some contexts becomes as many half-spaces, which always go: offsets stay simple.
    if HALF_SPACE in text:
        text = _EZAFE.sub(_half_spaces, text)
    if "," in text or "٬" in text:
        text = _THOUSANDS.sub(HALF_SPACE, text)
    return text


def _half_spaces(found: re.Match[str]) -> str:
    return HALF_SPACE * len(found.group())


@cache
def _rules() -> Mapping[str, LetterRule]:
    return {rule.written: rule for rule in (*MATCHING, *REPAIRS) if len(rule.written) == 1}


def fold_reasons(word: str) -> Mapping[str, str]:
    """Tell which folds change `word`: why each is made, by its name, in their order."""
    found = {}
    if _EZAFE.search(word):
        found["ezafe"] = "the yeh of the ezafe behind a heh is optional"
    if _THOUSANDS.search(word):
        found["thousands"] = "a number is written with and without its thousands separator"
    found |= {rule.name: rule.why for rule in filter(None, map(_rules().get, word))}
    if word.lower() != word:
        found["lower-case"] = "small and capital letters are one"
    return found
