"""Read one word as it is written and say how it should be: letters, lost and needless half-spaces."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from processors.orthography.half_space import is_whole_word, restore
from processors.orthography.lexicon import HALF_SPACE, lexicon
from processors.orthography.rules import REPAIRS
from processors.orthography.runs import FOREIGN_WORD

WORD = re.compile("([\u0621-\u063a\u0640-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u200c]+|[\u0660-\u0669]+)")
"""A run of Arabic-script letters and half-spaces, or of Arabic digits: one capturing group, for split()."""

LONGEST = 60
"""Code points; what is longer is no word, and is left alone."""

_LETTER_RULES = {rule.written: rule for rule in REPAIRS if rule.scope == "persian" and len(rule.written) == 1}
_LETTERS = str.maketrans({written: rule.standard for written, rule in _LETTER_RULES.items()})
_WRITTEN = frozenset(_LETTER_RULES)
# These letters are Persian only by mistake; a word that no list knows may be Urdu or Kurdish.
_DOUBTFUL = frozenset("ےہھە")
_LONE_LETTERS = frozenset("وی")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a written word should be: `letters` is the word with its letters repaired, `certain` and `full` also
    have their half-spaces; `full` includes those that some house styles leave out. `before_stop` is the form to
    take where no complement follows (see data/never_after_ezafe.txt). Names are rule names joined by "+".
    """

    letters: str
    letter_names: str
    certain: str
    full: str
    half_space_name: str
    before_stop: str


@lru_cache(maxsize=262_144)
def reading(word: str) -> Reading | None:
    """Tell how `word` should be written; None where it is right as it stands.

    >>> reading("كتاب").certain
    'کتاب'
    """
    if FOREIGN_WORD.search(word):
        return None
    letters, names = _letters(word)
    certain = full = letters
    rule = before_stop = ""
    if HALF_SPACE in letters:
        certain, rule = _repaired_parts(letters)
        full = certain
    else:
        bare, marks = _without_marks(letters)
        found = restore(bare)
        if found:
            full = _with_marks(found.form, marks)
            certain = full if found.certain else letters
            rule = found.rule
            before_stop = _with_marks(_indefinite(found.form), marks)
    if certain == word and full == word:
        return None
    return Reading(letters, names, certain, full, rule, before_stop)


def _letters(word: str) -> tuple[str, str]:
    if _WRITTEN.isdisjoint(word):
        return word, ""
    mended = word.translate(_LETTERS)
    if not _DOUBTFUL.isdisjoint(word) and mended not in lexicon().words and not is_whole_word(mended):
        return word, ""
    return mended, "+".join(dict.fromkeys(_LETTER_RULES[c].name for c in word if c in _WRITTEN))


def _without_marks(word: str) -> tuple[str, dict[int, str]]:
    """Take the vowel signs off; the positions where they stood count letters only."""
    if word.isalpha():
        return word, {}
    bare: list[str] = []
    marks: dict[int, str] = {}
    for char in word:
        if unicodedata.combining(char):
            marks[len(bare)] = marks.get(len(bare), "") + char
        else:
            bare.append(char)
    return "".join(bare), marks


def _with_marks(form: str, marks: dict[int, str]) -> str:
    if not marks:
        return form
    out = [marks.get(0, "")]
    at = 0
    for char in form:
        at += char != HALF_SPACE
        out.append(char + (marks.get(at, "") if char != HALF_SPACE else ""))
    return "".join(out)


def _indefinite(form: str) -> str:
    """Read X‌های as Xه‌ای, where Xه is a word too: نام‌های, نامه‌ای. The same form where it is not."""
    base = form.removesuffix(f"{HALF_SPACE}های")
    if base == form or f"{base}ه" not in lexicon().words:
        return form
    return f"{base}ه{HALF_SPACE}ای"


def _repaired_parts(word: str) -> tuple[str, str]:
    """Repair a word that has half-spaces: take needless ones out, put lost ones in."""
    parts = word.split(HALF_SPACE)
    whole = "".join(parts)
    lone = any(len(part) == 1 and part not in _LONE_LETTERS for part in parts)
    if lone and (is_whole_word(whole) or restore(whole)):
        found = restore(whole)
        return (found.form if found else whole), "half-space-needless"
    rule = ""
    for place, part in enumerate(parts):
        found = restore(part) if len(part) > 4 and part.isalpha() else None
        if found and found.certain:
            parts[place], rule = found.form, found.rule
    return HALF_SPACE.join(parts), rule
