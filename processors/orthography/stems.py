"""Stems for matching: a plural or possessive finds its word, and unrelated words stay apart.

An ending written apart (AFFIX stands before it) is cut without asking. A glued ending is cut only where no other word
ends so, or those that do are listed: -ha, the possessives of "our", "your", "their" and "his, her" after a consonant,
the superlative, and -an behind the parts that make agents (-gar, -dar, -ju). Of endings that many words end in (other
possessives, -an, -at, the yeh, the comparative) only those of listed words are cut. The indefinite yeh of listed
compounds stays in texts, and queries ask for both forms.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, groupby
from types import MappingProxyType
from typing import Final

from processors.orthography.affixes import AFFIX
from processors.orthography.sources import own_lines, own_rows

JOIN: Final = "\u2063"
"""Stands between words that are matched as if written as one. Folding removes it from text, so it is ours alone."""

PAIR: Final = "\u2064"
"""Stands between the words of a query of two words, which may be one word spelled apart; ours alone, as JOIN is."""


def _look_alikes() -> Iterator[tuple[str, str]]:
    yield from ((root, ending) for root, ending, *_ in own_rows("plural-look-alikes.tsv"))


def _any_of(ending: str) -> str:
    # By their first letter: Java tries one alternative after the other, and there are hundreds.
    roots = sorted(root for root, which in _look_alikes() if which == ending)
    letters = groupby(roots, key=lambda root: root[0])
    return "|".join(f"{letter}(?:{'|'.join(root[1:] for root in group)})" for letter, group in letters)


_BASE = f"[^{AFFIX}]{{2,}}?"
_AGENT = (
    "(?:گ(?:ر|یر|زار|ذار)|کار|دار|مند|بان|یار|نشین|نویس|شناس|پژوه|فروش|ساز|خوان|پرست|طلب|باز|خواه|نگار|کش|پوش|ستیز"
    "|اندیش|پرور|افرین|نورد|پرداز)"
)
_SEEKER = "(?:جو|گو|گرا|سرا|پیما|ازما)"
_PERSONS = "ان(?:[شتم]ان|ش|ی)?"
_QUALITY = (
    "(?:مند|ناک|گین|گون|امیز|اور|پذیر|دار|بار|وار|گیر|انگیز|اسا|پسند|خواه|بین|طلب|پرست|گرا|نشین|شناس|ساز|سوز|شکن)"
)

GLUED_ENDING: Final = (
    # Most words end at this guard.
    f"^(?=[^{AFFIX}]*(?:ها|اش|اند|(?:ترین|[شمت]ان|(?:[^هیاو]|[او]ه)ش|{_QUALITY}تر|{_AGENT}{_PERSONS}|{_SEEKER}ی{_PERSONS})(?:$|{AFFIX})))"
    # Hardly any word but a plural ends in -ha; those that do are listed.
    f"(?!(?:{_any_of('any')})ها|(?=[^{AFFIX}]*های(?:$|{AFFIX}))(?:{_any_of('hai')})های(?:$|{AFFIX}))"
    f"(?!(?:(?:{_any_of('shan')})شان|(?:{_any_of('man')})مان|(?:{_any_of('tan')})تان"
    f"|(?:{_any_of('sh')})ش|(?:{_any_of('agent')}){_PERSONS}|(?:{_any_of('tarin')})ترین)(?:$|{AFFIX}))"
    # Who does something, in the plural; hardly a word but those that are listed ends so.
    f"({_BASE}{_AGENT}(?={_PERSONS}(?:$|{AFFIX}))|{_BASE}{_SEEKER}(?=ی{_PERSONS}(?:$|{AFFIX}))"
    # An adjective made of a noun and one of these parts, compared; no word ends so but comparatives.
    f"|{_BASE}{_QUALITY}(?=تر(?:$|{AFFIX}))"
    # The abstract noun of a silent heh, and whose it is.
    f"|{_BASE}گی(?=[شمت]ان(?:$|{AFFIX}))"
    # After heh and yeh only the possessive begins with alef; a participle and its auxiliary are written as one.
    f"|[^{AFFIX}]{{3,}}?(?=ترین(?:$|{AFFIX}))|{_BASE}(?=ها)|{_BASE}[هی](?=اش)|{_BASE}ه(?=اند)"
    # After a vowel or heh these four do not stand glued; -stan makes the names of countries.
    f"|{_BASE}(?<![هیاو])(?=شان)|[^{AFFIX}]{{2,}}?(?:[^{AFFIX}هیاو](?=مان)|[^{AFFIX}هیاوس](?=تان))"
    f"|[^{AFFIX}]+?(?:[^{AFFIX}هیاو]|[او]ه)(?=ش(?:$|{AFFIX})))"
    f"(ها(?:ست|ی(?:ی|م|ت|ش|مان|تان|شان)?)?|اش|اند|تر(?:ین)?|ی?{_PERSONS}|[شمت]ان|ش)(?=$|{AFFIX})"
)
"""A word and its glued ending, for Python and Java alike: groups 1 and 2."""

_GLUED_ENDING = re.compile(GLUED_ENDING)

_LISTED_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "m": ("م",),
        "t": ("ت",),
        "y": ("ی",),
        "an": ("ان", "انش", "انی", "انشان"),
        "yan": ("یان", "یانش", "یانی", "یانشان"),
        "at": ("ات", "اتش"),
        "in": ("ین",),
        "p": ("مان",),
        "yy": ("یی",),
        "v": ("ی", "یش", "یشان", "یم", "یت", "یمان", "یتان"),
        "ky": ("ت", "ش", "مان", "شان"),
        "tar": ("تر", "ترین"),
        "tr": ("تر",),
    }
)


def _glued() -> Iterator[tuple[str, str]]:
    for word, classes in own_rows("glued_endings.tsv"):
        endings = chain.from_iterable(_LISTED_ENDINGS[name] for name in classes.split())
        yield from ((word + ending, f"{word}{AFFIX}{ending}") for ending in endings)


GLUED_WORDS: Final[Mapping[str, str]] = MappingProxyType(dict(_glued()))
"""Words with a glued ending that only a list can tell, and the same with AFFIX before the ending."""


def joined(spelled: str) -> str:
    """Spell a word (or several) with the marks of its parts as one run of letters."""
    return spelled.replace(AFFIX, "").replace(JOIN, "")


@lru_cache(maxsize=65536)
def stem(spelled: str) -> str:
    """Cut the endings of one word (folded, endings written apart marked by AFFIX); a word without one stays."""
    spelled = GLUED_WORDS.get(spelled, spelled)
    base = _GLUED_ENDING.sub(f"\\1{AFFIX}\\2", spelled).partition(AFFIX)[0]
    return base or joined(spelled)


def _indefinite() -> Iterator[tuple[str, tuple[str, ...]]]:
    for noun in own_lines("indefinite.txt"):
        # Behind a vowel a single yeh is the ezafe, which is no more than an ending either.
        yield noun, (noun + "یی", noun + "ی") if noun[-1] in "او" else (noun + "ی",)


_WITH_YEH: Mapping[str, tuple[str, ...]] = MappingProxyType(dict(_indefinite()))

INDEFINITE: Mapping[str, str] = MappingProxyType({form: noun for noun, forms in _WITH_YEH.items() for form in forms})
"""Compounds with the indefinite yeh, and without: a yeh that is nothing else, for no other word is spelled so."""


def singular(term: str) -> str:
    """Cut the indefinite yeh of a known compound (joined, without other endings); every other term stays."""
    return INDEFINITE.get(term, term)


def indefinite(term: str) -> tuple[str, ...]:
    """Give a known compound (joined) with the indefinite yeh, which asks for it as well; nothing for other terms."""
    return _WITH_YEH.get(term, ())


HEH_PLURALS: Final[tuple[tuple[str, str], ...]] = (
    (f"^(?!(?:{_any_of('gan')})گان$)(.+[دت])گان$", "ه"),
    ("^(.+[دت])ه$", "گان"),
)
"""Participles and agents, and their plural, which drops the silent heh: each end of a word, and the other's."""

_HEH_PLURALS = tuple((re.compile(pattern), ending) for pattern, ending in HEH_PLURALS)


def other_forms(term: str) -> tuple[str, ...]:
    """Give what a query asks for beside a term (joined): the indefinite yeh, the plural or singular in -gan."""
    found = (pattern.match(term) for pattern, _ in _HEH_PLURALS)
    turned = tuple(match[1] + ending for match, (_, ending) in zip(found, _HEH_PLURALS, strict=True) if match)
    return indefinite(term) + turned
