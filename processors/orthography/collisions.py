"""Neighbours that are never matched as one word: "we in" is not "mother", and "and" begins no compound."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from processors.orthography.compounds import COMPOUNDS, Parts
from processors.orthography.sources import own_rows

Place = Literal["first", "inner", "last"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)


COLLISIONS: frozenset[tuple[str, str]] = frozenset((row[0], row[1]) for row in own_rows("collisions.tsv"))
"""Pairs of neighbouring words (folded) that are never joined."""

NEVER: Mapping[str, tuple[Place, ...]] = MappingProxyType(
    {row[0]: tuple(place for place in PLACES if place in row[1].split(",")) for row in own_rows("never_joined.tsv")}
)
"""Words of grammar (folded), and the places of a compound where they never stand."""

_FIRST, _INNER, _LAST = (frozenset(word for word, places in NEVER.items() if place in places) for place in PLACES)


def _out_of_place(group: Parts) -> bool:
    return group[0] in _FIRST or group[-1] in _LAST or any(word in _INNER for word in group[1:-1])


JOINED_ANYWAY: frozenset[Parts] = frozenset(
    parts for ways in COMPOUNDS.values() for parts in ways if len(parts) > 1 and _out_of_place(parts)
)
"""Known compounds with a word of grammar where otherwise none stands."""


def may_join(group: Parts) -> bool:
    """Tell whether neighbouring words (folded, as `words` spells them) may be one word written apart; one word is."""
    if len(group) == 1 or group in JOINED_ANYWAY:
        return True
    return not _out_of_place(group) and group not in COLLISIONS
