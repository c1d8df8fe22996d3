"""Says which of several articles is of one story with a new one, and tells look-alikes apart from it.

An article on the same event by another hand shares words, but few runs of three. A round-up has a part of each article
it quotes, but the article's opening is not in it, or its opening not in the article. A template filled in anew shares
the words around its figures, but the figures differ. The thresholds are measured: tests/quality/near_duplicates.py.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from processors.stories.outline import VALUE_BITS
from processors.stories.signature import BITMAP_BITS, OPENING, Signature

SHARED = 0.5
"""Part of the smaller article's shingles that must stand in the larger one."""
SHARED_OPENING = 0.35
"""The same where the opening of the larger one stands in the smaller one: it was cut short, and lines added."""
SHARED_SHORT = 0.75
"""The same for articles of fewer than SHORT shingles, which share a turn of phrase more easily."""
SHORT = 20
FEWEST = 6
"""Shingles that must be shared: with fewer, only an exact duplicate counts, and below FEWEST_EXACT not even that."""
FEWEST_EXACT = 3
CUT = 0.5
"""Smaller than this part of the larger one, an article must show that it was cut from it and not quoted in it."""
OPENED = 0.6
"""Part of the larger one's opening that must stand in the smaller one to say that the opening is there; OPENED_PARTLY
is enough where all else agrees, so that a new headline and a line before the lead do not hide it."""
OPENED_PARTLY = 0.3
HEADLINE = 0.75
"""Part of the smaller one that is enough to stand in the larger one's opening: a headline that was sent ahead."""
REFILLED = 0.15
"""Part of the figures in the same surroundings that may differ; more, or REFILLED_AT_MOST, and it is a template."""
REFILLED_AT_MOST = 2
CORRECTED = 50
"""Shingles from which an article of one figure less is the same one corrected, where it shares CORRECTED_SHARED; what
is shorter is a bulletin with the next figure."""
CORRECTED_SHARED = 0.8
_DOUBT = 1.5
"""Standard errors by which the estimate of the shared part is lowered: in long articles bits meet by chance."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Signatures of n articles as arrays, a row for each; `figures` has zeros where there are fewer than FIGURES."""

    contents: npt.NDArray[np.uint64]
    sizes: npt.NDArray[np.uint16]
    bitmaps: npt.NDArray[np.uint8]
    openings: npt.NDArray[np.uint16]
    figures: npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Match:
    """The candidate (its row) that is of one story with the article; `exact` when all words are the same."""

    row: int
    exact: bool


def best_match(signature: Signature, candidates: Candidates) -> Match | None:
    """Choose the candidate that is of one story with the article: an exact duplicate, else the one it shares most with.

    Of several equally like it, the first row. None when there is none.
    """
    if signature.size < FEWEST_EXACT:
        return None
    exact = np.flatnonzero(candidates.contents == np.uint64(signature.content))
    if signature.content and len(exact):
        return Match(int(exact[0]), exact=True)
    bitmap = np.frombuffer(signature.bitmap, np.uint8)
    shared = shared_parts(bitmap, candidates.bitmaps)
    for row in np.argsort(-shared, kind="stable").tolist():
        if shared[row] < SHARED_OPENING:
            return None
        if _of_one_story(signature, bitmap, candidates, row, float(shared[row])):
            return Match(row, exact=False)
    return None


def shared_parts(bitmap: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Estimate, for each row of `others`, the part of the smaller article's shingles that the larger one has, 0 to 1.

    A low estimate: less what two articles of their lengths share by chance, and less the doubt about that.
    """
    mine = np.bitwise_count(bitmap).sum(dtype=np.int64)
    theirs = np.bitwise_count(others).sum(axis=1, dtype=np.int64)
    both = np.bitwise_count(bitmap & others).sum(axis=1, dtype=np.int64)
    fewer = np.maximum(np.minimum(mine, theirs), 1)
    chance = np.minimum(np.maximum(mine, theirs) / BITMAP_BITS, 0.99)
    part = (both / fewer - chance) / (1 - chance)
    by_chance = 1 - np.clip(part, 0.0, 1.0)
    doubt = np.sqrt(by_chance * chance / fewer / (1 - chance))
    shared: npt.NDArray[np.float64] = np.clip(part - _DOUBT * doubt, 0.0, 1.0)
    return shared


def _of_one_story(
    signature: Signature, bitmap: npt.NDArray[np.uint8], candidates: Candidates, row: int, shared: float
) -> bool:
    size = int(candidates.sizes[row])
    small, large = sorted((signature.size, size))
    if size > signature.size:
        opened = _part_set(candidates.openings[row], bitmap)
    else:
        opened = _part_set(np.frombuffer(signature.opening, "<u2"), candidates.bitmaps[row])
    if shared * small < FEWEST or shared < _needed(small, opened):
        return False
    if small < CUT * large and opened < OPENED_PARTLY and opened * OPENING < HEADLINE * small:
        return False
    corrected = small >= CORRECTED and shared >= CORRECTED_SHARED
    return not refilled(np.frombuffer(signature.figures, "<u4"), candidates.figures[row], allowed=int(corrected))


def _needed(small: int, opened: float) -> float:
    if small < SHORT:
        return SHARED_SHORT
    return SHARED_OPENING if opened >= OPENED else SHARED


def _part_set(places: npt.NDArray[np.uint16], bitmap: npt.NDArray[np.uint8]) -> float:
    return float(np.mean(bitmap[places >> 3] >> (places & 7).astype(np.uint8) & 1))


def refilled(one: npt.NDArray[np.uint32], other: npt.NDArray[np.uint32], *, allowed: int = 0) -> bool:
    """Whether too many of the figures that stand among the same words are other ones; `allowed` of them never are."""
    mine, theirs = _by_surroundings(one), _by_surroundings(other)
    places = mine.keys() & theirs.keys()
    others = sum(mine[place].isdisjoint(theirs[place]) for place in places)
    return others > REFILLED_AT_MOST or others > max(REFILLED * len(places), allowed)


def _by_surroundings(figures: npt.NDArray[np.uint32]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for packed in figures[figures > 0].tolist():
        found.setdefault(packed >> VALUE_BITS, set()).add(packed & ((1 << VALUE_BITS) - 1))
    return found
