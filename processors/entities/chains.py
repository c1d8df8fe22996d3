"""Head words that govern the words after them, however far: سازمان حمایت تولید و مصرف is one name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

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


class _Role(NamedTuple):
    """What a word does to a chain."""

    key: str
    breaks: bool
    carried: bool
    kind: str | None


@cache
def _heads() -> Mapping[str, str]:
    rows = read_rows((DATA / "cue_words.tsv").read_text("utf-8"))
    return {folded(row["word"]): _HEADS[row["kind"]] for row in rows if row["kind"] in _HEADS}


@cache
def heads_of(kind: str) -> frozenset[str]:
    """Folded head words of names of that type."""
    return frozenset(word for word, letter in _heads().items() if letter == _HEADS[kind])


@cache
def _speaking() -> frozenset[str]:
    rows = read_rows((DATA / "cue_words.tsv").read_text("utf-8"))
    return frozenset(folded(row["word"]) for row in rows if row["kind"] == "say")


@lru_cache(maxsize=1 << 15)
def _role(word: str) -> _Role:
    key = folded(word)
    carried = key in _CARRIED
    ends = not key[:1].isalnum() or key in edge_words("never-last", "chain-end") or word.startswith(VERB_BEGINS)
    return _Role(key, ends and not carried, carried, _heads().get(key))


def speaker_features(words: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """For the first word of each sentence whether a verb of saying follows in it, however far: its subject speaks."""
    for sentence in sentences(words):
        row: list[tuple[str, ...]] = [()] * len(sentence)
        if not _speaking().isdisjoint([folded(word.text) for word in sentence]):
            row[next((index for index, word in enumerate(sentence) if word.text[0].isalnum()), 0)] = ("s=say",)
        yield from row


def chain_features(words: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """For each word the head word to the left in its unbroken chain, how far, and the head word before that one."""
    head: _Head | None = None
    outer = ""
    line = 0
    for word in words:
        role = _role(word.text)
        if role.breaks or word.line != line:
            ended = (f"h=/{head.kind}{min(head.distance, _NEAR)}",) if head and word.line == line else ()
            head, outer, line = None, "", word.line
            yield ended
            continue
        if head:
            head.distance += 1
            if role.carried:
                head.conjoined = "+"
            yield _told(head.word, head.kind, min(head.distance, _FAR), head.conjoined, outer)
        else:
            yield ()
        if role.kind:
            outer = head.kind if head else ""
            head = _Head(role.key, role.kind)


@lru_cache(maxsize=1 << 14)
def _told(word: str, kind: str, distance: int, conjoined: str, outer: str) -> tuple[str, ...]:
    place = f"{kind}{distance}{conjoined}"
    return (f"h={place}", f"h2={outer}{place}", f"hw={word}{min(distance, _NEAR)}{conjoined}")
