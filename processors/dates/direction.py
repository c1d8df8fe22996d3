"""Which way a sentence looks: the tense of the first finite verb after a date tells whether it is past or to come."""

import re
from functools import lru_cache

from processors.dates.context import PAST, PRESENT
from processors.dates.lexicon import key
from processors.dates.words import split_words

_REACH = 300  # characters; a clause of news is rarely longer
_ENDS = re.compile(r"[!?؟؛\n]|\.(?!\d)")
_FUTURE = frozenset({"خواهد", "خواهند", "خواهم", "خواهیم", "خواهی", "خواهید"})
# Said before the date in its sentence, these tell of the time to come.
_PLAN = re.compile(r"(?:قرار است|قرار شده|انتظار می\W?رود|پیش\W?بینی می\W?شود|(?:خواهند?|باید) )[^.!?؟؛\n]*$")
_BEFORE = 60
_PERFECT = frozenset({"است", "اند", "ام", "ایم"})
_PARTICIPLES = frozenset({"شده", "کرده", "گفته", "بوده", "داشته", "رفته", "داده", "گرفته", "رسیده", "امده", "یافته"})
_PLANNED = "قرار"
# Verb forms that are also ordinary words of news.
_NOUNS = frozenset(["روند", "دارد", "دارند", "کارم", "کارد", "بند", "باری", "دانم", "ماند", "نامی", "بری", "کنی"])


def direction(text: str, start: int, end: int) -> int:
    """Say whether the sentence of a date tells of the past (-1) or the time to come (2); 0 when it is silent.

    1 is the subjunctive, which is mostly of the time to come («قرار بود روز شنبه برگزار شود» is not).
    """
    if _PLAN.search(text, max(0, start - _BEFORE), start):
        return 2
    stop = _ENDS.search(text, end, end + _REACH)
    before = ""
    for word in split_words(text[end : stop.start() if stop else end + _REACH]).words:
        tense = _tense(before, word)
        if tense:
            return tense
        before = word
    return 0


@lru_cache(maxsize=1 << 16)
def _tense(before: str, written: str) -> int:
    word, previous = key(written), key(before)
    positive = word.removeprefix("ن")
    word = positive if positive in _FUTURE or positive in PAST else word
    if word in _FUTURE or (word in _PERFECT and previous == _PLANNED):
        return 2
    if word in _PERFECT and previous in _PARTICIPLES:
        return -1
    durative = next((word.removeprefix(p) for p in ("نمی", "می") if word.startswith(p) and len(word) > len(p)), "")
    if durative in PRESENT:
        return 2
    if word in PRESENT and word not in PAST and word not in _NOUNS:
        return 1
    return -1 if durative in PAST or (word in PAST and word not in _NOUNS) else 0
