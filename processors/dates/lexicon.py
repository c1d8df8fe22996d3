"""The words of date expressions: what part each may play, looked up by its folded spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from processors.dates.tables import rows
from processors.orthography.fold import fold_text

_ANCHORS = frozenset(
    {
        "month",
        "weekday",
        "unit",
        "relday",
        "relyear",
        "era",
        "season",
        "part",
        "quarter",
        "recurring",
        "vague",
        "opener",
        "third",
        "edge",
        "oclock",
        "abbr",
    }
)

# The kinds of words that lead to a phrase by themselves.
_WORTHY = frozenset({"weekday", "relday", "relyear", "recurring", "vague"})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word's part in a date: `kind` names the part, `value` and `tag` are read by the grammar of that kind.

    `anchor` is true where the word is worth a look by itself, false for those (numbers, prepositions) that only
    matter beside another.
    """

    kind: str
    value: int = 0
    tag: str = ""
    anchor: bool = False
    strength: str = "strong"


ZONES = tuple(zone for _form, zone, _source in rows("zones.tsv"))

# The rest of a phrase after its first two words, with its part; by the first word, then by the second.
Seconds = dict[str, list[tuple[tuple[str, ...], Lexeme]]]
Phrases = dict[str, Seconds]

_NUMBER_PIECES = re.compile(r"\d+|\D+")
_YEARS = range(1200, 2101)
_COUNTS = range(1, 11)
_MOST_PIECES = 3  # «۲۱مهر۱۴۰۴»; more, or another three, are a code
_WHOLE_DATES = (["number", "month", "number"], ["number", "month", "unit", "number"])


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """Give the spelling under which the tables know a word: folded, one for all its spellings."""
    return fold_text(word)


def _entries() -> Iterator[tuple[str, Lexeme]]:
    for form, kind, value, tag, _source in rows("words.tsv"):
        yield form, Lexeme(kind, int(value), tag, anchor=kind in _ANCHORS)
    for form, value, kind, _source in rows("numbers.tsv"):
        yield form, Lexeme("number", int(value), kind)
    for form, calendar, number, strength, _source in rows("months.tsv"):
        yield form, Lexeme("month", int(number), calendar, anchor=True, strength=strength)
    for index, row in enumerate(rows("recurring.tsv")):
        yield row[0], Lexeme("recurring", index, row[1], anchor=True, strength=row[5])
    for form, _source in rows("vague.tsv"):
        yield form, Lexeme("vague", anchor=True)
    for index, (form, _zone, _source) in enumerate(rows("zones.tsv")):
        heads = ("به وقت ",) if form == "محلی" else ("به وقت ", "به وقت محلی ")
        heads = ("", "به وقت ") if form.isascii() else heads
        for head in heads:
            yield head + form, Lexeme("zone", index, anchor=True)


def _compounds(entries: tuple[tuple[str, Lexeme], ...]) -> Iterator[tuple[str, tuple[Lexeme, ...]]]:
    """Words that news writes as one: «مهرماه», «پنجشنبه شب», «روزسه شنبه», «چندروز», «هفته گذشته», «بیست ویکم»."""
    months, days = _of_kind(entries, "month"), _of_kind(entries, "weekday")
    units = [(form, lexeme) for form, lexeme in _of_kind(entries, "unit") if not lexeme.value]
    yield from _joined(months, [(form, lexeme) for form, lexeme in entries if form == "ماه"])
    yield from _joined(days, _of_kind(entries, "part"))
    yield from _joined([(form, lexeme) for form, lexeme in units if form == "روز"], days)
    yield from _joined(units, [(form, lexeme) for form, lexeme in _of_kind(entries, "direction") if " " not in form])
    cardinals = [(form, lexeme) for form, lexeme in _of_kind(entries, "number") if lexeme.tag == "cardinal"]
    counts = [(form, lexeme) for form, lexeme in cardinals if lexeme.value in _COUNTS]
    counted = [(form, lexeme) for form, lexeme in units if lexeme.tag in {"day", "week", "month", "year"}]
    yield from _joined([*_of_kind(entries, "few"), *counts], counted)
    ones = [(form, lexeme) for form, lexeme in _of_kind(entries, "number") if lexeme.value in range(1, 10)]
    yield from _joined([("و", Lexeme("and"))], ones)
    for form, lexeme in _of_kind(entries, "number"):
        if lexeme.tag == "ordinal" and lexeme.value > 1:
            yield form + "ین", (Lexeme("nth", lexeme.value),)
    for tens, ten in cardinals:
        if ten.value in range(20, 100):
            for form, one in ones:
                yield f"{tens}و{form}", (Lexeme("number", ten.value + one.value, one.tag),)


def _of_kind(entries: tuple[tuple[str, Lexeme], ...], kind: str) -> list[tuple[str, Lexeme]]:
    return [(form, lexeme) for form, lexeme in entries if lexeme.kind == kind]


def _joined(
    heads: list[tuple[str, Lexeme]], tails: list[tuple[str, Lexeme]]
) -> Iterator[tuple[str, tuple[Lexeme, ...]]]:
    return ((head + tail, (first, second)) for head, first in heads for tail, second in tails)


def _load() -> tuple[dict[str, tuple[Lexeme, ...]], Phrases]:
    words: dict[str, tuple[Lexeme, ...]] = {}
    phrases: Phrases = {}
    entries = tuple(_entries())
    for form, lexemes in _compounds(entries):
        words.setdefault(key(form.replace(" ", "")), lexemes)
    for form, lexeme in entries:
        words[key(form.replace(" ", ""))] = (lexeme,)
        for parts in {tuple(map(key, form.split(" "))), tuple(map(key, re.split("[ \u200c]", form)))}:
            if len(parts) > 1:
                phrases.setdefault(parts[0], {}).setdefault(parts[1], []).append((parts[2:], lexeme))
    for first, seconds in phrases.items():
        for second, found in seconds.items():
            found.sort(key=lambda phrase: -len(phrase[0]))
            for rest, lexeme in found:
                if lexeme.kind != "zone":  # no date begins with one
                    _open(words, (first, second, *rest))
    return words, phrases


def _open(words: dict[str, tuple[Lexeme, ...]], parts: tuple[str, ...]) -> None:
    """Make sure that a word of the phrase is worth a look, and that the words before it are then seen."""
    if any(words[part][0].kind in _WORTHY for part in parts if part in words):
        return
    known = words.get(parts[0])
    common = known is not None and known[0].kind in {"at", "this"}
    for part in parts:
        words.setdefault(part, (Lexeme("opener", tag="alone" if common else "", anchor=True),))


WORDS, PHRASES = _load()


@lru_cache(maxsize=1 << 16)
def lookup(word: str) -> tuple[Lexeme, ...]:
    """Give the part or parts that a written word plays in a date, none for a word that plays no part.

    More than one where two words are written as one («۲۱اکتوبر», «مهرماه»).
    """
    folded = key(word)
    found = WORDS.get(folded)
    if found is None and folded[-2:] == "هی" and not folded.endswith("ماهی"):
        found = WORDS.get(folded[:-1])  # the ezafe glued on, as where half-spaces were lost
    if found is not None:
        return found
    return () if folded.isalpha() or not any(map(str.isdecimal, folded)) else _digits(folded)


def _digits(folded: str) -> tuple[Lexeme, ...]:
    """Read a word with figures in it: figures alone or glued to words («۲۱اکتوبر», «۲۱مهر۱۴۰۴», «و۳۰»)."""
    pieces = _NUMBER_PIECES.findall(folded)
    if len(pieces) == 2 and pieces[0].isdecimal() and pieces[1] in {"م", "ام"} and len(pieces[0]) <= 2:  # noqa: PLR2004
        return (Lexeme("number", int(pieces[0]), "ordinal"),)
    found: tuple[Lexeme, ...] = ()
    for piece in pieces:
        known = _figures(piece) if piece.isdecimal() else WORDS.get(piece, ())
        if not known or len(pieces) > _MOST_PIECES:
            return ()
        found += known
    kinds = [lexeme.kind for lexeme in found]
    return found if len(pieces) < _MOST_PIECES or kinds in _WHOLE_DATES else ()


def _figures(piece: str) -> tuple[Lexeme, ...]:
    if len(piece) > 4:  # noqa: PLR2004 - no year has more
        return ()
    value = int(piece)
    return (Lexeme("number", value, f"digits{len(piece)}", anchor=len(piece) == 4 and value in _YEARS),)  # noqa: PLR2004
