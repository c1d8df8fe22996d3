"""Tell the language of a text: fa (Iranian Persian), prs (Dari), ps (Pashto), ar (Arabic), en (English) or other."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from processors.orthography.encoding import mended_encoding
from processors.orthography.runs import PASHTO_LETTERS, URDU_LETTERS, function_words
from processors.orthography.sources import own_lines

_ARABIC_SCRIPT = re.compile("[\u0621-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
# Names of tags and addresses are no words of the text.
_TAG = re.compile(r"<[^<>]{1,2000}>|&#?\w{1,30};|https?://\S+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile("[\u0621-\u0655\u066e-\u06d3\u06d5\u06fa-\u06ff\u200c]+")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|was|for|that|on|with|by|from|at|as|are|be|has|have|it|said|will|an)\b")
_LEAST_ENGLISH = 0.15
_LEAST_WORDS = 3
"""Words of another language, without any of its letters, that outweigh a short text: "او" is Persian and Pashto."""
_KURDISH_LETTERS = "ێۆڵڕە"
_MOST_READ = 6000
"""Words; what comes after tells nothing new about the language, and the cost stays bounded."""

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "\N{ZERO WIDTH NON-JOINER}": None, "ٔ": None})
_PLURAL = re.compile("(?<=...)های?\\Z")


def detect_language(text: str) -> str:
    """Tell the language of `text` from its letters and words: fa, prs, ps, ar, en or other.

    Dari and Iranian Persian differ by the words of data/dialect_words.tsv; a text that has none of them is "fa".

    >>> detect_language("سرمنشی ملل متحد در ماه اکتوبر به کابل رفت")
    'prs'
    >>> detect_language("The minister said that he was in Kabul")
    'en'
    """
    text = _TAG.sub(" ", mended_encoding(text))
    script, latin = len(_ARABIC_SCRIPT.findall(text)), len(_LATIN.findall(text))
    if latin > script:
        return _of_latin(text)
    if not script:
        return "other"
    words = _WORD.findall(text)[:_MOST_READ]
    language = _of_arabic_script(words)
    return _dialect(words) if language == "fa" else language


def language_of(declared: str | None, text: str) -> str:
    """Give the `declared` language where the source names one, else the one detected.

    >>> language_of("ps", "سلام")
    'ps'
    """
    return declared.strip() if declared and declared.strip() else detect_language(text)


def _of_latin(text: str) -> str:
    known = len(_ENGLISH.findall(text.lower()))
    return "en" if known and known >= _LEAST_ENGLISH * len(text.split()) else "other"


def _of_arabic_script(words: Sequence[str]) -> str:
    counts = {language: sum(word in own for word in words) for language, own in function_words().items()}
    counts["fa"] += sum(any(letter in word for letter in "پچژگ") for word in words) // 2
    letters = {
        "ps": sum(any(letter in PASHTO_LETTERS for letter in word) for word in words),
        "ur": sum(any(letter in URDU_LETTERS for letter in word) for word in words),
        "ckb": sum(any(letter in _KURDISH_LETTERS for letter in word) for word in words),
        "ar": sum(word.startswith("ال") or "ة" in word for word in words),
    }
    scores = {name: counts.get(name, 0) * (2 if letters.get(name) else 1) + own for name, own in letters.items()}
    # Names in a Persian text have foreign letters too: the other language must outweigh the Persian words.
    best = max(scores, key=lambda name: scores[name])
    too_few = not letters[best] and scores[best] < _LEAST_WORDS
    if too_few or scores[best] <= 2 * counts["fa"]:
        return "fa"
    return best if best in ("ps", "ar") else "other"


@cache
def _dialect_words() -> dict[str, tuple[str, int]]:
    rows = (row.split("\t") for row in own_lines("dialect_words.tsv"))
    return {word: (language, int(weight)) for language, weight, words in rows for word in words.split()}


def _dialect(words: Sequence[str]) -> str:
    known = _dialect_words()
    plain = [word.translate(_LETTERS) for word in words]
    pairs = (f"{first}_{second}" for first, second in pairwise(plain))
    singular = (_PLURAL.sub("", word) for word in plain if word not in known)
    scores = {"prs": 0, "fa": 0}
    # Each word counts once: a story about one name is no more Iranian for repeating it.
    for word in {*plain, *pairs, *singular} & known.keys():
        language, weight = known[word]
        scores[language] += weight
    return "prs" if scores["prs"] > scores["fa"] else "fa"
