"""Repair what stands between the letters: invisible characters, spaces, half-spaces out of place, punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from processors.orthography.addresses import address_spans
from processors.orthography.edits import Edit, apply, laid_over
from processors.orthography.lexicon import JOINING
from processors.orthography.rules import REPAIRS, LetterRule
from processors.orthography.runs import is_within
from processors.orthography.whole_words import is_whole_word

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
JOINER = "\N{ZERO WIDTH JOINER}"
TATWEEL = "\N{ARABIC TATWEEL}"
NOT_SIGN = "\N{NOT SIGN}"

LETTER = "[\u0621-\u063a\u0641-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f]"
"""Any letter (or mark on a letter) of the Arabic script, as a regular expression."""

_BY_WRITTEN: dict[str, LetterRule] = {
    rule.written: rule for rule in REPAIRS if rule.scope == "anywhere" or rule.name in ("joiner", "half-space-code")
}
_SINGLE = "".join(sorted(written for written in _BY_WRITTEN if len(written) == 1))
# Searched first, by itself: a lone set of characters is ten times as fast as one with an alternative.
_RARE = re.compile(f"[{re.escape(_SINGLE)}\u0653-\u0655]")
_COMPOSED = "|".join(sorted(written for written in _BY_WRITTEN if len(written) > 1))
_SUSPECT = re.compile(f"[{re.escape(_SINGLE)}]|{_COMPOSED}")
_ONLY_BETWEEN_LETTERS = frozenset((NOT_SIGN, TATWEEL, JOINER))
_HEH = "ه"
# Some editors and keyboards leave one of these where a half-space was meant.
_USED_AS_HALF_SPACE = frozenset(("direction-mark", "invisible"))


@dataclass(frozen=True, slots=True)
class SpacingRule:
    """Put `standard` ("{}" is what was found) in place of what `pattern` finds.

    `hints` are short strings, without one of which it cannot match. Patterns begin with a plain character, never with a
    look-behind: that makes the search ten times as fast.
    """

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    standard: str


_L = LETTER
_H = HALF_SPACE

SPACING_RULES = (
    SpacingRule("half-space-doubled", (_H + _H,), re.compile(f"{_H}{_H}+"), _H),
    SpacingRule("half-space-astray", (_H,), re.compile(f"{_H}(?:(?<!{_L}{_H})|(?!{_L})|(?=[\u064b-\u065f]))"), ""),
    SpacingRule("doubled-space", ("  ",), re.compile(r" (?<=\S ) +(?=\S)"), " "),
    SpacingRule(
        "space-before-mark",
        (" ،", " ؛", " ؟", " !", " »", " )", " ]"),
        re.compile(r" (?<=[^\W\d_] )(?=[،؛؟!»)\]])"),
        "",
    ),
    SpacingRule("space-before-mark", (" .", " :"), re.compile(rf" (?<={_L} )(?=[.:](?:\s|$)|:«)"), ""),
    SpacingRule("space-in-quotes", ("« ", "( ", "[ "), re.compile(f" (?<=[«(\\[] )(?={_L})"), ""),
    SpacingRule("persian-mark", (",",), re.compile(rf",(?<={_L},)(?=\s|$)"), "،"),
    SpacingRule("persian-mark", (" ,",), re.compile(rf" ,(?<={_L} ,)(?=\s|$)"), "،"),
    SpacingRule("persian-mark", (" ,",), re.compile(rf" ,(?<={_L} ,)(?={_L})"), "، "),
    SpacingRule("persian-mark", (" ;",), re.compile(rf" ;(?<={_L} ;)(?=\s|$)"), "؛"),
    SpacingRule("persian-mark", (" ?",), re.compile(rf" \?(?<={_L} \?)(?=\s|$)"), "؟"),
    SpacingRule("persian-mark", (",",), re.compile(rf",(?:(?<={_L}{_L},)|(?<={_L}{_H}{_L},))(?={_L}{_H}?{_L})"), "، "),
    SpacingRule("persian-mark", (";",), re.compile(rf";(?<={_L};)(?=\s|$)"), "؛"),
    SpacingRule("persian-mark", ("?",), re.compile(rf"\?(?:(?<={_L}\?)|(?<={_L}»\?))(?=[\s»\"]|$)"), "؟"),
    SpacingRule("space-after-mark", ("،", "؛", "؟"), re.compile(f"[،؛؟](?<=[^\\s].)(?={_L})"), "{} "),
    SpacingRule(
        "space-after-mark",
        (".", ":", "!"),
        re.compile(f"[.:!](?:(?<={_L}{_L}{_L}.)|(?<={_L}».))(?={_L}{_H}?{_L})"),
        "{} ",
    ),
    SpacingRule("space-after-quotes", ("»",), re.compile(r"»(?=(?:و|که|را|از|به|در|با|بر|تا|است)(?:\s|$))"), "{} "),
    SpacingRule("space-before-quotes", ("«",), re.compile(f"«(?:(?<={_L}«)|(?<={_L}[:،؛]«))"), " {}"),
)
"""Applied in this order, each to what the one before it left."""


def has_rare(text: str) -> bool:
    """Tell whether `text` has any character that character_edits() looks at."""
    return _RARE.search(text) is not None


def character_edits(text: str) -> list[Edit]:
    """Find the characters that no text should hold: controls, typesetting spaces, presentation forms, tatweel ..."""
    if not has_rare(text):
        return []
    return [edit for edit in _characters(text) if text[edit.start : edit.end] != edit.to]


def _characters(text: str) -> Iterator[Edit]:
    for match in _SUSPECT.finditer(text):
        written = match[0]
        if written in _ONLY_BETWEEN_LETTERS and not _stands_in_word(text, match.start(), written):
            continue
        rule = _BY_WRITTEN[written]
        if rule.name in _USED_AS_HALF_SPACE and _stands_for_half_space(text, match.start()):
            yield Edit(match.start(), match.end(), HALF_SPACE, "half-space-code")
        else:
            yield Edit(match.start(), match.end(), rule.standard, rule.name)


LONGEST_WORD = 40
_IS_LETTER = re.compile(LETTER)
_WORD_END = re.compile(f"{LETTER}+\\Z")
_WORD_START = re.compile(f"{LETTER}{{1,{LONGEST_WORD}}}")


def _stands_for_half_space(text: str, at: int) -> bool:
    # Behind other letters nothing would join, and inside a whole word the mark is only in the way.
    if text[at - 1 : at] not in JOINING:
        return False
    before, after = _WORD_END.search(text, max(0, at - LONGEST_WORD), at), _WORD_START.match(text, at + 1)
    return bool(before and after and not is_whole_word(before[0] + after[0]))


def _stands_in_word(text: str, at: int, written: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    joined_before = bool(_IS_LETTER.match(before)) or before in (TATWEEL, HALF_SPACE)
    joined_after = bool(_IS_LETTER.match(after)) or after == TATWEEL
    if written == NOT_SIGN:
        return joined_before and joined_after
    if written == JOINER:
        # The abbreviation of "hijri" is written as heh + joiner, to keep the heh's open shape.
        return (joined_before or joined_after) and not (before == _HEH and not joined_after)
    return joined_before or joined_after


def spacing_edits(text: str) -> tuple[str, list[Edit]]:
    """Give `text` with half-spaces, spaces and marks in their places, and the edits that put them there."""
    layers: list[tuple[str, list[Edit]]] = []
    for rule in SPACING_RULES:
        for hint in rule.hints:  # a plain loop: any() costs more than the searches
            if hint in text:
                break
        else:
            continue
        found = [
            Edit(match.start(), match.end(), rule.standard.replace("{}", match[0]), rule.name)
            for match in rule.pattern.finditer(text)
        ]
        kept = address_spans(text) if found else ()
        if kept:
            found = [edit for edit in found if not is_within(edit.start, kept)]
        if found:
            layers.append((text, found))
            text = apply(text, found)
    return text, laid_over(layers)
