"""Stems for matching: a plural or possessive finds its word, and unrelated words stay apart.

An ending written apart (AFFIX stands before it) is cut without asking. A glued ending is cut only where no other
word ends so: the endings that need a dictionary are left to the repair of stored text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from processors.orthography.affixes import AFFIX

JOIN: Final = "\u2063"
"""Stands between words that are matched as if written as one. Folding removes it from text, so it is ours alone."""

PAIR: Final = "\u2064"
"""Stands between the words of a query of two words, which may be one word spelled apart; ours alone, as JOIN is."""

_LAST = f"(?:^|(?<={JOIN}))"
_INNER = f"[^{AFFIX}{JOIN}]"


@dataclass(frozen=True, slots=True)
class StemRule:
    """Where `pattern` is found in a word, `replacement` stands for it. Python and Java read both alike ($1 apart)."""

    name: str
    pattern: str
    replacement: str
    why: str


def _look_alikes() -> Iterator[tuple[str, str]]:
    data = files("processors.orthography").joinpath("data", "plural-look-alikes.tsv").read_text(encoding="utf-8")
    for line in data.splitlines():
        if line and not line.startswith("#"):
            root, ending, *_ = line.split("\t")
            yield root, ending


def _any_of(ending: str) -> str:
    return "|".join(root for root, which in _look_alikes() if which == ending)


STEM_RULES: tuple[StemRule, ...] = (
    StemRule("ending-apart", f"{AFFIX}[^{JOIN}]*$", "", "an ending written apart shows where the word ends"),
    StemRule(
        "plural-glued",
        f"{_LAST}(?={_INNER}{{2,}}ها)(?!(?:{_any_of('any')})ها|(?:{_any_of('hai')})های$)"
        f"({_INNER}{{2,}}?)ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?$",
        "$1",
        "hardly any word but a plural ends in -ha; those that do are listed",
    ),
    StemRule(
        "possessive-glued",
        f"{_LAST}({_INNER}{{2,}}[هی])اش$",
        "$1",
        "after heh and yeh only the possessive begins with alef",
    ),
    StemRule(
        "auxiliary-glued",
        f"{_LAST}({_INNER}{{2,}}ه)اند$",
        "$1",
        "a participle and its auxiliary",
    ),
)
"""Applied one after the other to a word with its marks, in this order."""

_COMPILED = tuple((re.compile(rule.pattern), rule.replacement.replace("$1", "\\1")) for rule in STEM_RULES)


def joined(spelled: str) -> str:
    """Spell a word (or several) with the marks of its parts as one run of letters."""
    return spelled.replace(AFFIX, "").replace(JOIN, "")


@lru_cache(maxsize=65536)
def stem(spelled: str) -> str:
    """Cut the ending of one word (folded, endings written apart marked by AFFIX); a word without one stays."""
    for pattern, replacement in _COMPILED:
        spelled = pattern.sub(replacement, spelled)
    return joined(spelled)


def _indefinite() -> dict[str, str]:
    data = files("processors.orthography").joinpath("data", "indefinite.txt").read_text(encoding="utf-8")
    nouns = (line for line in data.splitlines() if line and not line.startswith("#"))
    return {noun + "ی": noun for noun in nouns}


INDEFINITE: Mapping[str, str] = MappingProxyType(_indefinite())
"""Compounds with the indefinite yeh, and without: a yeh that is nothing else, for no other word is spelled so."""


def singular(term: str) -> str:
    """Cut the indefinite yeh of a known compound (joined, without other endings); every other term stays."""
    return INDEFINITE.get(term, term)
