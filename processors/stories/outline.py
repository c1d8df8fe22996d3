"""Outline of an article: its lines as shingles of three words, and its figures with the words around them.

It is made beside the tagger, where many work at once, and carries no text: what is left of 2,000 letters is 1.5 kB.
The one who holds the window of stories makes the signature of it, less the lines that he knows from other stories.
"""

import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

import numpy as np
import numpy.typing as npt

from processors.stories.words import FIGURE, lines_of_words

SHINGLE = 3
"""Words in a shingle: with two, other articles on one event look alike; with four, each respelled word costs more."""
LINE_WORDS = 4
"""A line of fewer words is not told from other lines: its mark is 0."""
VALUE_BITS = 10
"""Bits of a packed figure that hold its value; those above them hold its surroundings."""
CONTENT_WORDS = 20
"""A body of fewer words ("to be continued") is no content of its own: the headline counts with it."""

type Hashes = npt.NDArray[np.uint32]

_LAYOUT = 1
_HEAD = struct.Struct("<BQH")
_LINE = struct.Struct("<IHH")
# Odd constants of the golden ratio and of the splitmix64 finalizer (Vigna, public domain).
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_MOST_LINES, _MOST_SHINGLES = 2_000, 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line (paragraph). `mark` is a hash of its words and figures, 0 for a short line.

    `shingles` are hashes of the runs of three words that begin in it; `figures` hold a value in their VALUE_BITS lowest
    bits and a hash of the surroundings above them. Both are little-endian 32-bit integers.
    """

    mark: int
    shingles: bytes
    figures: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """What comparing needs of one article. Same words, same outline, on every machine and in every run.

    `content` is a 64-bit hash of all words run together, so that spaces do not count; 0 without a word.
    """

    content: int
    lines: tuple[Line, ...]

    def to_bytes(self) -> bytes:
        """Encode for the message that carries the article to the window of stories."""
        parts = [_HEAD.pack(_LAYOUT, self.content, len(self.lines))]
        for line in self.lines:
            parts += (
                _LINE.pack(line.mark, len(line.shingles) // 4, len(line.figures) // 4),
                line.shingles,
                line.figures,
            )
        return b"".join(parts)

    @staticmethod
    def from_bytes(data: bytes) -> "Outline":
        """Decode what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are of another layout.
        """
        if len(data) < _HEAD.size or data[0] != _LAYOUT:
            raise ValueError(f"outline in layout {data[:1].hex() or 'none'}; this version of Peyk reads {_LAYOUT:02x}")
        _, content, count = _HEAD.unpack_from(data)
        lines, place = [], _HEAD.size
        for _ in range(count):
            mark, shingles, figures = _LINE.unpack_from(data, place)
            start, middle = place + _LINE.size, place + _LINE.size + 4 * shingles
            place = middle + 4 * figures
            lines.append(Line(mark, data[start:middle], data[middle:place]))
        return Outline(content, tuple(lines))


def outline(title: str | None, body: str | None) -> Outline:
    """Outline one article. Blind to letters, digits, half-spaces, punctuation and markup, and to known respellings."""
    parts = tuple(lines_of_words(text)[:_MOST_LINES] for text in (title, body) if text)
    return Outline(_content(parts), tuple(line for part in parts for line in _lines(part)))


def _content(parts: tuple[tuple[tuple[str, ...], ...], ...]) -> int:
    body = parts[-1] if parts else ()
    told = parts if sum(map(len, body)) < CONTENT_WORDS else (body,)
    run_together = "".join(word for part in told for line in part for word in line).encode()
    return crc32(run_together) << 32 | crc32(run_together[::-1])


def _lines(part: tuple[tuple[str, ...], ...]) -> tuple[Line, ...]:
    # Shingles run on over the ends of lines: wires break lines at 69 letters, each where it likes.
    words = tuple(word for line in part for word in line)[:_MOST_SHINGLES]
    ids = np.array(list(map(_id, words)), np.uint64)
    shingles = _shingles(ids)
    places = np.array([place for place, word in enumerate(words) if word[0] == FIGURE], np.int64)
    figures = _figures(ids, places)
    ends = tuple(accumulate(map(len, part)))
    cuts = np.searchsorted(places, ends).tolist()
    return tuple(
        Line(
            mark=_mark(line),
            shingles=shingles[end - len(line) : end].tobytes(),
            figures=figures[before:cut].tobytes(),
        )
        for line, end, before, cut in zip(part, ends, (0, *cuts), cuts, strict=False)
    )


@lru_cache(maxsize=1 << 16)
def _id(word: str) -> int:
    return crc32(word.encode())


def _mark(line: tuple[str, ...]) -> int:
    if len(line) < LINE_WORDS:
        return 0
    return crc32(" ".join(line).encode()) or 1


def _shingles(ids: npt.NDArray[np.uint64]) -> Hashes:
    if len(ids) < SHINGLE:
        return _mixed(ids[:1] * _FACTORS[0] + ids[-1:] * _FACTORS[1])
    return _mixed(ids[:-2] * _FACTORS[0] + ids[1:-1] * _FACTORS[1] + ids[2:] * _FACTORS[2])


def _figures(ids: npt.NDArray[np.uint64], places: npt.NDArray[np.int64]) -> Hashes:
    padded = np.pad(ids, 2)
    masked = padded.copy()
    masked[places + 2] = 1
    around = masked[places] * _FACTORS[0] + masked[places + 1] * _FACTORS[1] + masked[places + 3] * _FACTORS[2]
    values = _mixed(padded[places + 2]) >> np.uint32(32 - VALUE_BITS)
    packed: Hashes = _mixed(around) >> np.uint32(VALUE_BITS) << np.uint32(VALUE_BITS) | values
    return packed


def _mixed(values: npt.NDArray[np.uint64]) -> Hashes:
    mixed = (values ^ (values >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    high: Hashes = (mixed >> np.uint64(32)).astype("<u4")
    return high
