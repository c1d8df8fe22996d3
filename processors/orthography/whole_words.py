"""Tell the words that stand as they are from those that may have lost a half-space."""

import re

from processors.orthography import verbs
from processors.orthography.lexicon import lexicon

SHORTEST_BASE = 3
"""Letters. Two-letter words are so many that by chance they begin or end almost any longer one."""

_LONG = 5
_PLAIN_ENDING = re.compile(
    "(?:ان|ات|یان|یات)?(?:ی|یی|ئی|م|ت|ش|یم|ید|ند|مان|تان|شان|یش|یشان|انه|ین|مین|ست|اً|ٔ)|ان|ات|یان|یات"
)
_LONG_VOWELS = frozenset("اوی")


def is_plain_ending(text: str) -> bool:
    """Tell whether `text` is an ending that joins its word: ی، ان، مان، م ..."""
    return _PLAIN_ENDING.fullmatch(text) is not None


def has_silent_heh(word: str) -> bool:
    """Tell whether the final heh of `word` is a vowel sign only (خانه), so that no ending joins it."""
    return (
        word.endswith("ه")
        and len(word) >= SHORTEST_BASE
        and (word[-2] not in _LONG_VOWELS or word.endswith("یه"))
        and word not in lexicon().spoken_heh
    )


def is_whole_word(word: str) -> bool:
    """Tell whether `word` stands without a half-space: a known word, with endings that join it or not, or a verb."""
    return word in lexicon().words or is_inflected_word(word) or verbs.is_plain_verb(word)


def is_inflected_word(word: str) -> bool:
    """Tell whether `word` is a known word with an ending that joins it: بیماران، ایرانی، توجهی."""
    known = lexicon()
    for cut in range(SHORTEST_BASE, len(word)):
        base, ending = word[:cut], word[cut:]
        if base in known.words and is_plain_ending(ending):
            if not has_silent_heh(base):
                return True
            # Endings do not join a silent heh, unless the whole is a word of its own.
            if word in known.listed or word in known.whole:
                return True
    return False


def is_derived(word: str) -> bool:
    """Tell whether `word` is plainly made of one in a list: سختگیرانه, ناآماده."""
    stem = word.removesuffix("انه") if word.endswith("انه") else word.removeprefix("نا")
    return len(word) > len(stem) >= _LONG and stem in lexicon().adjectives
