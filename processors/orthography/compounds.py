"""Known words of several parts: in which parts they are read, however they are written."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from processors.orthography.fold import HALF_SPACE, fold_text
from processors.orthography.sources import own_lines

_ENDING = f"(?<=ه){HALF_SPACE}(ای)$"

type Parts = tuple[str, ...]
"""The words of one form, folded, in order."""


def _read() -> dict[str, dict[Parts, bool]]:
    found: dict[str, dict[Parts, bool]] = {}
    for line in own_lines("compounds.txt"):
        written, _, also_glued = line.partition("\t")
        # An ending is no word of its own, in no text.
        parts = tuple(fold_text(part) for part in re.sub(_ENDING, "\\1", written).split(HALF_SPACE))
        for way in _ways(parts):
            found.setdefault("".join(parts), {})[way] = bool(also_glued)
    return found


def _ways(parts: Parts) -> tuple[Parts, ...]:
    """Give the ways to write a compound apart: with "and" inside, its "and" is often glued to the last part."""
    match parts:
        case (first, "و", last):
            return parts, (first, "و" + last)
        case _:
            return (parts,)


_LISTED = _read()

COMPOUNDS: Mapping[str, tuple[Parts, ...]] = MappingProxyType({key: tuple(ways) for key, ways in _LISTED.items()})
"""By the joined spelling: all the ways to part a compound."""


def _read_as() -> dict[Parts, Parts]:
    rules: dict[Parts, Parts] = {}
    for joined, ways in _LISTED.items():
        finest = max(ways, key=len)
        rules |= {parts: finest for parts in ways if parts != finest}
        if not any(ways.values()):
            rules[(joined,)] = finest
    return rules


READ_AS: Mapping[Parts, Parts] = MappingProxyType(_read_as())
"""Neighbouring words (or one glued word) of a text, and the parts in which they are read, so that positions agree."""

LONGEST_READ_AS: int = max(map(len, READ_AS))
FIRST_WORDS: frozenset[str] = frozenset(written[0] for written in READ_AS)
