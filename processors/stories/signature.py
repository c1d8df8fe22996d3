"""Signature of an article: what the window keeps of an outline, so that near-duplicates are found and look-alikes told.

shingles ─► sketch: the smallest hashes        finds articles that share text, even a part of it
         ├► bitmap: one bit for each shingle   says how much of one stands in the other
         └► opening: bits of the first ones    says whether it is cut short, or only quoted
figures with the words around them             say whether a template was filled in anew
marks of lines                                 say which lines stand in other stories too: the page's furniture
"""

import struct
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from processors.stories.outline import Hashes, Outline

SKETCH = 18
"""Hashes of a sketch that are of the whole text: of one cut to a fifth, three or four are expected in the part's."""
OF_OPENING = 8
"""Further ones, of the opening alone: feeds send a headline and 25 words of an article of 500."""
BITMAP_BITS = 2048
"""The shingles of 1,000 words set 39 % of the bits, those of 5,000 leave one in twelve free."""
OPENING = 24
"""Shingles of the opening: a headline and the lead's first dozen words."""
FIGURES = 24
"""Figures kept at most, those with the smallest hashes of their surroundings: so a part keeps those of the whole."""
HEAD_LINES, TAIL_LINES = 3, 7
"""Lines whose marks are kept: furniture stands before the lead and after the end."""

_LAYOUT = 1
_HEAD = struct.Struct("<BQHBBB")
_ORDER = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of one article.

    `content` is that of the outline, 0 when lines were left out; `size` the number of distinct shingles, at most
    65,535. The rest is packed, little-endian: `sketch`, `figures` and `marks` of 32-bit integers, `bitmap` of
    BITMAP_BITS bits, `opening` of OPENING 16-bit places of bits (none without a word).
    """

    content: int
    size: int
    sketch: bytes
    bitmap: bytes
    opening: bytes
    figures: bytes
    marks: bytes

    def to_bytes(self) -> bytes:
        """Encode for the log of stories: 300 to 560 bytes."""
        head = _HEAD.pack(_LAYOUT, self.content, self.size, len(self.sketch), len(self.figures), len(self.marks))
        return b"".join((head, self.bitmap, self.sketch, self.figures, self.marks, self.opening))

    @staticmethod
    def from_bytes(data: bytes) -> "Signature":
        """Decode what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are of another layout.
        """
        if len(data) < _HEAD.size or data[0] != _LAYOUT:
            raise ValueError(
                f"signature in layout {data[:1].hex() or 'none'}; this version of Peyk reads {_LAYOUT:02x}"
            )
        _, content, size, *lengths = _HEAD.unpack_from(data)
        ends = accumulate((_HEAD.size, BITMAP_BITS // 8, *lengths, len(data)))
        bitmap, sketch, figures, marks, opening = (data[start:end] for start, end in pairwise(ends))
        return Signature(content, size, sketch, bitmap, opening, figures, marks)


def sign(article: Outline, furniture: Container[int] = ()) -> Signature:
    """Sign one article, less the lines whose marks are in `furniture`: with any, its content is no longer known."""
    kept = tuple(line for line in article.lines if line.mark not in furniture)
    in_order = _joined(line.shingles for line in kept)
    shingles = np.unique(in_order)
    return Signature(
        content=article.content if len(kept) == len(article.lines) else 0,
        size=min(len(shingles), 0xFFFF),
        sketch=_smallest(shingles, SKETCH) + _smallest(in_order[:OPENING], OF_OPENING),
        bitmap=_bitmap(shingles),
        opening=np.resize(_bits(in_order[:OPENING]), OPENING).astype("<u2").tobytes() if len(in_order) else b"",
        figures=np.unique(_joined(line.figures for line in kept))[:FIGURES].tobytes(),
        marks=_marks(article),
    )


def _joined(parts: Iterable[bytes]) -> Hashes:
    return np.frombuffer(b"".join(parts), "<u4")


def _smallest(shingles: Hashes, count: int) -> bytes:
    # Ordered by another mix of the bits than those that choose a bucket or a bit.
    order = np.argsort(shingles * _ORDER, kind="stable")[:count]
    return shingles[order].tobytes()


def _bits(shingles: Hashes) -> npt.NDArray[np.uint32]:
    return shingles % np.uint32(BITMAP_BITS)


def _bitmap(shingles: Hashes) -> bytes:
    bits = np.zeros(BITMAP_BITS, np.uint8)
    bits[_bits(shingles)] = 1
    return np.packbits(bits, bitorder="little").tobytes()


def _marks(article: Outline) -> bytes:
    lines = article.lines
    ends = lines if len(lines) <= HEAD_LINES + TAIL_LINES else lines[:HEAD_LINES] + lines[-TAIL_LINES:]
    return np.unique(np.array([line.mark for line in ends if line.mark], "<u4")).tobytes()
