"""What the statistical tagger looks at: one word's letters, lists it stands in, and the known names around it."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from processors.entities.chains import chain_features, speaker_features
from processors.entities.gazetteer import Match, folded
from processors.entities.known import DATA, read_rows
from processors.entities.tokens import Token

REACH = 2
"""How many words to the left and right of a word are looked at."""

_FREQUENT = 5
_ENDINGS = ("های", "ها", "هایی", "ای", "ی", "ان")


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The classes of every listed word, folded: cue words, given names, family names, peoples."""
    listed: dict[str, set[str]] = {}
    for table, column in (("cue_words.tsv", "kind"), ("given_names.tsv", "region")):
        for row in read_rows((DATA / table).read_text("utf-8")):
            listed.setdefault(folded(next(iter(row.values()))), set()).add(f"c={row[column]}")
            if column == "region":
                listed[folded(row["name"])].add("c=given")
    for word in _surnames():
        listed.setdefault(word, set()).add("c=surname")
    for word in peoples():
        listed.setdefault(word, set()).add("c=nation")
    return {word: frozenset(classes) for word, classes in listed.items()}


def _surnames() -> Iterable[str]:
    for row in read_rows((DATA / "surnames.tsv").read_text("utf-8")):
        yield folded(row["name"])
    for row in read_rows((DATA / "persons.tsv").read_text("utf-8")):
        yield from (folded(form.split()[-1]) for form in row["forms"].split("|") if " " in form)


@cache
def peoples() -> frozenset[str]:
    """Folded words for peoples and for what belongs to a country."""
    return frozenset(_nations())


def _nations() -> Iterable[str]:
    for row in read_rows((DATA / "nations.tsv").read_text("utf-8")):
        yield folded(row["word"])
    for row in read_rows((DATA / "countries.tsv").read_text("utf-8")):
        for form in row["forms"].split("|"):
            if " " not in form and not form.startswith("?"):
                yield from (folded(form) + ending for ending in ("ی", "یی", "ایی", "یها", "ییها", "یان"))


@cache
def _common() -> dict[str, int]:
    return {row["word"]: int(row["logarithm"]) for row in read_rows((DATA / "lexicon.tsv").read_text("utf-8"))}


@cache
def _clusters() -> dict[str, tuple[str, str]]:
    """By folded word the features of its clusters, a narrow and a wide one."""
    rows = read_rows((DATA / "clusters.tsv").read_text("utf-8"))
    return {row["word"]: (f"k={row['fine']}", f"K={row['coarse']}") for row in rows}


@lru_cache(maxsize=1 << 15)
def word_features(word: str) -> tuple[str, ...]:
    """Features of one word by itself; those without a colon also count for the words two places away."""
    key = folded(word)
    if not key[:1].isalpha():
        return ("w=" + ("0" if key[:1].isdigit() else key),)
    features = [f"w={key}", *sorted(_lists().get(key, ()))]
    features += [f":e{size}={key[-size:]}" for size in (1, 2, 3, 4) if len(key) > size]
    features += [f":b{size}={key[:size]}" for size in (2, 3) if len(key) > size]
    features.append(f":n={min(len(key), 9)}")
    if "\u200c" in word:
        features.append(":half-space")
    if key.isascii():
        features.append(":latin")
    features.append(f"f={_frequency(key)}")
    features += _clusters().get(key, ("k=none",))
    return tuple(features)


def given_name(key: str) -> bool:
    """Whether a folded word is a given name."""
    return "c=given" in _lists().get(key, ())


def common_word(key: str) -> bool:
    """Whether a folded word is so common in ordinary text that it is no name by itself."""
    return _common().get(key, 0) >= _FREQUENT


def _frequency(key: str) -> str:
    common = _common()
    if key in common:
        return str(common[key])
    for ending in _ENDINGS if key.endswith(_ENDINGS) else ():
        if key.endswith(ending) and common.get(key.removesuffix(ending), 0):
            return f"{common[key.removesuffix(ending)]}+{ending}"
    return "none"


def shifted(features: Iterable[str], step: int) -> Iterable[str]:
    """The features of a word `step` places away, as they count for the word here."""
    return (f"{step}{feature}" for feature in features if abs(step) < REACH or not feature.startswith(":"))


def name_features(words: Sequence[Token], matches: Iterable[Match]) -> list[tuple[str, ...]]:
    """For each word the known names that it begins, continues or ends, by type and sureness; and its head words."""
    found = [head + speaker for head, speaker in zip(chain_features(words), speaker_features(words), strict=True)]
    for match in matches:
        kinds = sorted({f"{candidate.known.type}{'!' if candidate.sure else '?'}" for candidate in match.candidates})
        size = match.last - match.first
        for index in range(match.first, match.last):
            part = "B" if index == match.first else "I"
            end = "L" if index == match.last - 1 else ""
            found[index] += tuple(f"g={part}{end}{min(size, 2)}{kind}" for kind in kinds)
    return found


PAIR_OF_WORDS = "p="
"""What the feature of two folded words beside each other begins with; an underscore parts them."""


PAIR_OF_KINDS = "q="
"""What the feature of two kinds of words beside each other begins with; an underscore parts them."""

EDGE = "edge"
"""The feature of what stands before a sentence's first word and after its last."""


@lru_cache(maxsize=1 << 15)
def kind_of(word: str) -> str:
    """What kind of word it is: the lists it stands in, else how common it is; a sign is its own kind."""
    key = folded(word)
    if not key[:1].isalpha():
        return "0" if key[:1].isdigit() else key
    classes = _lists().get(key)
    return "+".join(sorted(classes)) if classes else f"f{_frequency(key)[:1]}"


def sentence_features(words: Sequence[Token], names: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """All features of every word of one sentence, as strings, for training."""
    alone = [word_features(word.text) for word in words]
    rows: list[list[str]] = []
    for here in range(len(words)):
        row: list[str] = []
        for step in range(-REACH, REACH + 1):
            there = here + step
            row += shifted(alone[there], step) if 0 <= there < len(words) else (f"{step}{EDGE}",)
            if abs(step) < REACH and 0 <= there < len(words):
                row += (f"{step}{feature}" for feature in names[there])
        if here:
            row += (f"<{feature}" for feature in _pair(words[here - 1].text, words[here].text))
        if here + 1 < len(words):
            row += (f">{feature}" for feature in _pair(words[here].text, words[here + 1].text))
        rows.append(row)
    return rows


def _pair(left: str, here: str) -> tuple[str, str]:
    return f"{PAIR_OF_WORDS}{folded(left)}_{folded(here)}", f"{PAIR_OF_KINDS}{kind_of(left)}_{kind_of(here)}"
