"""Find the stretches of a text that are not Persian: Arabic quotations, Pashto and Urdu sentences and words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from processors.orthography.sources import own_lines

Spans = Sequence[tuple[int, int]]

PASHTO_LETTERS = "ټډړښځڅڼېۍږګ"
URDU_LETTERS = "ٹڈڑںے"
FOREIGN_LETTERS = "ټډړښځڅڼېۍږٹڈڑںێۆڵڕ"
"""Letters that no Persian word has, of Pashto, Urdu and Kurdish: a word with one of them is left alone."""

FOREIGN_WORD = re.compile(f"[{FOREIGN_LETTERS}]")
# Without one of these no stretch is anything but Persian. Arabic yeh and kaf are no sign: agencies type Persian so.
_SIGNS = re.compile(f"[\u0629\u0625\u0671\u06c1\u06be\u06d5\u06c2{PASHTO_LETTERS}{URDU_LETTERS}]")
_ARABIC_SIGNS = frozenset(("فی", "إلی", "التی", "الذی", "هذا", "هذه", "قال", "أن", "إن", "لیس"))
_STRETCH = re.compile('[^\n.!?؟«»"()\\[\\]:؛]+')
_WORD = re.compile("[\u0621-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u200c]+")
_ARABIC_ONLY = re.compile("[ةأإٱ]|ىٰ|^(?:وال|بال|فال|لل|كال)..")
_PERSIAN_ONLY = re.compile("[پچژگ\u06a9\u06cc\u200c]")
_SHORTEST_ARABIC = 4
_LEAST_SHARE = 0.3
_FAMILIAR_ARABIC = frozenset(("الله", "الاسلام", "المسلمین", "والمسلمین", "العظمی", "الدین", "المللی", "الملل"))


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Give the closed-class words by language (fa, ar, ps, ur)."""
    rows = (row.split("\t") for row in own_lines("function_words.tsv"))
    return {language: frozenset(words.split()) for language, words in rows}


def foreign_spans(text: str, signs: Sequence[int], *, persian: bool = True) -> list[tuple[int, int]]:
    """Give the spans (start, end) of `text` that are not Persian and keep their letters.

    `signs` are the places of the words for which has_sign() holds. `persian` is what a stretch without any is taken
    for: the language of the article as declared. Where most of the text turns out foreign, such stretches are too.
    """
    spans = [
        match.span()
        for match in _STRETCH.finditer(text)
        if (not persian or _has_any_of(signs, match.span())) and not _is_persian(match[0], default=persian)
    ]
    if persian and 2 * sum(end - start for start, end in spans) > len(text):
        return foreign_spans(text, signs, persian=False)
    return spans


def _has_any_of(places: Sequence[int], span: tuple[int, int]) -> bool:
    at = bisect_left(places, span[0] - 1)
    return at < len(places) and places[at] < span[1]


def has_sign(text: str) -> bool:
    """Tell whether the word `text` speaks for another language that uses the Arabic script."""
    return bool(_SIGNS.search(text)) or _mended(text).strip('«»"(),،.:') in _ARABIC_SIGNS


def _mended(text: str) -> str:
    return text.replace("ي", "ی").replace("ى", "ی").replace("ك", "ک")


class _Votes(NamedTuple):
    """How many words (of one: 0 or 1) speak for each language; `plain` are the common words of Persian."""

    persian: int
    plain: int
    arabic: int
    pashto_letter: int
    pashto_word: int
    urdu_letter: int
    urdu_word: int


@lru_cache(maxsize=65_536)
def _votes(word: str) -> _Votes:
    known = function_words()
    plain = _mended(word) in known["fa"]
    return _Votes(
        persian=plain or bool(_PERSIAN_ONLY.search(word)),
        plain=plain,
        arabic=_looks_arabic(word),
        pashto_letter=any(letter in word for letter in PASHTO_LETTERS),
        pashto_word=word in known["ps"],
        urdu_letter=any(letter in word for letter in URDU_LETTERS),
        urdu_word=word in known["ur"],
    )


def _is_persian(stretch: str, *, default: bool) -> bool:
    words = _WORD.findall(stretch)
    if not words:
        return default
    count = _Votes(*map(sum, zip(*map(_votes, words), strict=True)))
    # A language's common words count only beside one of its own letters.
    pashto = count.pashto_letter and count.pashto_letter + count.pashto_word
    urdu = count.urdu_letter and count.urdu_letter + count.urdu_word
    if not default:
        return count.plain > 1 and count.persian > max(count.arabic, pashto)
    # Pashto and Urdu share the Persian letters with Persian, Arabic does not.
    others = ((count.arabic, count.persian), (pashto, count.plain), (urdu, count.plain))
    return not any(theirs > max(ours, 1) and theirs >= _LEAST_SHARE * len(words) for theirs, ours in others)


def is_within(position: int, spans: Spans) -> bool:
    """Tell whether `position` lies in one of `spans` (ordered, apart)."""
    at = bisect_right(spans, (position, 1 << 62)) - 1
    return at >= 0 and spans[at][0] <= position < spans[at][1]


def _looks_arabic(word: str) -> bool:
    if word in function_words()["ar"] or _ARABIC_ONLY.search(word):
        return True
    return word.startswith("ال") and len(word) > _SHORTEST_ARABIC and _mended(word) not in _FAMILIAR_ARABIC
