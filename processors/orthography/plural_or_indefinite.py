"""Tell X_های from Xه_ای, which are glued alike: نام_های and نامه_ای.

In comments "_" shows a half-space.
"""

import re
from math import log10

from processors.orthography.lexicon import HALF_SPACE, lexicon
from processors.orthography.whole_words import is_derived
from processors.orthography.word_parts import Ending

_INDEFINITE_COMPOUND = 1.5
"""What speaks for بی_سابقه_ای and سازمان_یافته_ای: what stands before the ه is no compound, though made of words."""

_ARABIC_AGENT = re.compile("م.ا..")
_RARE_NOUN = 300_000
_SELDOM_PLURAL = 1.5
"""What speaks against the plural of a word seen less often than that (قلع), or that is an adverb too (سابق)."""

_PLURAL_ALREADY = 5.0


def contest(base: str, ending: Ending) -> float:
    """Weigh X_های against Xه_ای, which are glued alike: which was seen, and whether X is a noun met in the plural."""
    known = lexicon()
    if ending.text not in ("های", "ای"):
        return 0.0
    form, seen = known.split.get(f"{base}{ending.text}", ("", 1))
    score = log10(seen) if form.endswith(f"{HALF_SPACE}{ending.text}") else 0.0
    if ending.text == "ای" and base.endswith("ه") and not (base in known.words or base in known.listed):
        return score + _INDEFINITE_COMPOUND
    if ending.text == "های" and (f"{base}ه" in known.words or is_derived(f"{base}ه")):
        score -= _SELDOM_PLURAL * _is_seldom_plural(base) + _PLURAL_ALREADY * _is_plural_already(base)
    return score


def _is_seldom_plural(noun: str) -> bool:
    """Tell whether `noun`, with a heh another word, is hardly met with ها: rare, an adverb, or an agent as مشاور is."""
    known = lexicon()
    is_rare = known.words.get(noun, _RARE_NOUN if noun in known.listed else 0) < _RARE_NOUN
    return is_rare or noun in known.adverbs or _ARABIC_AGENT.fullmatch(noun) is not None


def _is_plural_already(noun: str) -> bool:
    """Tell whether `noun` is a plural, and an adjective with a heh: دوستان, زنان."""
    known = lexicon()
    return noun.endswith("ان") and noun[:-2] in known.adjectives and f"{noun}ه" in known.words
