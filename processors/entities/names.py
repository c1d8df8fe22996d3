"""Keys under which spelling variants of foreign names meet: what is left of a name when its written vowels go."""

from functools import cache, lru_cache

from processors.entities.gazetteer import folded
from processors.entities.known import DATA, read_rows
from processors.entities.tokens import tokens

# Letters that transliterations of one sound choose between; و and ی are vowels inside a foreign name.
_SAME = str.maketrans({"ث": "س", "ص": "س", "ذ": "ز", "ض": "ز", "ظ": "ز", "ط": "ت", "ح": "ه", "غ": "ق", "ع": "ا"})
_VOWELS = frozenset("اویه")
_ENOUGH = 3


@cache
def _native() -> frozenset[str]:
    rows = read_rows((DATA / "given_names.tsv").read_text("utf-8"))
    return frozenset(folded(row["name"]) for row in rows if row["region"] != "world")


@lru_cache(maxsize=1 << 14)
def name_key(name: str) -> str:
    """The key of a person's name: equal for ولودیمیر and ولادیمیر, different for مایکل and میشل.

    Persian, Dari and Arabic names keep their vowels, because حسن and حسین are two names: a name counts as such when
    its first word is a given name of theirs. Words are parted by one space.
    """
    parts = [folded(word.text) for word in tokens(name) if word.text[0].isalpha()]
    if not parts or parts[0] in _native():
        return " ".join(parts)
    return " ".join(_skeleton(part) for part in parts)


def _skeleton(word: str) -> str:
    """A foreign word's first letter and consonants, doubled ones once; the word itself when too little is left."""
    plain = word.translate(_SAME)
    kept = plain[0]
    for char in plain[1:]:
        if char not in _VOWELS and char != kept[-1]:
            kept += char
    return kept if len(kept) >= _ENOUGH else word
