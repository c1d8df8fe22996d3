"""Numbers in a run: digits of any script, number words and ordinals."""

from dataclasses import dataclass

from processors.dates.tokens import Run, Token

_WORDS = ("cardinal", "hundred", "thousand", "ordinal")
_DECIMAL = frozenset(".,/:٫٬،")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: `digits` counts its figures, 0 where it is in words."""

    value: int
    ordinal: bool = False
    digits: int = 0


def number(run: Run, index: int, gaps: str = " ") -> tuple[Number, int] | None:
    """Read the number that begins at `index`, with the index after it; None where none does.

    Figures that are part of a longer figure (2.5, 1,200, 14:30, 3/4) are no number by themselves.
    """
    token = run.at(index, "number", gaps=gaps)
    if token is None:
        return None
    if token.tag.startswith("digits"):
        return None if part_of_longer(run, token) else _suffixed(run, index, token.value, int(token.tag[6:]))
    return _in_words(run, index)


def part_of_longer(run: Run, token: Token) -> bool:
    """Say whether the figures of `token` continue a longer figure, on either side."""
    text, word = run.text, token.word
    before = word > 0 and _joined(text.separators[word]) and text.key_at(word - 1)[-1:].isdecimal()
    after = word + 1 < len(text.words) and _joined(text.separators[word + 1]) and text.key_at(word + 1)[:1].isdecimal()
    return before or after


def _joined(separator: str) -> bool:
    return separator in _DECIMAL


def _suffixed(run: Run, index: int, value: int, digits: int) -> tuple[Number, int]:
    ordinal = run.at(index + 1, "ith", gaps=" -") is not None
    return Number(value, ordinal, digits), index + 1 + ordinal


def _in_words(run: Run, index: int) -> tuple[Number, int]:
    """Add up parts in falling order: «هزار و سیصد و پنجاه و هفتم»."""
    total, room, at = 0, 1_000_000, index
    while True:
        token = run.tokens[index] if at == index else run.at(at, "number")
        if token is None or token.tag not in _WORDS or token.value >= room:
            break
        total, room, at = total + token.value, _room(token), at + 1
        if token.tag == "ordinal":
            return Number(total, ordinal=True), at
        if total < 100 and (times := run.at(at, "number")) and times.tag == "thousand":  # noqa: PLR2004 - «دو هزار»
            total, room, at = total * 1000, 1000, at + 1
        if run.at(at, "ith"):
            return Number(total, ordinal=True), at + 1
        if not (run.at(at, "and") and run.at(at + 1, "number")):
            return Number(total), at
        at += 1
    return Number(total), at - 1 if run.at(at - 1, "and") else at


def _room(token: Token) -> int:
    """Say below what a part must be to follow this one: after tens come ones, after ones nothing."""
    if token.tag == "thousand":
        return 1000
    if token.tag == "hundred":
        return 100
    return 10 if token.value >= 20 and token.value % 10 == 0 else 1  # noqa: PLR2004 - twenty is the first of the tens
