"""Cut a text at its spaces and tell of each chunk, once, whether anything in it could want repair.

Most chunks of an article were seen before and are right: one look-up settles them, and no rule need run.
"""

import re
from dataclasses import dataclass
from itertools import compress
from typing import Literal, NamedTuple

from processors.orthography.addresses import address_spans
from processors.orthography.encoding import has_traces
from processors.orthography.marks import has_rare, spacing_edits
from processors.orthography.runs import has_sign, is_within
from processors.orthography.words import WORD, Reading, readings

_LONGEST = 80
_MOST_CHUNKS = 150_000
# A word in brackets or quotes with marks behind it, or a number: what the rules for signs never touch.
_SMOOTH = re.compile(
    '[(«"]?(?:[\u0621-\u0624\u0626-\u0628\u062a-\u063a\u0641-\u0650\u067e\u0686\u0698\u06a9\u06af\u06cc]+'
    "(?:\u200c[\u0627-\u0628\u062a-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]+)*|[0-9\u06f0-\u06f9]+)"
    '[)"]?(?:»?[.:،؛؟!]?|[.:،؛؟!]»)'
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two spaces: which rules may apply to it, and its `words` that may need repair.

    `signs`: a rule for characters, marks and spaces; `codes`: a rule for tags or encodings; `foreign`: it speaks for
    another language, or is an address. Each word has its start and end in the chunk.
    """

    signs: bool
    codes: bool
    foreign: bool
    words: tuple[tuple[int, int, Reading], ...]


class Noted(NamedTuple):
    """A chunk in which something may be wrong, and where it begins and ends in its text."""

    start: int
    end: int
    chunk: Chunk


_CODE_SIGNS = ("<", "&", "??", "\ufffd")


class _Chunks(dict[str, Chunk | Literal[False]]):
    """Every chunk that was read, False where all is right in it: so the commonest cost one look-up each."""

    def __missing__(self, written: str) -> Chunk | Literal[False]:
        if len(self) > _MOST_CHUNKS:
            self.clear()
        found = _read(written)
        if len(written) <= _LONGEST:
            self[written] = found
        return found


_known = _Chunks()


def noted_chunks(text: str) -> list[Noted]:
    """Cut `text` at every space and line break, and give the chunks in which something may be wrong."""
    written = text.replace("\n", " ").split(" ")
    read = list(map(_known.__getitem__, written))
    noted = []
    at = last = 0
    for place in compress(range(len(read)), read):
        chunk = read[place]
        if chunk:  # always: it tells mypy that False is left out
            # One code point, a space or line break, stands between a chunk and the next.
            at += sum(map(len, written[last:place])) + place - last
            last = place
            noted.append(Noted(at, at + len(written[place]), chunk))
    return noted


def _read(written: str) -> Chunk | Literal[False]:
    smooth = _SMOOTH.fullmatch(written) is not None
    signs = not smooth and _has_signs(written)
    codes = not smooth and _has_codes(written)
    kept = address_spans(written)
    foreign = has_sign(written) or any(WORD.search(written, *span) for span in kept)
    words = []
    at = 0
    for place, piece in enumerate(WORD.split(written)):
        end = at + len(piece)
        reading = readings[piece] if place % 2 and not is_within(at, kept) else None
        if reading:
            words.append((at, end, reading))
        at = end
    return Chunk(signs, codes, foreign, tuple(words)) if signs or codes or foreign or words else False


def _has_signs(written: str) -> bool:
    if not written:
        return False
    # The letters stand for the words on both sides.
    return "\r" in written or "\t" in written or has_rare(written) or bool(spacing_edits(f"ب {written} ب")[1])


def _has_codes(written: str) -> bool:
    # A sign by itself (R & D, a < b) is no code.
    return len(written) > 1 and (any(sign in written for sign in _CODE_SIGNS) or has_traces(written))
