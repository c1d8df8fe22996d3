import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any

from index.analysis import INDEX_ANALYZER, QUOTE_ANALYZER, SEARCH_ANALYZER, analysis
from processors.orthography.affixes import AFFIX, CONTEXT_RULES
from processors.orthography.collisions import COLLISIONS, NEVER
from processors.orthography.rules import FOLDS, REPAIRS
from processors.orthography.stems import GLUED_ENDING, GLUED_WORDS
from processors.orthography.variants import NO_VARIANTS, Variant, default_variants, table_of

# After a wanted change: python tests/index/write_analysis.py, and look at the difference before committing it.
OF_THE_ENGINE = {"lowercase", "keyword_repeat"}
LETTER = "[\\p{L}\\p{N}]"
SNAPSHOT = Path(__file__).with_name("analysis.json")
WRITER = runpy.run_path(str(Path(__file__).with_name("write_analysis.py")))


@cache
def ours() -> dict[str, Any]:
    return analysis()


def test_a_change_of_any_rule_shows_in_the_snapshot() -> None:
    assert WRITER["shown"](ours()) == SNAPSHOT.read_text(encoding="utf-8")


def test_every_rule_of_the_table_is_in_the_analyzer() -> None:
    settings = ours()
    letters = {line.split("=>")[0] for line in settings["char_filter"]["peyk_early_letters"]["mappings"]}
    late = {line.split("=>")[0] for line in settings["char_filter"]["peyk_late_letters"]["mappings"]}
    half_space = {line.split("=>")[0] for line in settings["char_filter"]["peyk_half_space_parts"]["mappings"]}
    written = {
        "".join(f"\\u{ord(char):04x}" for char in rule.written) for rule in (*REPAIRS, *FOLDS) if len(rule.written) == 1
    }
    assert written <= letters | late | half_space
    contexts = "|".join(part["pattern"] for name, part in settings["char_filter"].items() if "_context_" in name)
    assert contexts == "|".join(rule.pattern for rule in CONTEXT_RULES).replace("{B}", "{W}").replace("{W}", LETTER)
    assert settings["filter"]["peyk_endings"]["pattern"] == GLUED_ENDING
    assert len(settings["filter"]["peyk_grammar"]["rules"]) == len(NEVER)
    assert len(settings["filter"]["peyk_collisions"]["stopwords"]) == len(COLLISIONS) + 1


def test_every_named_part_is_defined() -> None:
    settings = ours()
    for analyzer in settings["analyzer"].values():
        assert set(analyzer["char_filter"]) <= set(settings["char_filter"])
        assert set(analyzer["filter"]) - OF_THE_ENGINE <= set(settings["filter"])
    for part in settings["filter"].values():
        if part["type"] == "multiplexer":
            named = {name.strip() for chain in part["filters"] for name in chain.split(",")}
            assert named <= set(settings["filter"])


def test_variants_change_nothing_of_the_index_analyzer() -> None:
    own, none = ours(), analysis(NO_VARIANTS)
    assert own["analyzer"] == none["analyzer"]
    parts = {*own["analyzer"][INDEX_ANALYZER]["filter"], *own["analyzer"][INDEX_ANALYZER]["char_filter"]} - {
        "lowercase"
    }
    for name in parts:
        kind = "filter" if name in own["filter"] else "char_filter"
        assert own[kind][name] == none[kind][name]


def test_the_strings_that_the_engine_copies_for_each_setting_of_an_index_are_few() -> None:
    lists = [each for kind in ours().values() for part in kind.values() for each in part.values()]
    assert sum(len(each) for each in lists if isinstance(each, list)) < 15_000


def test_a_newsroom_adds_a_variant_of_its_own() -> None:
    table = table_of([Variant(("جرس",), "=", ("شبکه جرس",), "name", "the desk")])
    filters = analysis(table)["filter"]
    assert "جرس => شبکهجرس" in filters["peyk_variant_1"]["rules"]
    assert "شبکهجرس => جرس" in filters["peyk_word_1"]["rules"]


def test_a_plural_finds_what_its_word_finds_and_the_plurals_of_that() -> None:
    rows = [
        Variant(("صنف",), "=", ("کلاس",), "word", "the desk"),
        Variant(("صنف",), "=", ("صنوف",), "plural", "the desk"),
        Variant(("کلاس",), "=", ("کلاس\u200cها",), "word", "the desk"),
    ]
    also = table_of(rows).also
    assert also["صنوف"] == (("صنف",), ("کلاس",))
    assert also["کلاس"] == (("صنف",), ("صنوف",))


def test_a_phrase_that_is_never_one_term_leaves_no_rule_without_a_right_side() -> None:
    table = table_of([Variant(("پیش از چاشت",), "=", ("قبل از ظهر",), "word", "the desk")])
    rules = analysis(table)["filter"]["peyk_known_phrases"]["synonyms"][0].splitlines()
    assert any("چاشت" in rule for rule in rules)
    assert all(rule.partition(" => ")[2] for rule in rules)


def test_a_one_way_variant_is_found_from_its_left_only() -> None:
    also = default_variants().also
    assert ("ارتش",) in also["اردو"]
    assert ("اردو",) not in also["ارتش"]


def test_the_pattern_of_listed_endings_parts_each_word_as_the_list_does() -> None:
    part = ours()["filter"]["peyk_listed_endings"]
    pattern, marked = re.compile(part["pattern"]), part["replacement"].replace("$", "\\")
    drawn = sorted(GLUED_WORDS)[::11]
    without_ending = [GLUED_WORDS[word].partition(AFFIX)[0] for word in drawn]

    assert {word: pattern.sub(marked, word) for word in drawn} == {word: GLUED_WORDS[word] for word in drawn}
    assert [word for word in without_ending if word not in GLUED_WORDS and pattern.match(word)] == []


def test_search_and_quote_analyzers_are_there() -> None:
    assert {INDEX_ANALYZER, SEARCH_ANALYZER, QUOTE_ANALYZER} == set(ours()["analyzer"])
