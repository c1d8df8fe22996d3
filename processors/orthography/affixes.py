"""Spelling rules that look at neighbours: where a gap inside a word is no gap for matching.

Each rule is one regular expression in the dialect that Python and Java share, so that the alert matcher and the
Elasticsearch analyzer apply the very same rule. They run after the letters are folded (alef forms apart: a bare alef is
an ending, one with madda begins a word) and before words are told apart.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

AFFIX: Final = "\u2060"
"""Stands inside a word where an ending was written apart. Folding removes it from text, so it is ours alone."""

DECIMAL: Final = "\u066b"
"""Stands inside a number before its decimals: 3.5 is one word, and is not 35."""

_ACADEMY = "Academy of Persian Language, Dastur-e Khatt (2022)"
_PLURAL = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?|م|ت|ش|مان|تان|شان)?"
_GAP = "[ \\u200c]"


@dataclass(frozen=True, slots=True)
class ContextRule:
    """Where `pattern` is found, `replacement` stands for it ("$1" is its only group).

    In `pattern`, "{W}" means one letter or digit of any script, "{B}" the same behind. It begins with what is rare, and
    looks behind after that: at nearly all places of a text the first character decides.
    """

    name: str
    pattern: str
    replacement: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class ContextStep:
    """Neighbouring rules of one replacement, read in one go; at one place the first that fits counts."""

    rules: tuple[ContextRule, ...]

    @property
    def name(self) -> str:
        """The names of its rules."""
        return "+".join(rule.name for rule in self.rules)

    @property
    def python(self) -> re.Pattern[str]:
        """The pattern as Python reads it."""
        # Java looks behind by one UTF-16 unit only, so a letter beyond U+FFFF is none there; Python follows.
        return re.compile(self._pattern.replace("{B}", "[^\\W_\U00010000-\U0010ffff]").replace("{W}", "[^\\W_]"))

    @property
    def java(self) -> str:
        """The pattern as Java reads it."""
        letter = "[\\p{L}\\p{N}]"
        return self._pattern.replace("{B}", letter).replace("{W}", letter)

    @property
    def replacement(self) -> str:
        """What stands for what was found: "$1$2" where each rule keeps its own group."""
        kept = self.rules[0].replacement
        return "".join(f"${number + 1}" for number in range(len(self.rules))) if kept == "$1" else kept

    @property
    def _pattern(self) -> str:
        return "|".join(rule.pattern for rule in self.rules)


CONTEXT_RULES: tuple[ContextRule, ...] = (
    ContextRule(
        "ezafe",
        f"{_GAP}(?<=ه{_GAP}){_GAP}*ی(?!{{W}})",
        "",
        "the ezafe after a silent heh is written as yeh, as a small hamza, or not at all",
        _ACADEMY,
    ),
    ContextRule(
        "thousands",
        "[,٬](?<=[0-9][,٬])(?=[0-9]{3}(?![0-9]))",
        "",
        "a number is the same with and without separators",
        "CLDR fa, number symbols",
    ),
    ContextRule(
        "decimal",
        # Not in a date or the number of a version, which have two marks: their parts are searched for.
        "[./](?<=[0-9][./])(?<![./][0-9][./])(?<![./][0-9]{2}[./])(?<![./][0-9]{4}[./])(?=[0-9]{1,8}(?![./]?[0-9]))",
        DECIMAL,
        "a number with decimals is one word, and never the number without its sign",
        "ISIRI 6219:2002",
    ),
    ContextRule(
        "heh-gaf",
        f"ه(?<={{B}}ه){_GAP}*(?=گ(?:ی|ان)(?:{_PLURAL})?(?!{{W}}))",
        "",
        "Dari keeps the silent heh before -gi and -gan, Iranian Persian drops it",
        "VOA Dari copy beside the Academy's rule",
    ),
    ContextRule(
        "pronoun-plural",
        f"(?=[آا])(?<!{{B}}|\\u200c)([آا]ن|این){_GAP}+(?={_PLURAL}(?!{{W}}))",
        "$1",
        "they and these are words of their own, not plurals to be cut to that and this",
        _ACADEMY,
    ),
    ContextRule(
        "verb-prefix",
        "(?=[منه])(?<!{B}|\\u200c)(ن?می|همی)\\u200c+(?={W})",
        "$1",
        "the continuous prefix belongs to its verb",
        _ACADEMY,
    ),
    ContextRule(
        "verb-prefix-apart",
        "(?=[منه])(?<!{B}|\\u200c)(?<![0-9] )(?<!ماه )(ن?می|همی) +(?!میلادی|شمسی|خورشیدی|سال)"
        "(?={W}{1,24}[میدتشنه](?!{W}))",
        "$1",
        "the continuous prefix written apart, where a verb ending follows (mi alone is also the month of May)",
        _ACADEMY,
    ),
    ContextRule(
        "comparative",
        f"{_GAP}(?<={{B}}{_GAP}){_GAP}*(?=تر(?:ین)?{_GAP}*(?:{_PLURAL})?(?!{{W}}))",
        "",
        "the comparative ending belongs to its word; it is not cut, for the comparative of before means earlier",
        _ACADEMY,
    ),
    ContextRule(
        "ending",
        f"{_GAP}(?<={{B}}{_GAP}){_GAP}*(?=(?:{_PLURAL}|اند|اش|شان|تان|مان|جات)(?!{{W}}))",
        AFFIX,
        "plural and possessive endings are written joined, with a half-space or, often in Dari, apart",
        _ACADEMY,
    ),
    ContextRule(
        "short-ending",
        "\\u200c(?<={B}\\u200c)\\u200c*(?=(?:ام|ات|ای|ایی|ایم|اید|یی|یم|ید|ند|ست|ی|م|ت|ش)(?!{W}))",
        AFFIX,
        "endings that are words of their own when a space stands before them",
        _ACADEMY,
    ),
    ContextRule(
        "short-ending-apart",
        " (?<=[ه0-9] ) *(?=(?:ام|ات|ای|ایم|اید|یی)(?!{W}))",
        AFFIX,
        "after a silent heh or a number these are endings even when written apart",
        _ACADEMY,
    ),
)
"""Applied in this order."""

CONTEXT_STEPS: tuple[ContextStep, ...] = tuple(
    ContextStep(tuple(rules)) for _, rules in groupby(CONTEXT_RULES, key=attrgetter("replacement"))
)
"""Applied one after the other, in this order."""
