"""Stems for matching: a plural or possessive finds its word, and unrelated words stay apart.

An ending written apart (AFFIX stands before it) is cut without asking. A glued ending is cut only where no other
word ends so, or those that do are listed: -ha, and the possessives of "our", "your" and "their" after a consonant. What
would need a dictionary ("my", "her", the yeh) is left. The indefinite yeh is known for
listed compounds alone; texts keep it, and queries ask for both forms.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from processors.orthography.affixes import AFFIX

JOIN: Final = "\u2063"
"""Stands between words that are matched as if written as one. Folding removes it from text, so it is ours alone."""

PAIR: Final = "\u2064"
"""Stands between the words of a query of two words, which may be one word spelled apart; ours alone, as JOIN is."""


def _look_alikes() -> Iterator[tuple[str, str]]:
    data = files("processors.orthography").joinpath("data", "plural-look-alikes.tsv").read_text(encoding="utf-8")
    for line in data.splitlines():
        if line and not line.startswith("#"):
            root, ending, *_ = line.split("\t")
            yield root, ending


def _any_of(ending: str) -> str:
    return "|".join(root for root, which in _look_alikes() if which == ending)


_BASE = f"[^{AFFIX}]{{2,}}?"

GLUED_ENDING: Final = (
    # Most words end at this guard.
    f"^(?=[^{AFFIX}]*(?:ها|اش|اند|[شمت]ان(?:$|{AFFIX})))"
    # Hardly any word but a plural ends in -ha; those that do are listed.
    f"(?!(?:{_any_of('any')})ها|(?:{_any_of('hai')})های(?:$|{AFFIX}))"
    f"(?!(?:(?:{_any_of('shan')})شان|(?:{_any_of('man')})مان|(?:{_any_of('tan')})تان)(?:$|{AFFIX}))"
    # After heh and yeh only the possessive begins with alef; a participle and its auxiliary are written as one.
    f"({_BASE}(?=ها)|{_BASE}[هی](?=اش)|{_BASE}ه(?=اند)"
    # After a vowel or heh these three do not stand glued; -stan makes the names of countries.
    f"|{_BASE}(?<![هیاو])(?=شان)|[^{AFFIX}]{{2,}}?(?:[^{AFFIX}هیاو](?=مان)|[^{AFFIX}هیاوس](?=تان)))"
    f"(ها(?:ست|ی(?:ی|م|ت|ش|مان|تان|شان)?)?|اش|اند|[شمت]ان)(?=$|{AFFIX})"
)
"""A word and its glued ending, for Python and Java alike: groups 1 and 2."""

_GLUED_ENDING = re.compile(GLUED_ENDING)


def joined(spelled: str) -> str:
    """Spell a word (or several) with the marks of its parts as one run of letters."""
    return spelled.replace(AFFIX, "").replace(JOIN, "")


@lru_cache(maxsize=65536)
def stem(spelled: str) -> str:
    """Cut the endings of one word (folded, endings written apart marked by AFFIX); a word without one stays."""
    base = _GLUED_ENDING.sub(f"\\1{AFFIX}\\2", spelled).partition(AFFIX)[0]
    return base or joined(spelled)


def _indefinite() -> dict[str, str]:
    data = files("processors.orthography").joinpath("data", "indefinite.txt").read_text(encoding="utf-8")
    nouns = (line for line in data.splitlines() if line and not line.startswith("#"))
    return {noun + "ی": noun for noun in nouns}


INDEFINITE: Mapping[str, str] = MappingProxyType(_indefinite())
"""Compounds with the indefinite yeh, and without: a yeh that is nothing else, for no other word is spelled so."""

_WITH_YEH: Mapping[str, str] = MappingProxyType({noun: written for written, noun in INDEFINITE.items()})


def singular(term: str) -> str:
    """Cut the indefinite yeh of a known compound (joined, without other endings); every other term stays."""
    return INDEFINITE.get(term, term)


def indefinite(term: str) -> tuple[str, ...]:
    """Give a known compound (joined) with the indefinite yeh, which asks for it as well; nothing for other terms."""
    return (_WITH_YEH[term],) if term in _WITH_YEH else ()
