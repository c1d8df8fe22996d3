"""What is a word: hazm's word list (with frequencies) and our own lists, arranged for restoring half-spaces."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from processors.orthography.sources import hazm_lines, own_lines

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"

_UNCHECKED = "\t0\t0"
JOINING = frozenset("بپتثجچحخسشصضطظعغفقکگلمنهیئ")
"""Letters that join the next one: only behind these a half-space can be seen, and only there Peyk writes one."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that is known of single words. Keys are words without half-spaces unless said otherwise.

    `words` are words that stand as they are, with how often hazm's source saw them. `listed` are hazm's unchecked
    rows, derived words mostly; `adjectives` and `adverbs` may be nouns too. `whole` were seen unbroken in edited text,
    `split` (word -> form with half-space, times seen) with a half-space. `compounds` come from hazm's rows that hold
    one, and from our own list; the keys of that are `set_phrases`, and `ambiguous` where they are whole words too
    (پیشرو).
    """

    words: Mapping[str, int]
    listed: frozenset[str]
    adjectives: frozenset[str]
    adverbs: frozenset[str]
    compounds: Mapping[str, str]
    ambiguous: frozenset[str]
    set_phrases: frozenset[str]
    whole: Mapping[str, int]
    split: Mapping[str, tuple[str, int]]
    spoken_heh: frozenset[str]


def house_style(word: str) -> str:
    r"""Drop the half-spaces that stand behind a letter which does not join the next one anyway.

    >>> house_style("کشور\u200cها")
    'کشورها'
    """
    if HALF_SPACE not in word:
        return word
    parts = word.split(HALF_SPACE)
    out = parts[0]
    for part in parts[1:]:
        out += f"{HALF_SPACE}{part}" if out[-1:] in JOINING else part
    return out


def _split(rows: Iterable[str]) -> Iterator[tuple[str, tuple[str, int]]]:
    for row in rows:
        form, seen, glued = row.split("\t")
        if int(seen) >= int(glued) and HALF_SPACE in form:
            yield form.replace(HALF_SPACE, ""), (form, int(seen))


def _whole(rows: Iterable[str]) -> Iterator[tuple[str, int]]:
    for row in rows:
        word, seen = row.split("\t")
        yield word, int(seen)


@cache
def lexicon() -> Lexicon:
    """Give the lexicon, read once per process (a quarter of a second)."""
    lines = tuple(hazm_lines("words.dat"))
    # Four rows in five say nothing but the word: no count, no part of speech.
    unchecked = [house_style(line[: -len(_UNCHECKED)]) for line in lines if line.endswith(_UNCHECKED)]
    rows = [line.split("\t") for line in lines if not line.endswith(_UNCHECKED)]
    checked = [(house_style(word), int(seen)) for word, seen, _ in rows]
    words = {word: seen for word, seen in checked if HALF_SPACE not in word}
    compounds = {word.replace(HALF_SPACE, ""): word for word, _ in checked if HALF_SPACE in word}
    rare = {word.replace(HALF_SPACE, ""): word for word in unchecked if HALF_SPACE in word}
    own = {word.replace(HALF_SPACE, ""): word for word in own_lines("news_compounds.txt")}
    for name in ("stays.txt", "names_whole.txt", "dari_words.txt"):
        words |= dict.fromkeys(own_lines(name), 1_000_000)
    ambiguous = frozenset(own) & frozenset(words)
    return Lexicon(
        words=MappingProxyType(words),
        listed=frozenset(word for word in unchecked if HALF_SPACE not in word),
        adjectives=frozenset(row[0].replace(HALF_SPACE, "") for row in rows if "AJ" in row[2]),
        adverbs=frozenset(row[0] for row in rows if "ADV" in row[2]),
        compounds=MappingProxyType(rare | compounds | own),
        ambiguous=ambiguous,
        set_phrases=frozenset(own),
        whole=MappingProxyType(dict(_whole(own_lines("seen_whole.tsv")))),
        split=MappingProxyType(dict(_split(own_lines("seen_split.tsv")))),
        spoken_heh=frozenset(own_lines("spoken_heh.txt")),
    )
