"""What a typed word or phrase may stand under in a text: spelled apart or together, in Dari or in Iranian Persian.

The query side of matching; the text side is processors/orthography/tokens.py. Search and alerts both ask here, and the
Elasticsearch search analyzers are generated from the same tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import Final, Literal

from babel import Locale

from processors.orthography.collisions import may_join
from processors.orthography.compounds import COMPOUNDS, Parts
from processors.orthography.stems import joined, other_forms, singular, stem
from processors.orthography.tokens import JOINED_WORDS, words

type Path = tuple[frozenset[str], ...]
"""Consecutive positions of a text; at each the text has one of these terms."""

MOST_PATHS: Final = 64
_LONGEST_FORM: Final = 4
_WHOLE_LATTICE: Final = 4

# Peru in Dari and Guyana in Iranian Persian are spelled like words of every day ("after", "saying").
_AMBIGUOUS_COUNTRIES: Final = frozenset({("PE", "fa_AF"), ("GY", "fa")})
_CLDR: Final = "CLDR fa and fa_AF, through Babel"
_ORDINARY_MONTHS: Final = (("حمل", "فروردین"), ("سرطان", "تیر"), ("اسد", "مرداد"), ("میزان", "مهر"), ("جدی", "دی"))
_ORDINALS: Final = (
    *("اول", "دوم", "سوم", "چهارم", "پنجم", "ششم", "هفتم", "هشتم", "نهم", "دهم", "یازدهم", "دوازدهم", "سیزدهم"),
    *("چهاردهم", "پانزدهم", "شانزدهم", "هفدهم", "هجدهم", "نوزدهم", "بیستم"),
)
_DAYS: Final = 31
_YEARS: Final = range(1395, 1411)  # solar; of others the month is found alone
_MONTH_OF_MAY: Final = 5  # spelled like the verb prefix in Dari, like the word for fog in Iranian Persian


@dataclass(frozen=True, slots=True)
class Variant:
    """One row: who looks for a form of `left` also finds those of `right`; with direction "=", the other way too."""

    left: tuple[str, ...]
    direction: Literal["=", ">"]
    right: tuple[str, ...]
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class VariantTable:
    """Forms by the joined spelling of a form that finds them."""

    also: Mapping[str, tuple[Parts, ...]]

    def of(self, joined: str) -> tuple[Parts, ...]:
        """Tell which other forms `joined` (folded, written as one word) also finds."""
        return self.also.get(joined, ())


_ONE_WORD: Final = frozenset({"plural", "spelling"})
"""Kinds of rows whose two sides are one word."""

NO_VARIANTS: Final = VariantTable(MappingProxyType({}))


def read_variants(lines: Iterable[str]) -> Iterator[Variant]:
    """Read rows of data/variants.tsv, or of a newsroom's own file in the same form.

    Raises:
        ValueError: a row is not `left TAB = or > TAB right TAB kind TAB source`; the error names the line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match line.rstrip("\n").split("\t"):
            case [left, "=" | ">" as direction, right, kind, source] if all((left, right, source)):
                yield Variant(tuple(left.split("|")), direction, tuple(right.split("|")), kind, source)
            case _:
                message = (
                    f"line {number}: expected left, = or >, right, kind and source, parted by tabs: {line.strip()}"
                )
                raise ValueError(message)


def country_variants() -> Iterator[Variant]:
    """Yield the countries whose names differ between Iranian Persian and Dari."""
    iranian, dari = Locale.parse("fa").territories, Locale.parse("fa_AF").territories
    for code, name in sorted(iranian.items()):
        other = dari.get(code, name)
        if name != other:
            yield _by_clarity(
                name, other, [(code, where) in _AMBIGUOUS_COUNTRIES for where in ("fa", "fa_AF")], "country"
            )


def month_variants() -> Iterator[Variant]:
    """Yield the Gregorian months whose names differ between Iranian Persian and Dari."""
    iranian, dari = (Locale.parse(name).months["stand-alone"]["wide"] for name in ("fa", "fa_AF"))
    for month, name in iranian.items():
        if month != _MONTH_OF_MAY:
            yield _by_clarity(name, dari[month], [False, False], "month")


def dated_month_variants() -> Iterator[Variant]:
    """Yield solar months whose Dari name is an ordinary word too, beside a day or a year, where it is the month."""
    for dari, iranian in _ORDINARY_MONTHS:
        for day in (*map(str, range(1, _DAYS + 1)), *_ORDINALS):
            yield Variant((f"{day} {dari}",), "=", (f"{day} {iranian}",), "month", _CLDR)
        for year in _YEARS:
            yield Variant((f"{dari} {year}",), "=", (f"{iranian} {year}",), "month", _CLDR)


def _by_clarity(iranian: str, dari: str, ambiguous: list[bool], kind: str) -> Variant:
    if ambiguous[0]:
        return Variant((iranian,), ">", (dari,), kind, _CLDR)
    return Variant((dari,), ">" if ambiguous[1] else "=", (iranian,), kind, _CLDR)


@cache
def own_variants() -> tuple[Variant, ...]:
    """Return every row that comes with Peyk: our sourced table, countries and months."""
    lines = files("processors.orthography").joinpath("data", "variants.tsv").read_text(encoding="utf-8").splitlines()
    return (*read_variants(lines), *country_variants(), *month_variants(), *dated_month_variants())


def table_of(variants: Iterable[Variant]) -> VariantTable:
    """Index rows by the forms that find others. Forms of one side find each other.

    What a word finds, its other spellings and its broken plural find too, and the plurals of what it finds.
    """
    also: dict[str, dict[Parts, None]] = {}
    same: dict[str, dict[Parts, None]] = {}
    for row in variants:
        left, right = [parts_of(form) for form in row.left], [parts_of(form) for form in row.right]
        for table in (also, same) if row.direction == "=" and row.kind in _ONE_WORD else (also,):
            _add(table, left, (*left, *right))
            _add(table, right, (*right, *left) if row.direction == "=" else right)
    found = {key: _needed(key, _widened(key, also, same)) for key in also}
    return VariantTable(MappingProxyType({key: forms for key, forms in found.items() if forms}))


def _widened(key: str, also: Mapping[str, Iterable[Parts]], same: Mapping[str, Iterable[Parts]]) -> dict[Parts, None]:
    """Give the other forms of a word, its own first, with those of the same word and the same words of those."""
    direct = (*also[key], *chain.from_iterable(also["".join(form)] for form in same.get(key, ())))
    near = chain.from_iterable(same.get("".join(form), ()) for form in direct)
    return dict.fromkeys(form for form in (*direct, *near) if form != (key,))


def _needed(key: str, forms: Mapping[Parts, None]) -> tuple[Parts, ...]:
    """Leave out plurals and the like beside their own word: a text that has one is found by its stem too."""
    return tuple(form for form in forms if len(form) > 1 or _is_stem(form[0]) or not _has_stem(form[0], key, forms))


def _is_stem(word: str) -> bool:
    return stem(word) == word


def _has_stem(word: str, key: str, forms: Mapping[Parts, None]) -> bool:
    base = stem(word)
    return base == key or (base,) in forms


def _add(also: dict[str, dict[Parts, None]], forms: Iterable[Parts], found: Iterable[Parts]) -> None:
    for form in forms:
        # A word with an ending is looked up without it.
        keys = {"".join(form), stem(form[0]) if len(form) == 1 else "".join(form)}
        for key in keys:
            also.setdefault(key, {}).update(dict.fromkeys(other for other in found if other not in (form, (key,))))


def parts_of(form: str) -> Parts:
    """Tell the folded words of one form."""
    return tuple(joined(word.spelled) for word in words(form))


@cache
def default_variants() -> VariantTable:
    """Return the table of every row that comes with Peyk."""
    return table_of(own_variants())


@cache
def compounds() -> Mapping[str, tuple[Parts, ...]]:
    """Return the known words of several parts, by their joined spelling: all the ways to part them."""
    several = chain.from_iterable((*row.left, *row.right) for row in own_variants())
    found = {joined: dict.fromkeys(ways) for joined, ways in COMPOUNDS.items()}
    for parts in map(parts_of, several):
        if len(parts) > 1:
            found.setdefault("".join(parts), {})[parts] = None
    return MappingProxyType({joined: tuple(ways) for joined, ways in found.items()})


def paths(text: str, variants: VariantTable | None = None) -> tuple[Path, ...]:
    """Tell what a text must have for the phrase `text`: any one of these paths. No word, no path."""
    spelled = tuple(word.spelled for word in words(text))
    table = default_variants() if variants is None else variants
    return _through(spelled, table) if spelled else ()


def needs(text: str, variants: VariantTable | None = None) -> tuple[tuple[Path, ...], ...]:
    """Tell what a text must have for the bare words `text`: of each of these, any one path.

    Two neighbours that are one known word must stand together; of other neighbours each must be there, alone or joined
    to the other.
    """
    spelled = tuple(word.spelled for word in words(text))
    table = default_variants() if variants is None else variants
    found: list[tuple[Path, ...]] = []
    start = 0
    while start < len(spelled):
        end = _known_end(spelled, start, table)
        alone = end == start + 1
        ways = _single(spelled, start, table) if alone else _arcs(spelled[start:end], table)
        found.append(tuple(dict.fromkeys(ways)))
        start = end
    return tuple(dict.fromkeys(found))


def _known_end(spelled: Parts, start: int, table: VariantTable) -> int:
    for end in range(min(len(spelled), start + _LONGEST_FORM), start + 1, -1):
        if any(key in compounds() or table.of(key) for key in _joined(spelled[start:end])):
            return end
    return start + 1


@lru_cache(maxsize=4096)  # one query asks of the same groups several times
def _joined(group: Parts) -> tuple[str, ...]:
    """Spell a group of words as one: in full, and without the last word's ending."""
    before = joined("".join(group[:-1]))
    return tuple(dict.fromkeys((before + joined(group[-1]), singular(before + stem(group[-1])))))


def is_one_term(parts: Parts) -> bool:
    """Tell whether a text has these words, written apart, also as one term."""
    return len(parts) <= JOINED_WORDS and may_join(parts)


@lru_cache(maxsize=4096)
def _terms(group: Parts) -> frozenset[str]:
    """Give the terms of a group of words that is one word."""
    keys = _joined(group) if is_one_term(group) else ()
    return frozenset((*keys, *chain.from_iterable(map(other_forms, keys))))


def _single(spelled: Parts, at: int, table: VariantTable) -> tuple[Path, ...]:
    windows = (
        spelled[start:end]
        for start in range(max(0, at - JOINED_WORDS + 1), at + 1)
        for end in range(at + 1, min(len(spelled), start + JOINED_WORDS) + 1)
    )
    terms = frozenset(chain.from_iterable(_terms(group) for group in windows))
    arcs = _arcs(spelled[at : at + 1], table)
    return (terms | frozenset(chain.from_iterable(arc[0] for arc in arcs if len(arc) == 1)),), *(
        arc for arc in arcs if len(arc) > 1
    )


def _arcs(group: Parts, table: VariantTable, *, last: bool = True) -> tuple[Path, ...]:
    """Tell the ways in which one group of words, read as one unit, may stand in a text.

    Where it is `last`, the joined term, which every text has at the first position, says it all; before other words
    the positions that it takes matter too.
    """
    keys = _joined(group)
    others = dict.fromkeys(chain.from_iterable((*table.of(key), *compounds().get(key, ())) for key in keys))
    terms = _terms(group) | {"".join(parts) for parts in others if is_one_term(parts)}
    apart = [
        tuple(frozenset({part}) for part in parts)
        for parts in others
        if len(parts) > 1 and not (last and is_one_term(parts))
    ]
    return ((terms,), *apart) if terms else tuple(apart)


def _through(spelled: Parts, table: VariantTable) -> tuple[Path, ...]:
    """Tell the ways through a phrase, the plainest first, at most MOST_PATHS."""
    size = len(spelled)
    onward: list[list[Path]] = [[] for _ in range(size)] + [[()]]
    for start in range(size - 1, -1, -1):
        ways = [
            arc + rest
            for end in range(start + 1, min(size, start + _LONGEST_FORM) + 1)
            if _may_join(spelled[start:end], size, table)
            for arc in _arcs(spelled[start:end], table, last=end == size)
            for rest in onward[end]
        ]
        onward[start] = list(dict.fromkeys(ways))[:MOST_PATHS]
    return tuple(onward[0])


def _may_join(group: Parts, size: int, table: VariantTable) -> bool:
    if len(group) == 1 or (size <= _WHOLE_LATTICE and is_one_term(group)):
        return True
    return any(key in compounds() or table.of(key) for key in _joined(group))
