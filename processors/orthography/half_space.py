"""Restore the half-spaces that a word has lost: میکند, رسانهها, رئیسجمهور become two-part words again.

In comments "_" shows a half-space.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log10

from processors.orthography import verbs
from processors.orthography.lexicon import HALF_SPACE, JOINING, lexicon
from processors.orthography.plural_or_indefinite import contest
from processors.orthography.runs import function_words
from processors.orthography.whole_words import (
    SHORTEST_BASE,
    has_silent_heh,
    is_derived,
    is_inflected_word,
    is_plain_ending,
    is_whole_word,
)
from processors.orthography.word_parts import (
    AFTER_FAMILY,
    LONGEST_ENDING,
    LONGEST_PREFIX,
    NAME_PARTS,
    Ending,
    are_parts,
    endings,
    patronymic,
    prefixes,
    repeated,
    second_parts,
)

LONGEST_WORD = 40
"""Letters; longer runs are not words (the longest in hazm's list has 24), and the cost of a word stays bounded."""

_SHORTEST_WORD = 4
_DEPTH = 4
_PRIORS = {"plural": 1.0, "comparative": -1.5}
"""What the class of an ending adds to the score of a guess: plurals are by far the commonest (PerDT: 458 of 640)."""

_LEAST_SEEN = 200_000
"""How often hazm's source saw a word that a first part may stand before: rare ones make names (بیراوند)."""

_COMMON = 50_000
_LEAST_MEASURED = 20_000
_TWO_PART_WEIGHT = 4.0
_LISTED_WEIGHT = 4.0
"""Of a word that is known but was never counted."""

_NUMBERS = frozenset(("یک", "سه", "پنج", "شش", "هفت", "هشت"))
_PARTICIPLE_WEIGHT = 1.0
_LONGEST_JOINED_ENDING = 5
_PLURALS_OF_ANY_WORD = ("ها", "های", "هایی")
_ALWAYS_APART = frozenset(("بی", "می", "نمی"))
_VERB_ENDINGS = frozenset(("ید", "یم", "ند", "ست"))
_OFTEN = 2
_AFTER_YEH = frozenset(("ام", "اش", "ای", "ایم", "اید"))
_FOLDED_HAMZA = str.maketrans("ئؤأۀ", "یواه")


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


@lru_cache(maxsize=65_536)
def restore(word: str) -> Restored | None:
    r"""Give `word` (letters only, no half-space in it) with its half-spaces; None where it has none to restore.

    >>> restore("رسانهها").form == "رسانه\u200cها"
    True
    >>> restore("میدان") is None
    True
    """
    if not _SHORTEST_WORD <= len(word) <= LONGEST_WORD:
        return None
    found = _read(word, _DEPTH)
    if found or word in lexicon().words:
        return found
    if word != (folded := word.translate(_FOLDED_HAMZA)) and (other := _read(folded, _DEPTH)):
        found = Restored(_on(word, other.form), other.rule, other.certain)
    return found


def _on(word: str, form: str) -> str:
    """Set the half-spaces of `form` into `word`, which has the same letters but for their hamzas."""
    letters = iter(word)
    return "".join(c if c == HALF_SPACE else next(letters) for c in form)


def _read(word: str, depth: int) -> Restored | None:
    known = lexicon()
    if word in known.set_phrases:
        return Restored(known.compounds[word], "half-space-compound", certain=word not in known.ambiguous)
    if word in known.words:
        return None
    form = verbs.with_half_space(word)
    if form and word.endswith("های") and word in known.whole:
        return None  # "of the Kurds", seen so; "you have done" is rarer
    if form and not _reads_as_noun(word) and not (verbs.is_plain_verb(word) and verbs.is_spoken(word)):
        return Restored(form, "half-space-verb")
    if is_whole_word(word):
        # A listed compound is no inflection of its beginning: بی_مانند, not بیم + ان + ند.
        is_compound = word[:2] in _ALWAYS_APART and word not in known.listed
        return _listed(word) if is_compound or _is_seen_apart(word) else None
    return _listed(word) or (_taken_apart(word, depth) if depth else None)


def _listed(word: str) -> Restored | None:
    known = lexicon()
    if _is_plural_or_indefinite(word):
        return None
    if word in known.split:
        form = known.split[word][0]
        return Restored(form, "half-space-word", _must_part(form))
    if word in known.compounds:
        form = known.compounds[word]
        return Restored(form, "half-space-compound", _must_part(form))
    return None


def _is_seen_apart(word: str) -> bool:
    """Tell whether `word` is mostly written in two, with a silent heh between: خانه_ی."""
    form, seen = lexicon().split.get(word, ("", 0))
    return seen >= _OFTEN and has_silent_heh(form.partition(HALF_SPACE)[0])


def _must_part(form: str) -> bool:
    """Tell whether no house style glues `form`: a half-space behind a heh, or an ending in alef, is a must."""
    parts = form.split(HALF_SPACE)
    return any(
        has_silent_heh(part) or part in _ALWAYS_APART or following in _AFTER_YEH for part, following in pairwise(parts)
    )


def _is_plural_or_indefinite(word: str) -> bool:
    """Tell whether a word in های reads two ways, so that having seen one proves little: نام_های and نامه_ای."""
    known = lexicon().words
    return word.endswith("های") and known.get(word[:-3], 0) > 0 and (word[-4] not in JOINING or word[:-2] in known)


def _taken_apart(word: str, depth: int) -> Restored | None:
    guesses = tuple(_ending_guesses(word, depth))
    if guesses:
        return max(guesses, key=lambda guess: guess.score).restored
    if found := _joined_ending(word, depth):
        return found
    if form := repeated(word) or patronymic(word):
        return Restored(form, "half-space-compound", _must_part(form))
    return _prefixed(word) or _compound(word, depth)


def _reads_as_noun(word: str) -> bool:
    """Tell whether a would-be verb is rather a noun: میدانی (of میدان), درخواستهای (not درخواسته_ای)."""
    known = lexicon()
    if word.endswith("های"):
        return word[:-3] in known.words or word in known.whole
    return word.endswith("ی") and word[:-1] in known.words


def _ending_guesses(word: str, depth: int) -> Iterator[_Guess]:
    for cut in range(max(2, len(word) - LONGEST_ENDING), len(word)):
        ending = endings().get(word[cut:])
        if ending is None:
            continue
        base = word[:cut]
        inner = None if base in lexicon().words else _read(base, depth - 1)
        guess = _joined(base, ending, inner) if base[-1] not in JOINING else _separated(base, ending, inner)
        if guess:
            yield guess


def _weight(base: str, inner: Restored | None) -> float:
    if inner:
        return _TWO_PART_WEIGHT
    if _is_participle(base):
        # Participles seldom carry an ending as nouns do: کارکردهای is not کارکرده_ای.
        return _PARTICIPLE_WEIGHT
    known = lexicon()
    if base in known.words:
        return max(log10(known.words[base] + 10), _LISTED_WEIGHT)
    return _LISTED_WEIGHT if base in known.listed or base in known.whole else 1.0


def _is_participle(word: str) -> bool:
    past = verbs.stems().past
    return word.endswith("ه") and any(word[start:-1] in past for start in range(len(word) - 2))


def _joined(base: str, ending: Ending, inner: Restored | None) -> _Guess | None:
    """Read `base` + `ending` where no half-space is needed between them: کارها، سرمایه_گذارها."""
    if ending.class_ not in ("plural", "comparative"):
        return None
    if inner:
        return _Guess(
            _TWO_PART_WEIGHT + _PRIORS["plural"], Restored(inner.form + ending.text, inner.rule, inner.certain)
        )
    if ending.class_ == "comparative" and base not in lexicon().adjectives:
        return None
    return _Guess(_weight(base, None) + _PRIORS["plural"] + contest(base, ending), None)


def _separated(base: str, ending: Ending, inner: Restored | None) -> _Guess | None:
    if not _takes(base, ending, inner):
        return None
    form = f"{inner.form if inner else base}{HALF_SPACE}{ending.text}"
    score = _weight(base, inner) + _PRIORS.get(ending.class_, 0.0) + contest(base, ending)
    certain = has_silent_heh(base) or ending.class_ not in ("plural", "comparative")
    return _Guess(score, Restored(form, ending.rule, certain))


def _takes(base: str, ending: Ending, inner: Restored | None) -> bool:
    known = lexicon()
    if not (inner or _is_known(base)):
        is_derived_yeh = base.endswith("ی") and len(base) > SHORTEST_BASE and is_inflected_word(base)
        is_his = ending.text == "اش" and is_derived_yeh  # گوشی_اش
        return is_his or (ending.class_ == "plural" and _may_be_unknown_noun(base, ending))
    match ending.class_:
        case "plural" | "dari":
            return ending.class_ == "plural" or has_silent_heh(base)
        case "comparative":
            # Behind a silent heh nothing else is spelled so: با تجربه_تر.
            return len(base) >= SHORTEST_BASE and (_is_adjective(base, inner) or has_silent_heh(base))
        case "copula":
            return base[-1] in "هی" or (base in known.adjectives and len(base) > SHORTEST_BASE)
        case "heh-or-yeh":
            return has_silent_heh(base) or _takes_pronoun(base, ending.text)
        case _:
            # هسته_ای_شان, but نام_هایشان; سازماندهی is سازمان_ده + ی, not سازمانده_ی.
            stem = base[:-1] if ending.class_ == "relational" else base[:-2]
            is_other = stem in known.words and (ending.class_ == "relational" or base.endswith("ده"))
            return base in known.words and has_silent_heh(base) and not is_other


def _takes_pronoun(base: str, ending: str) -> bool:
    """Tell whether `base`, which does not end in a silent heh, takes an ending in alef: روسی_اش, صندلی_ات, حکومت_اش."""
    known = lexicon()
    if len(base) <= SHORTEST_BASE or base.startswith("ال"):
        return False
    if base[-1] != "ی":
        # Dari writes "his, her" so behind any letter.
        return ending == "اش" and known.words.get(base, 0) >= _LEAST_SEEN
    if ending == "ات":  # behind an adjective it is the Arabic plural: نظریات
        return base in known.words and base not in known.adjectives
    return ending in _AFTER_YEH


def _is_known(word: str) -> bool:
    known = lexicon()
    return word in known.words or word in known.listed or word in known.whole or is_derived(word)


def _may_be_unknown_noun(base: str, ending: Ending) -> bool:
    """Tell whether `base`, which no list has, may be a noun in the plural, and not a part of a word that ends so."""
    known = lexicon()
    if f"{base}ه" in known.words or f"{base}ها" in known.compounds or _hides_look_alike(base):
        return False
    return is_inflected_word(base) or (len(base) > SHORTEST_BASE and ending.text.endswith(_PLURALS_OF_ANY_WORD))


def _hides_look_alike(base: str) -> bool:
    """Tell whether `base` + ها ends in a word that looks like a plural: بهتنها is به + تنها, گرانبها has بها."""
    known = lexicon()
    firsts = (base[:cut] for cut in range(1, len(base)) if f"{base[cut:]}ها" in known.words)
    return any(first in known.adjectives or first in prefixes() or first in function_words()["fa"] for first in firsts)


def _is_adjective(base: str, inner: Restored | None) -> bool:
    last = inner.form.rpartition(HALF_SPACE)[2] if inner else base
    if last in lexicon().adjectives or (inner and last in second_parts()):
        return True
    derived = last.endswith(("ی", "انه", "مند", "ناک")) and last not in lexicon().words
    return derived and (is_whole_word(last) or last in lexicon().listed)


def _joined_ending(word: str, depth: int) -> Restored | None:
    """Read a two-part word with an ending that joins it: برنامه_ریزان، آتش_بسی."""
    for cut in range(len(word) - 1, max(SHORTEST_BASE, len(word) - _LONGEST_JOINED_ENDING - 1), -1):
        ending = word[cut:]
        if is_plain_ending(ending) and (ending not in _VERB_ENDINGS or (ending == "ست" and word[cut - 1] == "و")):
            inner = _read(word[:cut], min(depth - 1, 1))
            if inner and inner.rule == "half-space-prefix" and _is_verb_after_be(word.removeprefix("بی")):
                continue
            # توجهاش is no plural of an unknown توج.
            if inner and inner.rule == "half-space-plural" and f"{word[:cut].removesuffix('ها')}ه" in lexicon().words:
                continue
            # Behind ام، ای ... no other ending stands: لیبیایی is no لیبی_ای + ی.
            if inner and inner.rule != "half-space-ending":
                return Restored(inner.form + word[cut:], inner.rule, inner.certain)
    return None


def _is_verb_after_be(rest: str) -> bool:
    """Tell whether بی + `rest` is rather a verb with the prefix be: بیاره (spoken), or بیبینیم, a slip of the pen."""
    return rest in verbs.stems().spoken or (rest.endswith(("یم", "ید", "ند")) and verbs.is_plain_verb(rest))


def _may_stand_behind(part: str, rest: str) -> bool:
    """Tell whether `rest` was seen often enough: behind به also adjectives with a yeh, behind numbers any measure."""
    known = lexicon()
    is_adverb = part == "به" and rest.endswith("ی") and rest[:-1] in known.adjectives
    is_measure = part in _NUMBERS and rest[-1] in "یه" and rest not in known.words
    seen = known.words.get(rest[:-1] if is_adverb or is_measure else rest, 0)
    return seen >= (_LEAST_MEASURED if is_measure else _LEAST_SEEN)


def _prefixed(word: str) -> Restored | None:
    known = lexicon()
    for cut in range(LONGEST_PREFIX, 1, -1):
        part, rest = word[:cut], word[cut:]
        least = prefixes().get(part)
        if least and len(rest) >= least and word not in known.whole:
            if not _may_stand_behind(part, rest) or (part == "بی" and _is_verb_after_be(rest)):
                continue
            if part == "به" and word in known.listed:
                continue  # a name of its own: بهستون
            # The Academy joins هم، یک، هیچ ... to short words; only بی is always written apart.
            return Restored(f"{part}{HALF_SPACE}{rest}", "half-space-prefix", part in _ALWAYS_APART)
    return None


def _compound(word: str, depth: int) -> Restored | None:
    known = lexicon()
    if word in known.whole:
        return None
    # The longest second part first: شده, and not ده.
    for cut in range(2, len(word) - 1):
        first, second = word[:cut], word[cut:]
        if not are_parts(first, second):
            continue
        inner = None if first in known.words else _read(first, min(depth - 1, 1))
        is_name = second in NAME_PARTS | AFTER_FAMILY and cut >= SHORTEST_BASE + (second[:2] != "ال")
        if inner or first in known.words or is_name:
            form = f"{inner.form if inner else first}{HALF_SPACE}{second}"
            return Restored(form, "half-space-compound", _must_part(form))
    return _behind_heh(word)


def _behind_heh(word: str) -> Restored | None:
    """Read two words that only a lost half-space can have joined, as the first ends in a silent heh: بچه_خرگوش."""
    known = lexicon()
    if word in known.listed:
        return None
    for cut in range(len(word) - SHORTEST_BASE - 1, SHORTEST_BASE - 1, -1):
        first, second = word[:cut], word[cut:]
        if known.words.get(first, 0) >= _COMMON and has_silent_heh(first):
            inner = None if is_whole_word(second) else _read(second, 1)
            if second.endswith("ه") and (second[:-1] in known.words or second[:-1] in second_parts()):
                continue  # رشته_کوههای is no رشته_کوهه_ای
            if inner or is_whole_word(second):
                return Restored(f"{first}{HALF_SPACE}{inner.form if inner else second}", "half-space-compound")
    return None
