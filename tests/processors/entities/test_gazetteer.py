from pathlib import Path

import pytest

from processors.entities.gazetteer import load_gazetteer, spelled
from processors.entities.known import DATA, Place, read_rows, shipped
from processors.entities.tokens import tokens
from processors.tag_entities import tag_entities

# Read in public repositories beside the person's name, or known beyond doubt; a wrong id is worse than none.
VERIFIED = {
    "Q22686": "Donald Trump",
    "Q7747": "Vladimir Putin",
    "Q3874799": "Volodymyr Zelenskyy",
    "Q57792": "Mark Rutte",
    "Q324546": "Marco Rubio",
    "Q359442": "Bernie Sanders",
    "Q76": "Barack Obama",
    "Q794": "Iran",
    "Q889": "Afghanistan",
    "Q159": "Russia",
    "Q30": "United States",
    "Q212": "Ukraine",
    "Q843": "Pakistan",
    "Q7184": "NATO",
    "Q458": "European Union",
    "Q1065": "United Nations",
    "Q130879": "Reuters",
}


@pytest.mark.parametrize(("identity", "name"), VERIFIED.items())
def test_a_verified_wikidata_id_stands_for_its_name(identity: str, name: str) -> None:
    known = load_gazetteer().get(identity)
    assert known is not None
    assert known.name_en == name


@pytest.mark.parametrize(
    "name", ["ترمپ", "ترامپ", "دونالد ترامپ", "دونالد ترمپ", "دونالد\u200cترامپ", "Donald Trump", "Q22686"]
)
def test_every_spelling_of_a_name_gives_the_same_id(name: str) -> None:
    assert load_gazetteer().ids_for(name)[:1] == ("Q22686",)


@pytest.mark.parametrize(
    ("surname", "ids"),
    [
        ("Trump", ("Q22686",)),
        ("Khomeini", ("Q38823",)),
        ("Assad", ("Q44329",)),
        ("Barzani", ("masoud-barzani", "nechirvan-barzani", "masrour-barzani", "mustafa-barzani")),
    ],
)
def test_a_latin_surname_means_whom_the_persian_one_means(surname: str, ids: tuple[str, ...]) -> None:
    assert load_gazetteer().ids_for(surname) == ids


def test_an_unknown_name_has_no_id() -> None:
    assert load_gazetteer().ids_for("کارستن اشمیتز") == ()
    assert load_gazetteer().names_of("Q0") == ()
    assert load_gazetteer().place_of("Q22686") is None


@pytest.mark.parametrize(
    ("iranian", "dari"),
    [
        ("آمریکا", "امریکا"),
        ("ژاپن", "جاپان"),
        ("کاخ سفید", "قصر سفید"),
        ("لهستان", "پولند"),
        ("خاورمیانه", "شرق میانه"),
        ("سازمان بهداشت جهانی", "سازمان صحی جهان"),
        ("نیکلاس مادورو", "نیکولاس مادورو"),
        ("اسرائیل", "اسراییل"),
    ],
)
def test_iranian_and_dari_names_of_one_thing_meet(iranian: str, dari: str) -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.ids_for(iranian)[0] == gazetteer.ids_for(dari)[0]


def test_places_know_their_country_and_coordinates() -> None:
    assert load_gazetteer().place_of("Q5838") == Place("AF", 34.5281, 69.1723)
    tehran = load_gazetteer().place_of("Q3616")
    assert tehran is not None
    assert tehran.country == "IR"


@pytest.mark.parametrize(("prefix", "count"), [("af-", 34), ("ir-", 31)])
def test_every_province_is_known_with_its_word(prefix: str, count: int) -> None:
    rows = [row for row in read_rows((DATA / "provinces.tsv").read_text("utf-8")) if row["id"].startswith(prefix)]
    assert len(rows) == count
    word = "ولایت" if prefix == "af-" else "استان"
    assert all(load_gazetteer().ids_for(f"{word} {row['name']}")[0] == row["id"] for row in rows)


def test_ids_of_one_type_are_unique() -> None:
    seen: dict[str, str] = {}
    for known in shipped():
        if known.type != "place":
            assert seen.setdefault(known.id, known.name) == known.name


_CLUBS_OF_COMPANIES = {"zobahan", "foolad", "gol-gohar", "chadormalou"}


def test_a_spelling_means_two_organizations_only_where_a_club_bears_its_companys_name() -> None:
    holders: dict[str, set[str]] = {}
    for known in shipped():
        if known.type == "organization" and not known.id.startswith("ministry-"):  # of the country spoken of
            for form in known.forms:
                if form.sure:
                    holders.setdefault(spelled(form.text), set()).add(known.id)
    shared = [ids for ids in holders.values() if len(ids) > 1]
    assert shared
    assert [ids for ids in shared if ids.isdisjoint(_CLUBS_OF_COMPANIES)] == []


def test_what_every_state_has_is_one_with_what_is_told_of_it() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.ids_for("وزارت خارجهٔ ایالات متحدهٔ امریکا") == gazetteer.ids_for("وزارت خارجه آمریکا")
    assert "وزارت امور خارجهٔ جرمنی" in gazetteer.names_of("mfa-de")
    assert {"وزارت خارجهٔ طالبان", "وزارت امور خارجهٔ جمهوری اسلامی افغانستان"} <= {*gazetteer.names_of("mfa-afg")}


def test_every_table_names_its_source_and_licence() -> None:
    for path in DATA.glob("*.tsv"):
        head = "".join(line for line in path.read_text("utf-8").splitlines(keepends=True) if line.startswith("#"))
        assert "Source" in head or "CLDR" in head, path.name
        assert "icence" in head, path.name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ایالات متحدهٔ آمریکا", ["ایالات متحدهٔ آمریکا"]),
        ("ایالات\u200cمتحده\u200cی امریکا", ["ایالات\u200cمتحده\u200cی امریکا"]),
        ("ایرانی\u200cها و افغانستانی", []),
        ("خاورمیانه\u200cای", []),
        ("ترکیه\u200cاش", ["ترکیه"]),
        ("فرانسهٔ امروز", ["فرانسه"]),
        ("ای ران", []),
    ],
)
def test_known_names_are_found_at_word_boundaries_only(text: str, names: list[str]) -> None:
    found = load_gazetteer().matches(tokens(text))
    assert [text[match.start : match.end] for match in found if match.sure] == names


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "names.tsv",
            "# id\ttype\tname\tname_en\tforms\nnx\torganization\tبنیاد نمونه\tSample\tبنیاد نمونه|نمونه\u200cنیوز\n",
        ),
        (
            "names.toml",
            '[[entity]]\nid = "nx"\ntype = "organization"\nname = "بنیاد نمونه"\nforms = ["نمونه نیوز"]\n',
        ),
    ],
)
def test_a_newsroom_adds_its_own_names(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    gazetteer = load_gazetteer(path)
    found = tag_entities("به گزارش نمونه نیوز از کابل", gazetteer=gazetteer)
    assert [(each.text, each.id) for each in found] == [("نمونه نیوز", "nx"), ("کابل", "Q5838")]
    assert gazetteer.names_of("nx")[0] == "بنیاد نمونه"


def test_a_newsroom_name_wins_over_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("# id\ttype\tname\tforms\nkbl\tplace\tکابل ما\tکابل\n", "utf-8")
    (found,) = tag_entities("در کابل", gazetteer=load_gazetteer(path))
    assert found.id == "kbl"


@pytest.mark.parametrize("row", ["x\tplanet\tمریخ\tمریخ", "\tplace\tکابل\tکابل", "x\tplace\t\t"])
def test_a_bad_row_of_a_newsroom_is_told_with_its_file(tmp_path: Path, row: str) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(f"# id\ttype\tname\tforms\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match=r"names\.tsv"):
        load_gazetteer(path)
