"""Head words before a name: which become part of it (data/joins.tsv), and which only stand there."""

from collections.abc import Iterable, Sequence
from functools import cache

from processors.entities.chains import heads_of
from processors.entities.edges import edge_words
from processors.entities.gazetteer import folded
from processors.entities.known import DATA, read_rows
from processors.entities.tokens import Token

_ON_BASIS = ("بر", "بنیاد")


@cache
def joins() -> dict[tuple[str, str], tuple[str, bool]]:
    """Head words: with the type of the name after them, the type of the whole and whether the identity stays."""
    rows = read_rows((DATA / "joins.tsv").read_text("utf-8"))
    return {(folded(row["word"]), row["before"]): (row["becomes"], row["identity"] == "kept") for row in rows}


def only_heads(words: Iterable[Token], kind: str) -> bool:
    """Whether all the words are head words that leave the identity of a name of that type as it is."""
    return all(joins().get((folded(word.text), kind)) == (kind, True) for word in words)


def is_counted(words: Sequence[Token], head: int, kind: str) -> bool:
    """Whether the head word of a place stands behind a number and is no part of it: ۱۶ ولایت افغانستان."""
    if kind != "place" or not head or (folded(words[head].text), kind) not in joins():
        return False
    count = words[head - 1]
    numbered = count.text.isdigit() or folded(count.text) in edge_words("count")
    # Of منطقهٔ ۱۸ شهر تهران the number belongs to the district.
    district = head > 1 and (folded(words[head - 2].text), kind) in joins()
    return numbered and not district and count.line == words[head].line


def past_basis(words: Sequence[Token], first: int, last: int) -> int:
    """Where an organization's name begins behind a phrase of ground: بر بنیاد معلومات وزارت مالیه."""
    opening = tuple(folded(word.text) for word in words[max(0, first - 1) : first + 1])
    if opening != _ON_BASIS:
        return first
    behind = range(first + 1, last)
    return next((index for index in behind if folded(words[index].text) in heads_of("organization")), last)
