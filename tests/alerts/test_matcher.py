"""What the desk typed finds every spelling of it, whole words only, with exact spans on the displayed text."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.alert import Sentence, Span
from alerts.matcher import Matcher, check_of
from alerts.page import EVERYWHERE, page
from alerts.places import sentence_of, spans_of
from alerts.rule import RuleRefused
from alerts.sighting import Match
from ingest.article import Status
from processors.orthography.tokens import tokenize
from processors.tagged_article import Entity, TaggedArticle

from .build import ARRIVED, article, rule

CASES = json.loads((Path(__file__).parents[1] / "cases" / "alerts.json").read_text(encoding="utf-8"))
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "news"


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    matcher = Matcher([rule(case["query"], variants=case.get("variants", True))])
    story = article(case["text"])
    spans = [span for match in matcher.matches(story) for span in shown(match, story)[0]]

    assert [span.text for span in spans] == case["matched"]
    assert all(case["text"][span.start : span.end] == span.text for span in spans)


def shown(match: Match, story: TaggedArticle) -> tuple[tuple[Span, ...], Sentence | None]:
    """What a reader of an alert sees of a match."""
    displayed = page(story).displayed
    spans = spans_of(match.found, displayed)
    return spans, sentence_of(spans, displayed)


def names(matcher: Matcher, *stories: Any) -> list[list[str]]:
    return [sorted(match.rule.name for match in matcher.matches(story)) for story in stories]


def test_words_of_headline_and_body_count_together_and_a_phrase_does_not_reach_over() -> None:
    story = article("اوکراین آرام است.", title="پایان جنگ")

    assert names(Matcher([rule("جنگ اوکراین"), rule('"جنگ اوکراین"')]), story) == [["جنگ اوکراین"]]


@pytest.mark.parametrize(("part", "found"), [("anywhere", 3), ("headline", 1), ("lead", 1), ("body", 2)])
def test_a_rule_looks_only_where_it_was_told_to(part: str, found: int) -> None:
    story = article("کابل آرام است.\nباز هم کابل.", title="خبر کابل")
    (match,) = Matcher([rule("کابل", part=part)]).matches(story)

    assert len(shown(match, story)[0]) == found


def test_a_beginning_is_seen_across_words_also_where_it_is_excluded() -> None:
    story = article("هرات و کاخ سفید")

    assert names(Matcher([rule("هرات -(کاخس* | بلخ)")]), story) == [[]]
    assert names(Matcher([rule("بلخ | کاخس*")]), story) == [["بلخ | کاخس*"]]


def test_the_lead_is_the_first_paragraph_that_has_words() -> None:
    assert names(Matcher([rule("هرات", part="lead")]), article("\n\nدر هرات\nدر بلخ"), article("در بلخ\nدر هرات")) == [
        ["هرات"],
        [],
    ]


@pytest.mark.parametrize(
    ("filters", "fields"),
    [
        ({"sources": ["bakhtar"]}, {"source": "tasnim"}),
        ({"languages": ["prs"]}, {"language": "fa"}),
        ({"languages": ["prs"]}, {"language": None}),
        ({"urgency": 3}, {"urgency": 4}),
        ({"urgency": 3}, {"urgency": None}),
        ({"entities": ["Q5838"]}, {"entities": ()}),
        ({}, {"status": Status.WITHHELD}),
        ({}, {"status": Status.CANCELED}),
    ],
)
def test_each_filter_keeps_out_what_it_should_and_lets_in_the_rest(
    filters: dict[str, Any], fields: dict[str, Any]
) -> None:
    entity = Entity(text="کابل", type="place", id="Q5838", start=3, end=7)
    right = article("در کابل", language="prs", urgency=3, entities=(entity,))
    matcher = Matcher([rule("کابل", **filters)])
    wrong = article("در کابل", **{"language": "prs", "urgency": 3, "entities": (entity,), **fields})

    assert names(matcher, right, wrong) == [["کابل"], []]


def test_stories_that_are_not_free_match_rules_that_ask_for_them() -> None:
    held = article("در کابل", status=Status.WITHHELD, embargoed_until=ARRIVED + timedelta(hours=1))
    (match,) = Matcher([rule("کابل", statuses=["usable", "withheld"], embargoed=True)]).matches(held)

    assert match.rule.early


@pytest.mark.parametrize("query", ["entity:Q1", 'entity:"ولودیمیر زلنسکی"', 'entity:"Volodymyr Zelenskyy"'])
def test_an_entity_is_found_by_identity_and_by_name(query: str) -> None:
    entity = Entity(
        text="زلنسکی", type="person", id="Q1", name="ولودیمیر زلنسکی", name_en="Volodymyr Zelenskyy", start=0, end=6
    )
    story = article("زلنسکی گفت.", entities=(entity,))
    (match,) = Matcher([rule(query)]).matches(story)

    assert [span.text for span in shown(match, story)[0]] == ["زلنسکی"]
    assert Matcher([rule("entity:Q2")]).matches(story) == ()


@pytest.mark.parametrize(
    ("query", "position"), [('"کابل', 0), ("کابل (هرات", 5), ("کابل OR", 7), ("-کابل", 0), ("4 OF (الف, ب)", 0)]
)
def test_a_query_that_means_nothing_is_refused_at_its_character(query: str, position: int) -> None:
    with pytest.raises(RuleRefused) as refusal:
        check_of(rule(query))

    assert (refusal.value.field, refusal.value.position) == ("query", position)


def test_a_sighting_knows_a_correction_by_its_own_words() -> None:
    matcher = Matcher()

    assert matcher.sight(article("متن", title="تصحیح: آمار زلزله"), ARRIVED).correction
    assert not matcher.sight(article("متن", title="تصحیح قانون اساسی آغاز شد"), ARRIVED).correction


@pytest.mark.parametrize(
    ("title", "body", "headline"),
    [
        ("خبر", "متن", "خبر"),
        (None, "\n در کابل.\nباز", "در کابل."),
        ("  ", "در کابل.", "در کابل."),
        (None, "کابل " * 30, "کابل " * 16 + "…"),
        (None, "ک" * 200, "ک" * 80 + " …"),
        ("خبر", None, "خبر"),
        (None, " ", None),
    ],
)
def test_an_article_without_a_title_is_called_by_its_first_words(
    title: str | None, body: str | None, headline: str | None
) -> None:
    assert Matcher().sight(article(body, title=title), ARRIVED).headline == headline


def test_a_refused_change_leaves_the_rule_as_it_was() -> None:
    matcher = Matcher([rule("کابل", id="r")])
    with pytest.raises(RuleRefused):
        matcher.put(rule('"کابل', id="r"))

    assert names(matcher, article("کابل")) == [["کابل"]]


def test_rules_are_added_changed_disabled_and_removed_one_by_one() -> None:
    matcher = Matcher([rule("کابل", id="r1"), rule("کابل", id="r2")])
    story = article("از کابل تا هرات")

    assert len(matcher.matches(story)) == 2
    matcher.put(rule("هرات", id="r2"))
    assert names(matcher, story) == [["هرات", "کابل"]]
    matcher.put(rule("هرات", id="r2", enabled=False))
    assert names(matcher, story) == [["کابل"]]
    matcher.remove("r1")
    matcher.remove("r1")
    assert names(matcher, story) == [[]]
    assert len(matcher) == 0


def test_after_all_rules_are_gone_nothing_of_them_is_left() -> None:
    asked = ("کابل", "کابل", "افغ*", '"جنگ اوکراین"~3', "2 OF (الف, ب, پ)", "entity:Q1", "الف -ب", "الف ب پ")
    rules = [rule(query, id=f"r{number}") for number, query in enumerate(asked)]
    matcher = Matcher(rules)
    for each in rules:
        matcher.remove(each.id)

    tallies = (matcher._terms, matcher._lengths, matcher._openings)
    assert not any((matcher._filed, matcher._keys, matcher._postings._under, *matcher._postings._queries))
    assert not any(kept for tally in tallies for kept in (tally.members, tally._again))


def test_two_words_that_fill_a_text_are_found_near_each_other_at_a_cost_that_grows_with_it(
    steps: Callable[[Callable[[], object]], int],
) -> None:
    check = check_of(rule('"کابل هرات"~3'))
    few, many = (page(article("کابل هرات " * times)) for times in (50, 200))

    ((_, hits),) = check.find(many, EVERYWHERE) or ()
    assert max(end for _, _, end in hits) == 200 * len("کابل هرات ") - 1
    assert 0 < steps(lambda: check.find(many, EVERYWHERE)) <= 4.4 * steps(lambda: check.find(few, EVERYWHERE))


def test_the_quoted_sentence_is_the_one_with_most_of_the_query_and_marks_it() -> None:
    story = article("جنگ ادامه دارد. در کابل، روز ۳.۵ آذر، جنگ بود. کابل آرام است.", title="جنگ")
    (match,) = Matcher([rule("جنگ کابل")]).matches(story)
    _, sentence = shown(match, story)

    assert sentence is not None
    assert sentence.text == "در کابل، روز ۳.۵ آذر، جنگ بود."
    assert [sentence.text[start:end] for start, end in sentence.marks] == ["کابل", "جنگ"]


def test_a_long_sentence_is_cut_around_its_match() -> None:
    story = article("الف " * 200 + "کابل" + " ب" * 200)
    (match,) = Matcher([rule("کابل")]).matches(story)
    _, sentence = shown(match, story)

    assert sentence is not None
    assert len(sentence.text) < 320
    assert [sentence.text[start:end] for start, end in sentence.marks] == ["کابل"]


def test_the_matcher_reads_exactly_the_terms_that_the_index_has() -> None:
    """Its own loop is faster than tokenize; this holds the two together, on every word of the cases and beside them."""
    generator = random.Random(7)  # noqa: S311 - a repeatable shuffle
    vocabulary = [word for case in CASES for word in (*case["text"].split(), *case["query"].split())]
    for _ in range(300):
        text = " ".join(generator.sample(vocabulary, 8))
        story = article(text, title=" ".join(generator.sample(vocabulary, 4)))
        read = page(story)
        expected: dict[str, set[tuple[int, int, int]]] = {}
        for base, source in ((0, story.title or ""), (read.displayed.body_from, text)):
            for token in tokenize(source):
                expected.setdefault(token.term, set()).add((base + token.position, token.start, token.end))
        assert {term: set(hits) for term, hits in read.terms.items()} == expected


def test_rules_by_name_follow_the_known_names_when_they_change() -> None:
    known: dict[str, tuple[str, ...]] = {}
    by_query, by_list = rule("entity:نمونه\u200cنیوز"), rule("گزارش", entities=["نمونه\u200cنیوز"])
    matcher = Matcher([by_query, by_list], lambda name: known.get(name, ()))
    story = article(
        "گزارش NX آمد.",
        entities=(Entity(text="NX", type="organization", start=6, end=8, id="nx", name="بنیاد", field="body"),),
    )
    assert names(matcher, story) == [[]]
    known["نمونه\u200cنیوز"] = ("nx",)
    matcher.renew()
    assert names(matcher, story) == [sorted([by_query.name, by_list.name])]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus beside the repository: ../shared/corpus/news")
def test_all_rules_together_find_what_each_finds_alone() -> None:
    """The triggers leave nothing out: a matcher of many rules is as good as looking at every rule."""
    lines = [json.loads(line) for line in (CORPUS / "voa-dari.jsonl").read_text(encoding="utf-8").splitlines()]
    stories = [article(line["body"], title=line["title"], id=str(number)) for number, line in enumerate(lines)]
    words = [word.strip(".،:؛«»()؟") for line in lines for word in line["body"].split()]
    generator = random.Random(11)  # noqa: S311 - a repeatable choice
    queries = set()
    for _ in range(40):
        first, second, third = generator.sample([word for word in words if len(word) > 2 and word.isalpha()], 3)
        queries |= {first, f"{first} {second}", f"{first} OR {second}", f"2 OF ({first}, {second}, {third})"}
        queries |= {f"{first} -{second}", f'"{first} {second}"~9', f"{first[:3]}*"}
    rules = [rule(query) for query in sorted(queries)]
    together = Matcher(rules)
    alone = [(each, check_of(each)) for each in rules]

    for story in stories:
        read = page(story)
        expected = sorted(each.name for each, check in alone if check.find(read, read.windows[each.part]) is not None)
        assert sorted(match.rule.name for match in together.matches(story)) == expected
