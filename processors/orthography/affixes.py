"""Spelling rules that look at neighbours: where a gap inside a word is no gap for matching.

Each rule is one regular expression in the dialect that Python and Java share, so that the alert matcher and the
Elasticsearch analyzer apply the very same rule. They run after the letters are folded (alef forms apart: a bare alef is
an ending, one with madda begins a word) and before words are told apart.
"""

import re
from dataclasses import dataclass
from typing import Final

AFFIX: Final = "\u2060"
"""Stands inside a word where an ending was written apart. Folding removes it from text, so it is ours alone."""

_ACADEMY = "Academy of Persian Language, Dastur-e Khatt (2022)"
_PLURAL = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?|م|ت|ش|مان|تان|شان)?"
_BASIC = "[^\\W_\U00010000-\U0010ffff]"
_GAP = "[ \\u200c]+"


@dataclass(frozen=True, slots=True)
class ContextRule:
    """Where `pattern` is found, `replacement` stands for it ("$1" is its first group).

    In `pattern`, "{W}" means one letter or digit of any script.
    """

    name: str
    pattern: str
    replacement: str
    why: str
    source: str

    @property
    def python(self) -> re.Pattern[str]:
        """The pattern as Python reads it."""
        # Java looks behind by one UTF-16 unit only, so a letter beyond U+FFFF is none there; Python follows.
        behind = self.pattern.replace("(?<={W}", f"(?<={_BASIC}").replace("(?<!{W}", f"(?<!{_BASIC}")
        return re.compile(behind.replace("{W}", "[^\\W_]"))

    @property
    def java(self) -> str:
        """The pattern as Java reads it."""
        return self.pattern.replace("{W}", "[\\p{L}\\p{N}]")


CONTEXT_RULES: tuple[ContextRule, ...] = (
    ContextRule(
        "ezafe",
        f"(?<=ه){_GAP}ی(?!{{W}})",
        "",
        "the ezafe after a silent heh is written as yeh, as a small hamza, or not at all",
        _ACADEMY,
    ),
    ContextRule(
        "thousands",
        "(?<=[0-9])[,٬](?=[0-9]{3}(?![0-9]))",
        "",
        "a number is the same with and without separators",
        "CLDR fa, number symbols",
    ),
    ContextRule(
        "heh-gaf",
        f"(?<={{W}})ه[ \\u200c]*(?=گ(?:ی|ان)(?:{_PLURAL})?(?!{{W}}))",
        "",
        "Dari keeps the silent heh before -gi and -gan, Iranian Persian drops it",
        "VOA Dari copy beside the Academy's rule",
    ),
    ContextRule(
        "pronoun-plural",
        f"(?<!{{W}}|\\u200c)([آا]ن|این){_GAP}(?={_PLURAL}(?!{{W}}))",
        "$1",
        "they and these are words of their own, not plurals to be cut to that and this",
        _ACADEMY,
    ),
    ContextRule(
        "verb-prefix",
        "(?<!{W}|\\u200c)(ن?می|همی)\\u200c+(?={W})",
        "$1",
        "the continuous prefix belongs to its verb",
        _ACADEMY,
    ),
    ContextRule(
        "verb-prefix-apart",
        "(?<!{W}|\\u200c)(?<![0-9] )(?<!ماه )(ن?می|همی) +(?!میلادی|شمسی|خورشیدی|سال)(?={W}{1,24}[میدتشنه](?!{W}))",
        "$1",
        "the continuous prefix written apart, where a verb ending follows (mi alone is also the month of May)",
        _ACADEMY,
    ),
    ContextRule(
        "comparative",
        f"(?<={{W}}){_GAP}(?=تر(?:ین)?(?:{_GAP})?(?:{_PLURAL})?(?!{{W}}))",
        "",
        "the comparative ending belongs to its word; it is not cut, for the comparative of before means earlier",
        _ACADEMY,
    ),
    ContextRule(
        "ending",
        f"(?<={{W}}){_GAP}(?=(?:{_PLURAL}|اند|اش|شان|تان|مان)(?!{{W}}))",
        AFFIX,
        "plural and possessive endings are written joined, with a half-space or, often in Dari, apart",
        _ACADEMY,
    ),
    ContextRule(
        "short-ending",
        "(?<={W})\\u200c+(?=(?:ام|ات|ای|ایی|ایم|اید|یی|یم|ید|ند|ی|م|ت|ش)(?!{W}))",
        AFFIX,
        "endings that are words of their own when a space stands before them",
        _ACADEMY,
    ),
    ContextRule(
        "short-ending-apart",
        "(?<=[ه0-9]) +(?=(?:ام|ات|ای|ایم|اید)(?!{W}))",
        AFFIX,
        "after a silent heh or a number these are endings even when written apart",
        _ACADEMY,
    ),
)
"""Applied one after the other, in this order."""
