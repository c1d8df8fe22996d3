"""Which way a sentence looks: the tense of the first finite verb after a date tells whether it is past or to come."""

import re
from functools import lru_cache

from processors.dates.context import PAST, PRESENT
from processors.dates.lexicon import key
from processors.dates.tables import rows
from processors.dates.words import WORD

_WORDS = re.compile(f"[{WORD}]+")
_REACH = 300  # characters; a clause of news is rarely longer
_ENDS = re.compile(r"[!?؟؛\n]|\.(?!\d)")
_FUTURE = frozenset({"خواهد", "خواهند", "خواهم", "خواهیم", "خواهی", "خواهید"})
# Said before the date in its sentence, these tell of the time to come.
_PLAN = re.compile(r"(?:قرار\s+است|قرار\s+شده|انتظار\s+می\W?رود|پیش\W?بینی\s+می\W?شود|(?:خواهند?|باید)\s)[^.!?؟؛\n]*$")
_UNTIL = re.compile(r"(?:^|\s)تا\s+$")  # what has an end is mostly still under way
_BEFORE = 60
_PREVERB = "(?:باز|بر|در|فرا|فرو|وا)?"  # بازمی گردد, درگذشتند
_DURATIVE = re.compile(f"{_PREVERB}ن?می(.+)")
_PREFIXED = re.compile(f"{_PREVERB}(?:ن|نی)?(.+)")
_PERFECT = frozenset({"است", "اند", "ام", "ایم", "بود", "بودند"})
_PLANNED = "قرار"
# Past stems that are nouns too (نشست, بازگشت) tell a tense where they end their sentence.
_STEMS = frozenset(key(row[1]) for row in rows("verbs.tsv"))
_PARTICIPLES = frozenset(stem + "ه" for stem in _STEMS) - {"بسته"}  # «بسته است» is how a thing is
# Words of news that only look like a verb with its negation, or like a verb.
_NOUNS = frozenset({"نشست", "نبرد", "نزد", "نبود", "نهاد", "ماند", "روند", "رود", "دود", "دارد", "دارند", "کارد"})
_NOUNS |= {"بند", "برند", "نمود"}


def direction(text: str, start: int, end: int) -> int:
    """Say whether the sentence of a date tells of the past (-1) or the time to come (2); 0 when it is silent.

    1 is the subjunctive, which is mostly of the time to come («قرار بود روز شنبه برگزار شود» is not).
    """
    if _PLAN.search(text, max(0, start - _BEFORE), start):
        return 2
    stop = _ENDS.search(text, end, end + _REACH)
    before = word = ""
    for found in _WORDS.finditer(text, end, stop.start() if stop else end + _REACH):
        word = found[0]
        tense = _tense(before, word)
        if tense:
            return tense
        before = word
    told = _at_the_end(word) if stop or len(text) <= end + _REACH else 0
    return told or (2 if _UNTIL.search(text, max(0, start - _BEFORE), start) else 0)


@lru_cache(maxsize=1 << 16)
def _tense(before: str, written: str) -> int:
    word, previous = key(written), key(before)
    bare = word if word in _NOUNS else word.removeprefix("ن")
    if bare in _FUTURE or (word in _PERFECT and previous == _PLANNED):
        return 2
    if word in _PERFECT and _stem_of(previous) in _PARTICIPLES:
        return -1
    durative = _DURATIVE.fullmatch(word)
    if (durative and durative[1] in PRESENT) or (previous in {"می", "نمی"} and word in PRESENT):
        return 2
    if word in _NOUNS:
        return 0
    if (durative and (durative[1] in PAST or durative[1] in _STEMS)) or word in PAST or _told(word):
        return -1
    return 1 if _subjunctive(word) else 0


def _stem_of(word: str) -> str:
    """Give the verb without its preverb and negation: نشده, بازگشته."""
    found = _PREFIXED.fullmatch(word)
    return word if word in _PARTICIPLES or found is None else found[1]


def _told(word: str) -> bool:
    """Say whether a word is a past form with a preverb or a negation, or a perfect in one word (شده اند, نیامد)."""
    for end in ("اند", "ایم"):
        if word.endswith("ه" + end):
            return _stem_of(word.removesuffix(end)) in _PARTICIPLES
    found = _PREFIXED.fullmatch(word)
    if found is None or found[1] not in PAST:
        return False
    return word.startswith("ن") or found[1] not in _STEMS  # بازگشتند, but not the noun بازگشت


def _subjunctive(word: str) -> bool:
    """Say whether a word is a verb form without می; of the first and second person are too many other words."""
    stem = word.removeprefix("ب")
    return word.endswith(("د", "یم")) and not word.endswith("ید") and (word in PRESENT or stem in PRESENT)


def _at_the_end(word: str) -> int:
    """Say what the last word tells where no other does: «... نشست.», «... برگزار شده»."""
    found = _stem_of(key(word))
    return -1 if found in _STEMS or found in _PARTICIPLES else 0
