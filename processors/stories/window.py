"""The window of stories: what came in the last seven days, held in arrays, and the story that a new article is of.

    outline ─► less the lines known from other stories ─► signature ─► postings of its sketch ─► candidates
            ─► best_match ─► the story of the best one, or a new story

Blocks of articles are filled one after the other and, when all are full, the oldest is emptied: so memory has a bound
whatever comes, and the cost of an article does not grow with what is held. What comes out depends on nothing but the
articles and their order: a window rebuilt from the log answers as the one that wrote it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from processors.stories.likeness import Candidates, Match, best_match
from processors.stories.outline import Hashes, Outline
from processors.stories.signature import BITMAP_BITS, FIGURES, OPENING, Signature, sign
from processors.stories.taken import Arrival, Basis, Taken, founded_by

WINDOW = timedelta(days=7)
"""An article joins stories of articles received at most so long before it (or, in a late delivery, after it)."""
BLOCK = 1 << 17
"""Articles in a block at most: as many as a posting can tell apart."""
_BUCKETS = 1 << 20
_WAYS = 8
_ROW_BITS = 17
FURNITURE = 3
"""A line that stands in so many other stories of the window is the page's furniture or their common background."""


type Rows = npt.NDArray[np.int64]


class StoryWindow:
    """Articles of the window and their stories. Not for several threads.

    `capacity` and `block` are in articles; the capacity is rounded up to whole blocks, two at least, and a block
    holds at most BLOCK; at 1,048,576 it grows to about 850 MB, of
    which a block that is not yet reached costs nothing.
    """

    def __init__(self, capacity: int = 1 << 20, block: int = BLOCK) -> None:
        self._block = min(block, BLOCK)
        self._blocks = max(2, -(-capacity // self._block))
        rows = self._blocks * self._block
        # zeros() reserves addresses; the system gives memory for what is written.
        self._postings = np.zeros((self._blocks, _BUCKETS, _WAYS), np.uint32)
        self._cursors = np.zeros((self._blocks, _BUCKETS), np.uint8)
        self._ids = np.zeros(rows, np.uint64)
        self._stories = np.zeros(rows, np.uint64)
        self._at = np.zeros(rows, np.float64)
        self._logged = np.zeros(rows, np.bool_)
        self._contents = np.zeros(rows, np.uint64)
        self._sizes = np.zeros(rows, np.uint16)
        self._bitmaps = np.zeros((rows, BITMAP_BITS // 8), np.uint8)
        self._openings = np.zeros((rows, OPENING), np.uint16)
        self._figures = np.zeros((rows, FIGURES), np.uint32)
        self._row_of: dict[int, int] = {}
        self._next = 0
        self._reached = 0

    def __len__(self) -> int:
        """Count the articles held."""
        return len(self._row_of)

    def take(self, arrival: Arrival) -> Taken:
        """Give the article its story, and remember it.

        An article that is held keeps its story whatever its new version says, but for one that came without a word, on
        hold: its first words may be those of another story. One that is held as it is leaves no trace, so that a
        redelivery changes nothing.
        """
        at = arrival.at.timestamp()
        signature = self._signed(arrival.outline, at)
        held = self._held(arrival.article_id, at)
        if held is None:
            story_id, basis = self._story(arrival, signature)
        else:
            story_id, basis = self._first_words(held, signature, at) or (self._story_at(held), Basis.SAME)
        taken = Taken(arrival.article_id, story_id, arrival.at, basis, signature)
        if held is None or not self._unchanged(held, signature):
            self._add(taken)
        return replace(taken, logged=held is not None and bool(self._logged[self._row(taken)]))

    def restore(self, log: Iterable[Taken]) -> None:
        """Remember what the log says, in its order: it overrules what was taken here and is not in the log yet.

        The first story that the log gives an article of the window holds, of those with words if it has any.
        """
        for taken in log:
            held = self._held(taken.article_id, taken.at.timestamp())
            if held is None:
                self._add(taken)
            elif self._sizes[held] and not taken.signature.size:
                continue  # from before its words, or after them: it has no say
            else:
                holds = self._logged[held] and (self._sizes[held] or not taken.signature.size)
                agreed = replace(taken, story_id=self._story_at(held)) if holds else taken
                if self._unchanged(held, taken.signature):
                    self._stories[held] = int(agreed.story_id, 16)
                else:
                    self._add(agreed)
            self._logged[self._row(taken)] = True

    def _story(self, arrival: Arrival, signature: Signature) -> tuple[str, Basis]:
        at = arrival.at.timestamp()
        ancestor = self._held(arrival.evolved_from, at) if arrival.evolved_from else None
        if ancestor is not None:
            return self._story_at(ancestor), Basis.ANCESTOR
        match = self._like(signature, at)
        if match is not None:
            return self._joined(match)
        if arrival.evolved_from:
            # The ancestor is late: when it comes, it will found this very story.
            return founded_by(arrival.evolved_from), Basis.ANCESTOR
        return founded_by(arrival.article_id), Basis.NEW

    def _first_words(self, held: int, signature: Signature, at: float) -> tuple[str, Basis] | None:
        """Find the story of an article that founded one without a word, now that it has some."""
        if self._sizes[held] or self._stories[held] != self._ids[held]:
            return None
        match = self._like(signature, at)
        return self._joined(match) if match else None

    def _joined(self, match: Match) -> tuple[str, Basis]:
        return self._story_at(match.row), Basis.EXACT if match.exact else Basis.NEAR

    def _story_at(self, row: int) -> str:
        return f"{int(self._stories[row]):016x}"

    def _row(self, taken: Taken) -> int:
        return self._row_of[int(founded_by(taken.article_id), 16)]

    def _held(self, article_id: str, at: float) -> int | None:
        row = self._row_of.get(int(founded_by(article_id), 16))
        return row if row is not None and abs(self._at[row] - at) <= WINDOW.total_seconds() else None

    def _unchanged(self, row: int, signature: Signature) -> bool:
        if not signature.size:
            return True  # a kill or a hold without text says nothing new about the words
        return int(self._contents[row]) == signature.content and self._bitmaps[row].tobytes() == signature.bitmap

    def _signed(self, article: Outline, at: float) -> Signature:
        plain = sign(article)
        marks = np.frombuffer(plain.marks, "<u4")
        line, rows = self._posted(marks, at)
        found = np.unique(np.stack((line, self._stories[rows].astype(np.int64))), axis=1)[0]
        furniture = marks[np.flatnonzero(np.bincount(found, minlength=1) >= FURNITURE)]
        return sign(article, frozenset(furniture.tolist())) if len(furniture) else plain

    def _like(self, signature: Signature, at: float) -> Match | None:
        _, found = self._posted(_posted_hashes(signature), at)
        rows = np.unique(found)
        if not len(rows):
            return None
        match = best_match(
            signature,
            Candidates(
                contents=self._contents[rows],
                sizes=self._sizes[rows],
                bitmaps=self._bitmaps[rows],
                openings=self._openings[rows],
                figures=self._figures[rows],
            ),
        )
        return Match(int(rows[match.row]), exact=match.exact) if match else None

    def _posted(self, hashes: Hashes, at: float) -> tuple[Rows, Rows]:
        """Find the rows of the window that were posted under each of `hashes`: (places in `hashes`, rows)."""
        slots = self._postings[: self._reached, hashes % _BUCKETS]
        marks = hashes // _BUCKETS + np.uint32(1)
        block, place, way = np.nonzero(slots >> _ROW_BITS == marks[np.newaxis, :, np.newaxis])
        rows = block * self._block + (slots[block, place, way] & (BLOCK - 1))
        near = np.abs(self._at[rows] - at) <= WINDOW.total_seconds()
        return place[near], rows[near]

    def _add(self, taken: Taken) -> None:
        row = self._next
        block, place = divmod(row, self._block)
        if place == 0:
            self._open(block)
        signature = taken.signature
        key = int(founded_by(taken.article_id), 16)
        self._row_of[key] = row
        self._ids[row] = key
        self._stories[row] = int(taken.story_id, 16)
        self._logged[row] = False
        self._at[row] = taken.at.timestamp()
        self._contents[row] = signature.content
        self._sizes[row] = signature.size
        self._bitmaps[row] = np.frombuffer(signature.bitmap, np.uint8)
        self._openings[row] = np.frombuffer(signature.opening or bytes(2 * OPENING), "<u2")
        figures = np.frombuffer(signature.figures, "<u4")
        self._figures[row, : len(figures)] = figures
        self._post(block, place, signature)
        self._next = (row + 1) % (self._blocks * self._block)

    def _post(self, block: int, place: int, signature: Signature) -> None:
        hashes = np.append(_posted_hashes(signature), np.frombuffer(signature.marks, "<u4"))
        buckets = hashes % _BUCKETS
        ways = self._cursors[block, buckets]
        self._postings[block, buckets, ways] = (hashes // _BUCKETS + np.uint32(1)) << _ROW_BITS | place
        self._cursors[block, buckets] = (ways + 1) % _WAYS

    def _open(self, block: int) -> None:
        if block < self._reached:
            rows = slice(block * self._block, (block + 1) * self._block)
            self._forget(rows)
            self._postings[block] = 0
            self._cursors[block] = 0
            self._figures[rows] = 0
        self._reached = max(self._reached, block + 1)

    def _forget(self, rows: slice) -> None:
        for row, key in enumerate(self._ids[rows].tolist(), rows.start):
            if self._row_of.get(key) == row:
                del self._row_of[key]


def _posted_hashes(signature: Signature) -> Hashes:
    # The content is posted beside the sketch, so that articles too short to share much are found by it.
    content = np.uint32((signature.content ^ signature.content >> 32) & 0xFFFFFFFF)
    return np.append(np.frombuffer(signature.sketch, "<u4"), content)
