"""Finds, among very many queries, the few that are worth checking: an inverted index of what each of them requires.

A query requires sets of triggers, of each of which an article must have one. It is posted under every trigger of the
rarest set, beside those of a second one. All postings of what an article has are looked through at once, in one array
of numbers: a query that lacks the second is never fetched from memory, which is what would take the time.
"""

from array import array
from collections.abc import Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

type Required = tuple[frozenset[str], ...]
"""Sets of triggers (terms, beginnings of terms, entities): an article must have at least one of each."""

FEW = 64
"""Postings under one trigger that are looked through without a thought; with more, another trigger is better."""

_SIGNS = 1 << 16
"""Signatures of triggers: of a thousand postings about three seem to have what they lack, and are checked in vain."""

_ALONE = 0
"""Signature beside a query that requires one set only: every article has it."""


@dataclass(slots=True, kw_only=True)
class Posted:
    """Where a query is posted (`triggers`), and the sets that it requires beside these and a second one."""

    number: int = -1
    triggers: frozenset[str] = frozenset()
    others: Required = ()


class Postings[Query: Posted]:
    """Queries by what they require."""

    def __init__(self) -> None:
        # Pairs of numbers: the signature of a trigger of the second set, then the query.
        self._under: dict[str, array[int]] = {}
        self._queries: list[Query | None] = []
        self._free: list[int] = []

    def add(self, query: Query, required: Required) -> None:
        """Post `query` under the rarest of the sets that it requires, which are one at least."""
        query.triggers = min(required, key=self._cost)
        second, *others = sorted((terms for terms in required if terms is not query.triggers), key=commonness) or ((),)
        query.others = tuple(others)
        if not self._free:
            self._free.append(len(self._queries))
            self._queries.append(None)
        query.number = self._free.pop()
        self._queries[query.number] = query
        pairs = [each for sign in set(_signs(second).tolist()) or (_ALONE,) for each in (sign, query.number)]
        for trigger in query.triggers:
            self._under.setdefault(trigger, array("I")).extend(pairs)

    def remove(self, query: Query) -> None:
        """Take out `query`, whose number may be given to another."""
        for trigger in query.triggers:
            pairs = _pairs([self._under.pop(trigger)])
            if len(left := pairs[pairs[:, 1] != query.number]):
                self._under[trigger] = array("I", left.tobytes())
        self._queries[query.number] = None
        self._free.append(query.number)

    def likely(self, present: AbstractSet[str]) -> list[Query]:
        """Give each query that may be true of an article with these triggers, once."""
        pairs = _pairs(map(self._under.__getitem__, present & self._under.keys()))
        there = np.zeros(_SIGNS, np.bool_)
        there[_signs(present)] = there[_ALONE] = True
        seconds_there = set(pairs[there[pairs[:, 0]], 1].tolist())
        none_of = present.isdisjoint
        queries = map(self._queries.__getitem__, seconds_there)
        return [query for query in queries if query and not (query.others and any(map(none_of, query.others)))]

    def _cost(self, triggers: frozenset[str]) -> tuple[int, int, int]:
        # What many queries ask for is what the news is full of: such triggers would bring them up all the time.
        crowd = max(len(self._under.get(trigger, ())) // 2 for trigger in triggers)
        return max(crowd - FEW, 0), *commonness(triggers)


class Tally[Key: Hashable]:
    """A set (`members`) out of which a key goes when it was taken out as often as it was put in.

    It is a set for the sake of what is not in it: to miss in a dict of so many takes twice the time.
    """

    def __init__(self) -> None:
        self.members: set[Key] = set()
        self._again: dict[Key, int] = {}

    def count(self, key: Key, by: int) -> None:
        """Put `key` in once (`by` is 1) or take it out once (-1)."""
        more = self._again.get(key, 0)
        if by > 0 and key not in self.members:
            self.members.add(key)
        elif by < 0 and not more:
            self.members.discard(key)
        elif more + by:
            self._again[key] = more + by
        else:
            del self._again[key]


def commonness(terms: Iterable[str]) -> tuple[int, int]:
    """Rank triggers: short words are common in Persian as in other languages, and the longest are the most telling."""
    listed = list(terms)
    return -min(map(len, listed), default=0), len(listed)


def _signs(triggers: Iterable[str]) -> npt.NDArray[np.int64]:
    return np.fromiter(map(hash, triggers), np.int64) & (_SIGNS - 1)


def _pairs(postings: Iterable[array[int]]) -> npt.NDArray[np.uint32]:
    return np.frombuffer(b"".join(postings), np.uint32).reshape(-1, 2)
