"""Read one word as it is written and say how it should be: letters, lost and needless half-spaces."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from processors.orthography import verbs
from processors.orthography.half_space import restore
from processors.orthography.lexicon import HALF_SPACE, house_style, lexicon
from processors.orthography.runs import FOREIGN_WORD
from processors.orthography.sources import own_lines
from processors.orthography.spaced import affixes
from processors.orthography.whole_words import has_silent_heh, is_whole_word

WORD = re.compile("([\u0621-\u063a\u0640-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u200c\u0660-\u0669]+)")
"""A run of Arabic-script letters, half-spaces and Arabic digits: one capturing group, for split()."""

LONGEST = 60
"""Code points; what is longer is no word, and is left alone."""

_MOST_MARKS = 1
_AS_COMMON = 5
_LONE_LETTERS = frozenset("وی")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a word should be: `certain` has the half-spaces that it must have, `full` also those that some styles omit.

    `one` and `many` are the forms to take where the neighbours ask for one thing (نامه_ای) or for many (نام_های), the
    same where the word reads one way only. `is_affix`: the word may belong to a neighbour. `name` is the rule's.
    """

    certain: str
    full: str
    one: str
    many: str
    name: str
    is_affix: bool = False


class _Readings(dict[str, Reading | None]):
    """Every word that was read, so that the commonest ones cost one look-up each."""

    def __missing__(self, word: str) -> Reading | None:
        if len(word) > LONGEST:
            return None
        if len(self) >= _MOST_READINGS:
            self.clear()
        found = read(word)
        # A form that would be repaired again, perhaps back to what it was, is no better than what the source wrote.
        self[word] = found = found if found is None or _stays(found) else None
        return found


_MOST_READINGS = 150_000
readings: Mapping[str, Reading | None] = _Readings()
"""What read() says of any word, remembered."""


def read(word: str) -> Reading | None:
    r"""Tell how `word` (its letters repaired) should be; None where it is right and belongs to no neighbour.

    >>> read("کتابها").full == "کتاب\u200cها"
    True
    """
    if FOREIGN_WORD.search(word) and not word.startswith(_with_pashto_letters()):
        return None
    if word in affixes():
        return Reading(word, word, word, word, "", is_affix=True)
    if HALF_SPACE in word:
        form, name = _repaired_parts(word)
        return Reading(form, form, form, form, name) if form != word else None
    bare, marks = _without_marks(word)
    # Fully vowelled words are quotations from the Arabic.
    found = restore(bare) if len(marks) <= _MOST_MARKS else None
    if found is None:
        if bare == "میدانی":  # "of the field", or "you know"
            return Reading(word, word, f"می{HALF_SPACE}دانی", word, "half-space-verb")
        other = _other_reading(bare) if not marks else None
        return Reading(word, word, other, word, "half-space-ending") if other else None
    full, one, many = (_with_marks(form, marks) for form in (found.form, _indefinite(found.form), _plural(found.form)))
    return Reading(full if found.certain else word, full, one, many, found.rule)


@cache
def _with_pashto_letters() -> tuple[str, ...]:
    """Give the words of Dari that keep a letter of Pashto, where they came from: پوهنځی."""
    return tuple(word for word in own_lines("dari_words.txt") if FOREIGN_WORD.search(word))


def _stays(found: Reading) -> bool:
    """Tell whether each form that the word may get is left alone when it is read again."""
    forms = {found.certain, found.full, found.one, found.many}
    return all(_repaired_parts(form)[0] == form for form in forms if HALF_SPACE in form)


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


def _other_reading(word: str) -> str | None:
    """Read X_های that needs no half-space as Xه_ای, where both are common words: دورهای, دوره_ای."""
    base = word.removesuffix("های")
    if base != word and (perfect := verbs.with_half_space(word)):
        return perfect  # "of the Kurds", and "you have done" where the sentence ends
    seen = lexicon().words.get(f"{base}ه", 0)
    if base == word or seen * _AS_COMMON < lexicon().words.get(base, seen):
        return None
    return f"{base}ه{HALF_SPACE}ای" if seen and has_silent_heh(f"{base}ه") else None


def _indefinite(form: str) -> str:
    """Read X_های as Xه_ای, where Xه is a word too: نام_های, نامه_ای. The same form where it is not."""
    base = form.removesuffix(f"{HALF_SPACE}های")
    is_set = f"{base}های" in lexicon().set_phrases
    if base == form or is_set or f"{base}ه" not in lexicon().words:
        return form
    return f"{base}ه{HALF_SPACE}ای"


def _plural(form: str) -> str:
    """Read Xه_ای as X_های: حرفه_ای, حرف_های. The same form where it ends otherwise."""
    base = form.removesuffix(f"ه{HALF_SPACE}ای")
    return form if base == form else house_style(f"{base}{HALF_SPACE}های")


def _repaired_parts(word: str) -> tuple[str, str]:
    """Repair a word that has half-spaces: take needless ones out, put lost ones in."""
    parts = word.split(HALF_SPACE)
    whole = "".join(parts)
    lone = any(len(part) == 1 and part not in _LONE_LETTERS for part in parts)
    if lone and (is_whole_word(whole) or restore(whole)):
        found = restore(whole)
        return (found.form if found else whole), "half-space-needless"
    rule = ""
    # Only the first part is a word for itself; the others are endings and second parts.
    found = restore(parts[0]) if parts[0].isalpha() else None
    if found and found.certain:
        parts[0], rule = found.form, found.rule
    return HALF_SPACE.join(parts), rule
