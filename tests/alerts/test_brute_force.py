"""The matcher against one that looks at every rule, every word and every place: nothing is missed."""

from contextlib import suppress
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.matcher import Matcher, check_of
from alerts.page import page
from alerts.rule import Part, Rule, RuleRefused
from processors.orthography.fold import fold_text
from processors.orthography.tokens import tokenize
from processors.orthography.variants import Path, needs, paths
from processors.query import And, AtLeast, EntityIs, Leaf, Node, Not, Or, Phrase, Prefix, Words, parse
from processors.tagged_article import Entity, FieldName, TaggedArticle

from .build import article, rule

# Few words, so that they meet: compounds in parts, endings, variants of unlike length, beginnings of each other.
WORDS = (
    "آتش",
    "بس",
    "آتش\u200cبس",
    "آتشبس",
    "کاخ",
    "سفید",
    "قصر",
    "ترامپ",
    "ترمپ",
    "رسانه",
    "ها",
    "رسانه\u200cها",
    "کرد",
)
ENDS = (" ", " ", " ", ". ", "\n", "، ")
words = st.sampled_from(WORDS)
texts = st.lists(st.tuples(words, st.sampled_from(ENDS)), max_size=12).map(lambda parts: "".join(map("".join, parts)))


def _leaves() -> st.SearchStrategy[str]:
    some = st.lists(words, min_size=1, max_size=3).map(" ".join)
    return st.one_of(
        some,
        some.map('"{}"'.format),
        st.builds('"{}"~{}'.format, some, st.integers(0, 4)),
        st.sampled_from(("آت*", "آتش*", "رسا*", "کا*", "کاخس*", "سفیدآ*")),
        st.sampled_from(("entity:Q1", "entity:Q2")),
    )


def _branches(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} {})".format, inner, inner),
        st.builds("({} -({}))".format, inner, inner),
        st.builds("{} of ({}, {}, {})".format, st.integers(1, 3), inner, inner, inner),
    )


queries = st.recursive(_leaves(), _branches, max_leaves=5)


class BruteForce:
    """Every token of one part of an article, looked through again for every word."""

    def __init__(self, story: TaggedArticle, part: Part) -> None:
        title, body = tokenize(story.title or ""), tokenize(story.body or "")
        lead = (story.body or "").lstrip()
        lead_end = len(story.body or "") - len(lead) + len(lead.split("\n")[0])
        far = page(story).displayed.body_from
        kept = {
            Part.ANYWHERE: (title, body),
            Part.HEADLINE: (title, ()),
            # A joined word that begins in the lead is one of it, whatever line it ends on.
            Part.LEAD: ((), tuple(token for token in body if token.start < lead_end)),
            Part.BODY: ((), body),
        }[part]
        self.tokens = [*kept[0], *(token._replace(position=far + token.position) for token in kept[1])]
        named = {"title": part in {Part.ANYWHERE, Part.HEADLINE}, "body": part is not Part.HEADLINE}
        limit = lead_end if part is Part.LEAD else 1 << 30
        self.entities = {e.id for e in story.entities if named[e.field] and e.end <= limit}

    def is_true(self, node: Node) -> bool:
        """Tell whether `node` holds."""
        match node:
            case And(parts):
                found = all(map(self.is_true, parts))
            case Or(parts):
                found = any(map(self.is_true, parts))
            case AtLeast(count, parts):
                found = sum(map(self.is_true, parts)) >= count
            case Not(part):
                found = not self.is_true(part)
            case _:
                found = self._stands(node)
        return found

    def _stands(self, leaf: Leaf) -> bool:
        match leaf:
            case Words(text):
                return all(self._starts(need) for need in needs(text))
            case Phrase(text, within=None):
                return bool(self._starts(paths(text)))
            case Phrase(text, within=within):
                return self._near([self._starts(need) for need in needs(text)], within or 0)
            case Prefix(text):
                return any(token.term.startswith(fold_text(text)) for token in self.tokens)
            case EntityIs(value):
                return value in self.entities

    def places(self, node: Node) -> set[int] | None:
        """Give the positions that a single word or phrase has, null of any other query."""
        options = paths(node.text) if isinstance(node, Phrase) and node.within is None else ()
        if isinstance(node, Words) and len(needs(node.text)) == 1:
            (options,) = needs(node.text)
        return self._starts(options) if options else None

    def _starts(self, options: tuple[Path, ...]) -> set[int]:
        every = {token.position for token in self.tokens}
        return {
            start
            for path in options
            for start in every
            if all(self._has(start + at, path[at]) for at in range(len(path)))
        }

    def _has(self, position: int, terms: frozenset[str]) -> bool:
        return any(token.position == position and token.term in terms for token in self.tokens)

    def _near(self, places: list[set[int]], within: int) -> bool:
        return any(max(chosen) - min(chosen) + 1 <= within + len(places) for chosen in product(*places))


@settings(deadline=None)  # the first one reads the tables
@given(
    texts, texts, st.lists(queries, min_size=1, max_size=8), st.sampled_from(Part), st.sampled_from(("title", "body"))
)
def test_all_rules_together_find_what_looking_at_everything_finds(
    title: str, body: str, asked: list[str], part: Part, field: FieldName
) -> None:
    entity = Entity(text="x", type="place", id="Q1", start=0, end=1, field=field)
    story = article(body, title=title, entities=(entity,) if (title if field == "title" else body) else ())
    every = BruteForce(story, part)
    matcher = Matcher(_sound(asked, part))
    matches = {match.rule.id: match.found for match in matcher.matches(story)}

    for each in _sound(asked, part):
        node = parse(each.query)
        assert (each.id in matches) == every.is_true(node), each.query
        places = every.places(node)
        if each.id in matches and places is not None:
            assert {position for _, hits in matches[each.id] for position, _, _ in hits} == places


def _sound(asked: list[str], part: Part) -> list[Rule]:
    found = []
    for number, query in enumerate((*WORDS, "آتش -کاخس*", "بس OR سفیدآ*", *asked)):
        each = rule(query, id=f"r{number}", part=part)
        with suppress(RuleRefused):
            check_of(each)
            found.append(each)
    return found
