"""The character rules of Persian spelling, each held once: REPAIRS change stored text, FOLDS serve matching only."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from processors.orthography.sources import own_rows

Scope = Literal["anywhere", "persian"]

_UNICODE = "Unicode character database"
_PRESENTATION_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
# Line feed, tab and carriage return are text; U+0085 and U+009D have rows of their own in repairs.tsv.
_CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_DIACRITICS = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E9))


@dataclass(frozen=True, slots=True)
class LetterRule:
    """`written` stands for `standard` (both of one or more characters; `standard` may be empty).

    `scope` says where a repair holds: "anywhere", or only where the text around it is Persian. Folds hold anywhere.
    """

    written: str
    standard: str
    name: str
    why: str
    source: str
    scope: Scope = "anywhere"


def _character(name: str) -> str:
    code = name.removeprefix("U+")
    return unicodedata.lookup(name) if code == name else chr(int(code, base=16))


def _characters(names: str) -> str:
    """Read "ARABIC LETTER HEH + U+200C" as the characters it names."""
    parts = [part.strip() for part in names.split(" + ")] if names.strip() else []
    return "".join(map(_character, parts))


def _listed_repairs() -> Iterator[LetterRule]:
    for written, standard, name, scope, why, source in own_rows("repairs.tsv"):
        allowed: Scope = "persian" if scope == "persian" else "anywhere"
        yield LetterRule(_characters(written), _characters(standard), name, why, source, allowed)


def _listed_folds() -> Iterator[LetterRule]:
    for written, standard, name, why, source in own_rows("folds.tsv"):
        yield LetterRule(_characters(written), _characters(standard), name, why, source)


def _presentation_forms() -> Iterator[LetterRule]:
    why = "a drawn shape of one or more letters, left by old typesetting; the letters themselves can be searched"
    for code in _PRESENTATION_FORMS:
        written = chr(code)
        standard = unicodedata.normalize("NFKC", written)
        # Ornate parentheses and the rial sign are signs, not shapes; a lone vowel shape (space + mark) is none of ours.
        if unicodedata.category(written) == "Lo" and standard != written and not standard.startswith(" "):
            yield LetterRule(written, standard, "presentation-form", why, _UNICODE)


def _controls(listed: set[str]) -> Iterator[LetterRule]:
    why = "a control character that no reader sees and no search expects"
    for code in _CONTROLS:
        if chr(code) not in listed:
            yield LetterRule(chr(code), "", "control", why, _UNICODE)


def _diacritics() -> Iterator[LetterRule]:
    why = "vowel and recitation marks are optional in Persian"
    for code in _DIACRITICS:
        yield LetterRule(chr(code), "", "diacritic", why, _UNICODE)


def _digits() -> Iterator[LetterRule]:
    why = "one number is written in the digits of several scripts"
    for code in range(0x80, 0x10000):
        digit = unicodedata.digit(chr(code), None)
        if digit is not None and unicodedata.category(chr(code)) == "Nd":
            yield LetterRule(chr(code), str(digit), "digit", why, _UNICODE)


def _repairs() -> tuple[LetterRule, ...]:
    listed = tuple(_listed_repairs())
    return (*listed, *_presentation_forms(), *_controls({rule.written for rule in listed}))


REPAIRS: tuple[LetterRule, ...] = _repairs()
"""Safe on stored text, where `scope` allows it. Matching applies them everywhere, before the folds."""

FOLDS: tuple[LetterRule, ...] = (*_listed_folds(), *_diacritics(), *_digits())
"""Equal for matching only. `standard` of a repair may be `written` of a fold: apply REPAIRS first, then FOLDS."""
