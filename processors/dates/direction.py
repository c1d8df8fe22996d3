"""Which way a sentence looks: the tense of the first finite verb after a date tells whether it is past or to come."""

from functools import lru_cache

from processors.dates.context import PAST, PRESENT
from processors.dates.lexicon import key
from processors.dates.tokens import Words

_REACH = 40  # words; a sentence of news is rarely longer
_ENDS = frozenset(".!?؟؛\n")
_FUTURE = frozenset({"خواهد", "خواهند", "خواهم", "خواهیم", "خواهی", "خواهید"})
_PERFECT = frozenset({"است", "اند", "ام", "ایم"})
_PARTICIPLES = frozenset(
    {"شده", "کرده", "گفته", "بوده", "داشته", "رفته", "داده", "گرفته", "رسیده", "امده", "یافته", "زده"}
)
_WILL_BE = frozenset({"قرار"})


def direction(text: Words, last: int) -> int:
    """Say whether the sentence after word `last` tells of the past (-1) or the time to come (1); 0 when silent."""
    before = ""
    for index in range(last + 1, min(last + 1 + _REACH, len(text.words))):
        if not _ENDS.isdisjoint(text.separators[index]):
            return 0
        tense = _tense(before, text.words[index])
        if tense:
            return tense
        before = text.words[index]
    return 0


@lru_cache(maxsize=1 << 16)
def _tense(before: str, written: str) -> int:
    word, previous = key(written), key(before)
    word = word.removeprefix("ن") if word.removeprefix("ن") in _FUTURE | PAST else word
    if word in _FUTURE or (word in _PERFECT and previous in _WILL_BE):
        return 1
    if word in _PERFECT and previous in _PARTICIPLES:
        return -1
    durative = next((word.removeprefix(p) for p in ("نمی", "می") if word.startswith(p) and len(word) > len(p)), "")
    if durative in PRESENT or word in PRESENT - PAST - _NOUNS:
        return 1
    return -1 if durative in PAST or (word in PAST and word not in _NOUNS) else 0


# Verb forms that are also ordinary words of news.
_NOUNS = frozenset(map(key, ("روند", "دارد", "دارند", "کارم", "کارد", "بند", "نامند", "باری", "دانم", "بودم", "ماند")))
