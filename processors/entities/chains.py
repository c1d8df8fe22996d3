"""Head words that govern the words after them, however far: سازمان حمایت تولید و مصرف is one name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from processors.entities.edges import VERB_BEGINS, edge_words
from processors.entities.gazetteer import folded
from processors.entities.known import DATA, read_rows
from processors.entities.tokens import Token, sentences

_HEADS = {"organization": "O", "place": "P", "role": "R", "event": "E"}
_FAR = 6
_NEAR = 3
_CARRIED = frozenset("و\N{ARABIC COMMA}\"«»\u201c\u201d'")
"""What stands inside a chain and does not end it."""


@dataclass(slots=True)
class _Head:
    word: str
    kind: str
    distance: int = 0
    conjoined: str = ""


@cache
def _heads() -> Mapping[str, str]:
    rows = read_rows((DATA / "cue_words.tsv").read_text("utf-8"))
    return {folded(row["word"]): _HEADS[row["kind"]] for row in rows if row["kind"] in _HEADS}


@cache
def _speaking() -> frozenset[str]:
    rows = read_rows((DATA / "cue_words.tsv").read_text("utf-8"))
    return frozenset(folded(row["word"]) for row in rows if row["kind"] == "say")


def speaker_features(words: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """For the first word of each sentence whether a verb of saying follows in it, however far: its subject speaks."""
    for sentence in sentences(words):
        said = any(folded(word.text) in _speaking() for word in sentence)
        first = next((index for index, word in enumerate(sentence) if word.text[0].isalnum()), 0)
        yield from (("s=say",) if said and index == first else () for index in range(len(sentence)))


def chain_features(words: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """For each word the head word to the left in its unbroken chain, how far, and the head word before that one."""
    head: _Head | None = None
    outer = ""
    line = 0
    for word in words:
        key = folded(word.text)
        if word.line != line or _breaks(word.text, key):
            ended = (f"h=/{head.kind}{min(head.distance, _NEAR)}",) if head and word.line == line else ()
            head, outer, line = None, "", word.line
            yield ended
            continue
        if head:
            head.distance += 1
            if key in _CARRIED:
                head.conjoined = "+"
            yield _told(head, outer)
        else:
            yield ()
        kind = _heads().get(key)
        if kind:
            outer = head.kind if head else ""
            head = _Head(key, kind)


def _breaks(word: str, key: str) -> bool:
    if key in _CARRIED:
        return False
    return not key[:1].isalnum() or key in edge_words("never-last", "chain-end") or word.startswith(VERB_BEGINS)


def _told(head: _Head, outer: str) -> tuple[str, ...]:
    place = f"{head.kind}{min(head.distance, _FAR)}{head.conjoined}"
    return (f"h={place}", f"h2={outer}{place}", f"hw={head.word}{min(head.distance, _NEAR)}{head.conjoined}")
