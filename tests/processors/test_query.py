import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.query import And, AtLeast, EntityIs, Not, Or, Phrase, Prefix, QueryError, Words, leaves, parse


def test_neighbouring_words_are_read_together() -> None:
    assert parse("آتش بس اوکراین") == Words("آتش بس اوکراین", 0, 14)


def test_words_of_persian_are_never_operators() -> None:
    assert isinstance(parse("خاک و خون یا نه"), Words)


def test_operators_bind_as_people_expect() -> None:
    node = parse("الف OR ب AND NOT ج")
    assert node == Or(
        (Words("الف", 0, 3), And((Words("ب", 7, 8), Not(Words("ج", 17, 18), 13)))),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"آتش بس"', Phrase("آتش بس", 0, 8)),
        ("«آتش بس»", Phrase("آتش بس", 0, 8)),
        ('"آتش بس"~5', Phrase("آتش بس", 0, 10, 5)),
        ('"آتش بس"~۵', Phrase("آتش بس", 0, 10, 5)),
        ('"آتش بس"~٥', Phrase("آتش بس", 0, 10, 5)),
        ('"آتش ~5"', Phrase("آتش ~5", 0, 8)),
        ("Entity:Q22686", EntityIs("Q22686", 0, 13)),
        ("آتش*", Prefix("آتش", 0, 4)),
        ("آتش\u200cب*", Prefix("آتش\u200cب", 0, 6)),
        ("رئیسجمهور*", Prefix("رئیسجمهور", 0, 10)),
        ("entity:Q22686", EntityIs("Q22686", 0, 13)),
        ('entity:"دونالد ترامپ"', EntityIs("دونالد ترامپ", 0, 21)),
        ("F-16", Words("F-16", 0, 4)),
        ("۱۴:۳۰", Words("۱۴:۳۰", 0, 5)),
    ],
)
def test_leaves(query: str, expected: object) -> None:
    assert parse(query) == expected


def test_an_operator_may_touch_what_it_joins() -> None:
    assert parse('الف OR"ب"') == Or((Words("الف", 0, 3), Phrase("ب", 6, 9)))


@pytest.mark.parametrize("query", ["آتش و بس", "آتش یا بس", "نه آتش بس", "آتش or بس", "آتش and not بس"])
def test_no_word_of_persian_and_no_small_letters_make_an_operator(query: str) -> None:
    assert parse(query) == Words(query, 0, len(query))


def test_a_list_may_ask_for_some_of_it() -> None:
    node = parse('2 OF (صلح، "آتش بس", مذاکره ایران)')
    assert node == parse('2 of (صلح، "آتش بس", مذاکره ایران)')
    assert node == parse('۲ of (صلح؛ "آتش بس"، مذاکره ایران)')
    assert isinstance(node, AtLeast)
    assert node.count == 2
    assert [leaf.text for leaf in node.parts if isinstance(leaf, Words | Phrase)] == ["صلح", "آتش بس", "مذاکره ایران"]


def test_at_least_may_be_written_out() -> None:
    node = parse("At least ۲ of (صلح، جنگ، مذاکره) -ایران")

    assert isinstance(node, And)
    assert isinstance(node.parts[0], AtLeast)
    assert node.parts[0].count == 2
    assert parse("at least two wars") == Words("at least two wars", 0, 17)


@pytest.mark.parametrize(
    ("query", "position", "told"),
    [
        ("", 0, "missing"),
        ("آتش AND", 7, "missing"),
        ("(آتش", 0, "not closed"),
        ("آتش)", 3, "closes nothing"),
        ('"آتش', 0, "no partner"),
        ("-آتش", 0, "only excludes"),
        ("آتش | -بس", 6, "only excludes"),
        ("آتش | (NOT بس)", 7, "only excludes"),
        ("آ*", 0, "letters"),
        ("entity:", 0, "identity"),
        ("3 OF (الف, ب)", 0, "cannot be"),
        ('"الف ب"~500', 0, "apart"),
        ("NOT", 0, "missing"),
        ("(آتش OR) بس", 7, "missing"),
        ("(آتش AND) بس", 8, "missing"),
        ("آتش (بس NOT)", 8, "excluded"),
        ("2 OF آتش, بس", 0, "in brackets"),
        ("*", 0, "only at the end"),
        ("آتش *", 4, "only at the end"),
        ("*آتش", 0, "only at the end"),
        ("آ*ش", 1, "only at the end"),
        ('"آتش* بس"', 4, "only at the end"),
        ('"آتش بس"~', 8, "number"),
        ('"آتش بس"~نزدیک', 8, "number"),
        ('"آتش بس" ~5', 9, "behind a phrase"),
        ("آتش~2", 3, "behind a phrase"),
        ("آتش~", 3, "behind a phrase"),
        ('آتش ""', 4, "no word"),
        ("«» آتش", 0, "no word"),
        ('آتش -"ـ!"', 5, "no word"),
        ("entity:ترا*", 10, "only at the end"),
        ("at least 3 of (الف, ب)", 0, "cannot be"),
        ("((((((((((((((((((((((((((a))))))))))))))))))))))))))", 20, "deep"),
        ("آتش " * 600, 2000, "characters"),
        ("آ " * 300, 400, "200"),
    ],
)
def test_a_malformed_query_is_refused_at_the_character(query: str, position: int, told: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert refused.value.position == position
    assert told in refused.value.message
    assert refused.value.pointing(query).count("^") == 1


@given(st.text(st.sampled_from('آتش بس "«»()|-*~5,،+ AND OR NOT entity: \u200c\n'), max_size=60))
def test_every_text_is_a_query_or_a_clear_error(query: str) -> None:
    place = None
    try:
        for leaf in leaves(parse(query)):
            assert 0 <= leaf.start < leaf.end <= len(query)
    except QueryError as error:
        place = error.position
    assert place is None or 0 <= place <= len(query)
