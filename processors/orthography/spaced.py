"""Join what is written with a space where a half-space belongs: می رود, کتاب ها, رسانه های."""

import re
from functools import cache, lru_cache

from processors.orthography import verbs
from processors.orthography.half_space import restore
from processors.orthography.lexicon import HALF_SPACE, JOINING, lexicon
from processors.orthography.sources import own_lines
from processors.orthography.whole_words import has_silent_heh, is_whole_word

_MI = frozenset(("می", "نمی", "همی", *(f"{part}{mi}" for part in verbs.PREVERBS for mi in ("می", "نمی"))))
_COPULAS = frozenset(("ام", "ات", "ای", "ایم", "اید", "اند", "اش"))
_COMPARATIVES = frozenset(("تر", "ترین", "تری", "ترند", "ترها"))
_PHRASES = frozenset(("قید", "چون"))
"""What follows بی in phrases that go on: بی قید و شرط, بی چون و چرا."""

_WET = frozenset(("آب", "تخته", "چوب", "چشم", "دست", "دستمال", "دیده", "زمین", "علف", "لباس", "هیزم"))
"""What may be wet: تر behind them is a word."""

# Behind ام: the Arabic "mother of", and the names of Latin letters (ام آر آی, شبکهٔ ام بی سی).
_AFTER_MOTHER = re.compile(
    "ال.*|کلثوم|سلمه|حبیبه|هانی|ابیها|(?:ای|بی|سی|دی|اف|جی|اچ|آی|کی|کا|ان|او|پی|کیو|آر|اس|تی|یو|وی|ایکس|وای|زد)+"
)

_LEAST = 2
_NUMBER = re.compile("[0-9\u06f0-\u06f9\u0660-\u0669]$")
# Ordinals and the word for month stand before می, the month of May.
_BEFORE_MAY = frozenset(("ماه", "اول", "دوم", "سوم", "یکم", "سی\u200cام", "سی\u200cویکم"))
_ORDINAL = re.compile("(?:چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده|شانزده|هفده|هجده|نوزده|بیست)م")


@cache
def never_after_ezafe() -> frozenset[str]:
    """Give the words before which a phrase is complete: که، را، از، است ..."""
    return frozenset(own_lines("never_after_ezafe.txt"))


@cache
def _called() -> frozenset[str]:
    return frozenset(own_lines("called.txt"))


@cache
def _endings(wanted: str) -> frozenset[str]:
    rows = (row.split("\t") for row in own_lines("affixes.tsv"))
    return frozenset(ending for ending, class_, _ in rows if class_ == wanted)


@cache
def affixes() -> frozenset[str]:
    """Give the words that may be parts of a neighbour: می before a verb, ها and تر behind a noun."""
    return _MI | _endings("plural") | _endings("dari") | _COMPARATIVES | _COPULAS | {"بی", "ی"}


@lru_cache(maxsize=65_536)
def joined(before: str, word: str, after: str) -> str | None:
    """Tell which neighbour `word` (one of affixes()) belongs to: "next", "last", or None where it stands alone.

    `before` and `after` are the words beside it, "" where something other than one space stands between.

    >>> joined("او", "می", "رود")
    'next'
    >>> joined("کتاب", "ها", "")
    'last'
    """
    if word in _MI:
        return "next" if _is_verb_after_mi(before, word, after) else None
    if word == "بی":
        listed = lexicon().compounds.get(f"بی{after}", "") == f"بی{HALF_SPACE}{after}"
        return "next" if listed and (len(after) > _LEAST or after == "شک") and after not in _PHRASES else None
    return "last" if len(before) >= _LEAST and before not in affixes() and _ends(before, word, after) else None


def _ends(before: str, word: str, after: str) -> bool:
    """Tell whether `word` is an ending of the word before it."""
    if word in _endings("plural"):
        return _is_known(before)
    if word in _endings("dari"):
        return _keeps_heh(before, word)
    if word in _COMPARATIVES:
        return _is_compared(before, word)
    if word == "ی":  # the ezafe: همه ی ما
        found = bool(after) and has_silent_heh(before) and _is_known(before)
    elif word == "ای":
        calls = after in _called() and f"{before}ای" not in lexicon().set_phrases
        found = (has_silent_heh(before) and _is_known(before) and not calls) or _takes_copula(before, word)
    elif word in ("ام", "ات") and before != "سی":
        found = _takes_copula(before, word) or (
            _is_owned(before) and bool(after) and not _AFTER_MOTHER.fullmatch(after)
        )
    elif word == "اش":
        found = before[-1] in JOINING and len(before) > _LEAST and _is_known(before)
    else:
        found = (before, word) == ("سی", "ام") or _takes_copula(before, word)
    return found


def _is_verb_after_mi(before: str, word: str, after: str) -> bool:
    if not after or not verbs.follows_mi(after.replace(HALF_SPACE, "")) or after in verbs.stems().spoken:
        return False
    if word != "می":
        return True
    return not (before in _BEFORE_MAY or _NUMBER.search(before) or _ORDINAL.fullmatch(before))


def _is_known(word: str) -> bool:
    bare = word.replace(HALF_SPACE, "")
    return is_whole_word(bare) or bare in lexicon().listed or bare in lexicon().whole or restore(bare) is not None


def _keeps_heh(before: str, word: str) -> bool:
    """Tell whether Dari's ending that keeps the heh stands apart: زنده گی, for which Iranian Persian has زندگی."""
    if not (word.startswith("گ") and has_silent_heh(before) and _is_known(before)):
        return False
    # گان is no word, but Guy is a name: نوشتهٔ گی دو موپاسان.
    return word != "گی" or is_whole_word(f"{before.replace(HALF_SPACE, '')[:-1]}{word}")


def _is_owned(before: str) -> bool:
    """Tell whether "my, your" may stand apart behind `before`: خانه ام, هجومی ام."""
    return (has_silent_heh(before) or (before[-1] == "ی" and len(before) > _LEAST + 1)) and _is_known(before)


def _is_compared(before: str, word: str) -> bool:
    if before == "تر" or before.endswith(("ای", "وی")) or (word == "تر" and before in _WET):
        return False  # هوای تر و تازه
    bare = before.replace(HALF_SPACE, "")
    found = restore(bare + word)
    return bare in lexicon().adjectives or (found is not None and found.form.endswith(f"{HALF_SPACE}{word}"))


def _takes_copula(before: str, word: str) -> bool:
    stem = before.removeprefix("ن")
    participle = before.endswith("ه") and (before[:-1] in verbs.stems().past or stem[:-1] in verbs.stems().past)
    if word == "اند":  # by itself no word, but for "odd" behind a number and "and": سی و اند
        return participle or (
            before[-1] in JOINING and before[-1] != "د" and len(before) > _LEAST and _is_known(before)
        )
    return participle


def join(first: str, second: str) -> str:
    """Put two parts of one word together: with a half-space where their letters would join, else without."""
    return f"{first}{HALF_SPACE}{second}" if first[-1] in JOINING else first + second
