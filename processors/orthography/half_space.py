"""Restore the half-spaces that a word has lost: میکند, رسانهها, رئیسجمهور become two-part words again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10

from processors.orthography import verbs
from processors.orthography.lexicon import HALF_SPACE, JOINING, lexicon
from processors.orthography.sources import own_lines

LONGEST_WORD = 40
"""Letters; longer runs are not words (the longest in hazm's list has 24), and the cost of a word stays bounded."""

_DEPTH = 4
_PLAIN_ENDING = re.compile(
    "(?:ان|ات|یان|یات)?(?:ی|یی|ئی|م|ت|ش|یم|ید|ند|مان|تان|شان|یش|یشان|انه|ین|مین|ست|اً|ٔ)|ان|ات|یان|یات"
)
_NAME_PARTS = frozenset(("آباد", "آبادی", "پور", "نژاد", "زاده", "زادگان"))
_LONGEST_ENDING = 8
_LONGEST_PREFIX = 4
_PRIORS = {"plural": 1.0, "comparative": -1.5}
_AGENT_ENDINGS = ("", "ی", "ان", "انی", "انه", "نده", "ندگان", "ندگی", "یان", "گی")
# Not ات: behind a yeh it is the Arabic plural (نظریات).
_AFTER_YEH = frozenset(("ام", "اش", "ای", "ایم", "اید"))
_LONG_VOWELS = frozenset("اوی")
_FOLDED_HAMZA = str.maketrans("ئؤأ", "یوا")


@dataclass(frozen=True, slots=True)
class Restored:
    """A word with its half-spaces, the rule that found them, and how sure it is.

    `certain` is False where the glued spelling is a house style too (کتابها): text that writes half-spaces elsewhere
    keeps it.
    """

    form: str
    rule: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Guess:
    """One way to read a word; `restored` is None where it reads as a whole word. The highest score wins."""

    score: float
    restored: Restored | None


@dataclass(frozen=True, slots=True)
class _Ending:
    text: str
    class_: str
    rule: str


@cache
def _endings() -> dict[str, _Ending]:
    """Every ending by its glued spelling."""
    rows = [_Ending(*row.split("\t")) for row in own_lines("affixes.tsv")]
    return {ending.text.replace(HALF_SPACE, ""): ending for ending in rows}


@cache
def _prefixes() -> dict[str, int]:
    """Every first part, with the letters that the word behind it must have at least."""
    return {part: int(least) for part, least in (row.split("\t") for row in own_lines("prefixes.txt"))}


@cache
def _second_parts() -> frozenset[str]:
    """The listed second parts, and what productive stems make: گیر، گیری، گیران، گیرنده، گیرندگان."""
    made = {f"{stem}{end}" for stem in own_lines("compound_stems.txt") for end in _AGENT_ENDINGS}
    made |= {f"{stem}یی" for stem in own_lines("compound_stems.txt") if stem.endswith(("ا", "و"))}
    return frozenset(own_lines("second_parts.txt")) | made


def _has_silent_heh(word: str) -> bool:
    return (
        word.endswith("ه")
        and len(word) > 2
        and (word[-2] not in _LONG_VOWELS or word.endswith("یه"))
        and word not in lexicon().spoken_heh
    )


def is_whole_word(word: str) -> bool:
    """Tell whether `word` stands without a half-space: a known word, with or without endings that join it, or a verb."""
    return word in lexicon().words or _is_inflected_word(word) or verbs.is_plain_verb(word)


def _is_inflected_word(word: str) -> bool:
    known = lexicon()
    for cut in range(2, len(word)):
        base, ending = word[:cut], word[cut:]
        if base in known.words and _PLAIN_ENDING.fullmatch(ending) and len(base) > 2:
            if not _has_silent_heh(base):
                return True
            # Endings do not join a silent heh, unless the whole is a word of its own.
            if word in known.listed or word in known.whole:
                return True
    return False


@lru_cache(maxsize=200_000)
def restore(word: str) -> Restored | None:
    """Give `word` (letters only, no half-space in it) with its half-spaces; None where it has none to restore.

    >>> restore("رسانهها").form == "رسانه\\u200cها"
    True
    >>> restore("میدان") is None
    True
    """
    if not 3 < len(word) <= LONGEST_WORD:
        return None
    found = _read(word, _DEPTH)
    if found is None and word != (folded := word.translate(_FOLDED_HAMZA)) and (other := _read(folded, _DEPTH)):
        found = Restored(_on(word, other.form), other.rule, other.certain)
    return found


def _on(word: str, form: str) -> str:
    """Set the half-spaces of `form` into `word`, which has the same letters but for their hamzas."""
    letters = iter(word)
    return "".join(c if c == HALF_SPACE else next(letters) for c in form)


def _read(word: str, depth: int) -> Restored | None:
    known = lexicon()
    if word in known.ambiguous:
        return Restored(known.compounds[word], "half-space-compound", certain=False)
    if word in known.words:
        return None
    form = verbs.with_half_space(word)
    if form and not _reads_as_noun(word):
        return Restored(form, "half-space-verb")
    if is_whole_word(word):
        return None
    if word in known.split:
        return Restored(known.split[word][0], "half-space-word", certain=word not in known.listed)
    if word in known.compounds:
        return Restored(known.compounds[word], "half-space-compound", certain=word not in known.listed)
    if depth == 0:
        return None
    guesses = tuple(_ending_guesses(word, depth))
    if guesses:
        return max(guesses, key=lambda guess: guess.score).restored
    return _joined_ending(word, depth) or _doubled(word) or _prefixed(word) or _compound(word, depth)


def _reads_as_noun(word: str) -> bool:
    """Tell whether a would-be verb is rather a noun: میدانی (of میدان), درخواستهای (not درخواسته‌ای)."""
    known = lexicon().words
    return (word.endswith("ی") and word[:-1] in known) or (word.endswith("های") and word[:-3] in known)


def _ending_guesses(word: str, depth: int) -> Iterator[_Guess]:
    for cut in range(max(2, len(word) - _LONGEST_ENDING), len(word)):
        ending = _endings().get(word[cut:])
        if ending is None:
            continue
        base = word[:cut]
        inner = None if base in lexicon().words else _read(base, depth - 1)
        guess = _joined(base, ending, inner) if base[-1] not in JOINING else _separated(base, ending, inner)
        if guess:
            yield guess


def _weight(base: str, inner: Restored | None) -> float:
    if inner:
        return 4.0
    if base.endswith("ه") and base[:-1] in verbs.stems().past:
        # Participles seldom carry an ending as nouns do: کارکردهای is not کارکرده‌ای.
        return 1.0
    return log10(lexicon().words.get(base, 1) + 10)


def _joined(base: str, ending: _Ending, inner: Restored | None) -> _Guess | None:
    """Read `base` + `ending` where no half-space is needed between them: کارها، سرمایه‌گذارها."""
    if ending.class_ not in ("plural", "comparative"):
        return None
    if inner:
        return _Guess(5.0, Restored(inner.form + ending.text, inner.rule, inner.certain))
    if ending.class_ == "comparative" and base not in lexicon().adjectives:
        return None
    return _Guess(_weight(base, None) + 1, None)


def _separated(base: str, ending: _Ending, inner: Restored | None) -> _Guess | None:
    if not _takes(base, ending, inner):
        return None
    form = f"{inner.form if inner else base}{HALF_SPACE}{ending.text}"
    # Plurals are the commonest endings by far (PerDT: 458 of 640).
    score = _weight(base, inner) + _PRIORS.get(ending.class_, 0.0)
    certain = base.endswith("ه") or ending.class_ not in ("plural", "comparative")
    return _Guess(score, Restored(form, ending.rule, certain))


def _takes(base: str, ending: _Ending, inner: Restored | None) -> bool:
    known = lexicon()
    is_known = inner is not None or base in known.words or base in known.listed or base in known.whole
    match ending.class_:
        case "plural":
            return (
                is_known or _is_inflected_word(base) or (len(base) > 3 and ending.text.endswith(("ها", "های", "هایی")))
            )
        case "comparative":
            return (
                is_known
                and len(base) > 2
                and (inner is not None or base in known.adjectives or _is_derived_adjective(base))
            )
        case "copula":
            return is_known and (base[-1] in "هی" or base in known.adjectives)
        case "heh-or-yeh":
            return is_known and (
                _has_silent_heh(base) or (ending.text in _AFTER_YEH and base[-1] == "ی" and len(base) > 3)
            )
        case _:
            return is_known and _has_silent_heh(base)


def _is_derived_adjective(word: str) -> bool:
    return word.endswith("ی") and word not in lexicon().words and is_whole_word(word)


def _joined_ending(word: str, depth: int) -> Restored | None:
    """Read a two-part word with an ending that joins it: برنامه‌ریزان، آتش‌بسی."""
    for cut in range(len(word) - 1, max(3, len(word) - 6), -1):
        if _PLAIN_ENDING.fullmatch(word[cut:]):
            inner = _read(word[:cut], min(depth - 1, 1))
            if inner:
                return Restored(inner.form + word[cut:], inner.rule, inner.certain)
    return None


def _doubled(word: str) -> Restored | None:
    """Read a word said twice: کم‌کم، دانه‌دانه."""
    half = word[: len(word) // 2]
    if len(half) < 2 or half * 2 != word or half[-1] not in JOINING or half not in lexicon().words:
        return None
    return Restored(f"{half}{HALF_SPACE}{half}", "half-space-compound")


def _prefixed(word: str) -> Restored | None:
    known = lexicon()
    for cut in range(_LONGEST_PREFIX, 1, -1):
        part, rest = word[:cut], word[cut:]
        least = _prefixes().get(part)
        if least and len(rest) >= least and rest in known.words and word not in known.whole:
            # The Academy joins هم، یک، هیچ ... to short words; only بی is always written apart.
            return Restored(f"{part}{HALF_SPACE}{rest}", "half-space-prefix", certain=part == "بی")
    return None


def _compound(word: str, depth: int) -> Restored | None:
    known = lexicon()
    if word in known.whole:
        return None
    for cut in range(len(word) - 2, 1, -1):
        first, second = word[:cut], word[cut:]
        if not _are_parts(first, second):
            continue
        inner = None if first in known.words else _read(first, min(depth - 1, 1))
        if inner or first in known.words or (second in _NAME_PARTS and cut > 3):
            form = f"{inner.form if inner else first}{HALF_SPACE}{second}"
            return Restored(form, "half-space-compound", certain=word not in known.listed)
    return None


def _are_parts(first: str, second: str) -> bool:
    if first[-1] not in JOINING or len(first) + len(second) < 5:
        return False
    # Inside a word, an alef with madda behind a joining letter begins a second word: جمع‌آوری، فرون‌آباد.
    if first.endswith("ه") and second.endswith("ن") and second[:-1] in verbs.stems().past:
        return True  # a compound verb's infinitive: ضربه‌زدن
    return second in _second_parts() or second in _NAME_PARTS or (second[0] == "آ" and second in lexicon().words)
