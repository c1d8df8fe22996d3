"""The parts that two-part words are made of: endings, first parts, second parts."""

import re
from dataclasses import dataclass
from functools import cache

from processors.orthography import verbs
from processors.orthography.lexicon import HALF_SPACE, JOINING, house_style, lexicon
from processors.orthography.sources import own_lines
from processors.orthography.whole_words import SHORTEST_BASE

LONGEST_ENDING = 8
LONGEST_PREFIX = 4
NAME_PARTS = frozenset(("آباد", "آبادی", "پور", "نژاد", "زاده", "زادگان", "الله", "الدین", "الحق"))
"""Second parts of names of places and families; what stands before them need not be a known word."""
AFTER_FAMILY = frozenset(("فرد", "نسب", "منش", "مقدم", "اصل"))
"""Second parts of family names that stand behind another: عباسی_فرد."""

_AGENT_ENDINGS = ("", "ی", "ان", "انی", "انه", "نده", "ندگان", "ندگی", "یان", "گی")
_NEVER_FIRST = frozenset(("آن", "این", "ای", "آی", "وی", "دی", "می", "من", "که", "چه", "به", "شین", "ال", "بل"))
_FEWEST_LETTERS = 5
_SHORTEST_ARABIC = 4
_LEAST_SEEN = 500_000
"""How often hazm's source saw a first part of two or three letters; rarer ones begin foreign names."""

_TWICE = re.compile("(..+)(به|)\\1")
_FATHER = re.compile("(...+?)(ا?بن)(...+)")


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending as it is written behind a half-space, the class of words that take it, and its rule's name."""

    text: str
    class_: str
    rule: str


@cache
def endings() -> dict[str, Ending]:
    """Every ending by its glued spelling."""
    rows = [Ending(*row.split("\t")) for row in own_lines("affixes.tsv")]
    return {ending.text.replace(HALF_SPACE, ""): ending for ending in rows}


@cache
def prefixes() -> dict[str, int]:
    """Every first part, with the letters that the word behind it must have at least."""
    return {part: int(least) for part, least in (row.split("\t") for row in own_lines("prefixes.txt"))}


@cache
def second_parts() -> frozenset[str]:
    """The listed second parts, and what productive stems make: گیر، گیری، گیران، گیرنده، گیرندگان."""
    made = {f"{stem}{end}" for stem in own_lines("compound_stems.txt") for end in _AGENT_ENDINGS}
    made |= {f"{stem}یی" for stem in own_lines("compound_stems.txt") if stem.endswith(("ا", "و"))}
    return frozenset(own_lines("second_parts.txt")) | made


def are_parts(first: str, second: str) -> bool:
    """Tell whether `second` is what makes a compound behind `first`, which ends in a letter that joins."""
    # Two letters and two are chance more often than not.
    if first[-1] not in JOINING or first in _NEVER_FIRST or len(first) + len(second) < _FEWEST_LETTERS:
        return False
    if first.endswith("ه") and second.endswith("ن") and second[:-1] in verbs.stems().past:
        return True  # a compound verb's infinitive: ضربه_زدن
    if second.startswith("ال") and len(second) > _SHORTEST_ARABIC and second[2:] in lexicon().words:
        return f"{first}ال" not in lexicon().words  # an Arabic phrase: مادام_العمر, not چنگال + قرمز
    if second == "گری" or second in AFTER_FAMILY:
        return first.endswith("ی") and len(first) > SHORTEST_BASE  # افراطی_گری, but not آل_گری
    return _makes_compound(first, second)


def _makes_compound(first: str, second: str) -> bool:
    if second in NAME_PARTS:
        return True
    is_rare = len(first) <= SHORTEST_BASE and lexicon().words.get(first, 0) < _LEAST_SEEN
    if second == "ده" or is_rare:
        return False  # by chance rather: گران + ده, میت + ران
    # Inside a word, an alef with madda behind a joining letter begins a second word: جمع_آوری، فرون_آباد.
    return second in second_parts() or (second[0] == "آ" and second in lexicon().words)


def repeated(word: str) -> str | None:
    """Part a word said twice: دانه_دانه, نقطه_به_نقطه. None where it is none."""
    match = _TWICE.fullmatch(word)
    if not match or match[1] not in lexicon().words or not (match[2] or match[1][-1] in JOINING):
        return None
    return house_style(HALF_SPACE.join(part for part in (*match.groups(), match[1]) if part))


def patronymic(word: str) -> str | None:
    """Part an Arabic name from the father's: محمدبن_سلمان, علی_ابن_ابیطالب. None where it is none."""
    match = _FATHER.fullmatch(word)
    if not match or not {match[1], match[3]} <= _arabic_names():
        return None
    return house_style(HALF_SPACE.join(match.groups()))


@cache
def _arabic_names() -> frozenset[str]:
    return frozenset(own_lines("arabic_names.txt"))
