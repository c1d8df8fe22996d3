"""What the rest of an article says of a spelling that is also an ordinary word, or the name of several things."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from processors.entities.edges import edge_words
from processors.entities.features import common_word
from processors.entities.gazetteer import Candidate, Match, folded
from processors.entities.known import DATA, read_rows
from processors.entities.spans import Span
from processors.entities.tokens import Token

_ID = "id:"
_NUMBER = "#"
"""What stands for any number among the neighbours in senses.tsv."""
_ADVERB = "\N{ARABIC FATHATAN}"
"""With what an adverb ends that is spelled like a name but for it: secondly is no Duma."""
_NEAREST = 8
"""Known names on either side of a district that may name its province."""
_FURTHEST = 2
"""Words of the longest neighbour in senses.tsv."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article is about: its topics of topics.tsv, the countries of which it names a place, the places' ids."""

    topics: frozenset[str]
    countries: frozenset[str]
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Sense:
    before: frozenset[str]
    after: frozenset[str]
    topic: str
    alone: bool


def _words(cell: str) -> frozenset[str]:
    return frozenset(" ".join(map(folded, phrase.split())) for phrase in cell.split("|") if phrase)


@cache
def _senses() -> Mapping[str, _Sense]:
    rows = read_rows((DATA / "senses.tsv").read_text("utf-8"))
    return {
        folded(row["word"]): _Sense(
            _words(row["before"]), _words(row["after"]), row.get("topic", "").removesuffix("!"), "!" in row["topic"]
        )
        for row in rows
    }


@cache
def _evidence() -> Mapping[str, str]:
    return {folded(row["word"]): row["topic"] for row in read_rows((DATA / "topics.tsv").read_text("utf-8"))}


@cache
def _topic_of() -> Mapping[str, str]:
    """By identity the topic without which an article does not mean it."""
    rows = read_rows((DATA / "topics.tsv").read_text("utf-8"))
    return {row["word"].removeprefix(_ID): row["topic"] for row in rows if row["word"].startswith(_ID)}


def setting_of(fields: Iterable[Sequence[Token]], matches: Iterable[Match]) -> Setting:
    """Read an article's topics off its words, and its countries off the names of places that mean one thing only."""
    evidence = _evidence()
    topics = frozenset(evidence[key] for words in fields for word in words if (key := folded(word.text)) in evidence)
    found = [*matches]
    places = (match.candidates[0].known.place for match in found if len(match.candidates) == 1 and match.sure)
    countries = frozenset(place.country for place in places if place and place.country)
    named = frozenset(each.known.id for match in found for each in match.candidates if each.known.place)
    return Setting(topics, countries | {topic for topic in topics if topic.isupper()}, named)


def ordinary(words: Sequence[Token], first: int, setting: Setting) -> bool:
    """Whether word `first` is an ordinary word here: by its neighbours, or for want of its topic in the article."""
    if words[first].text.endswith(_ADVERB):
        return True
    sense = _senses().get(folded(words[first].text))
    if sense is None:
        return False
    if sense.topic and sense.topic not in setting.topics:
        return True
    return not sense.before.isdisjoint(_near(words, first, -1)) or not sense.after.isdisjoint(_near(words, first, 1))


def _near(words: Sequence[Token], index: int, step: int) -> Iterable[str]:
    """The phrases of one word and more that end right before the word, or begin right after it, on its line."""
    phrase = ""
    for there in range(index + step, index + step * (_FURTHEST + 1), step):
        if not 0 <= there < len(words) or words[there].line != words[index].line:
            return
        key = _NUMBER if words[there].text[0].isdigit() else folded(words[there].text)
        phrase = f"{phrase} {key}".strip() if step > 0 else f"{key} {phrase}".strip()
        yield phrase


def in_context(words: Sequence[Token], matches: Iterable[Match], setting: Setting) -> list[Match]:
    """Known names as the article means them: ordinary words left out, the doubtful made sure by its context."""
    kept = (match for match in matches if match.last - match.first > 1 or not ordinary(words, match.first, setting))
    fitting = [each for match in kept if (each := _on_topic(match, setting)).candidates]
    placed = (_placed(words, _by_country(match, setting), setting) for match in fitting)
    near = (fitting[max(0, index - _NEAREST) : index + _NEAREST + 1] for index in range(len(fitting)))
    return [_of_province(match, beside, setting) for match, beside in zip(placed, near, strict=True)]


def _of_province(match: Match, matches: Sequence[Match], setting: Setting) -> Match:
    """Of districts of one name the one whose province the text names next to it, or the article anywhere."""
    inside = {place.within: each for each in match.candidates if (place := each.known.place) and place.within}
    if len(inside) <= 1:
        return match
    beside = sorted(matches, key=lambda each: _apart(match, each))
    named = (_ids(each) & inside.keys() for each in beside if each.first != match.first)
    of_field = next((ids for ids in named if ids), setting.places & inside.keys())
    return replace(match, candidates=(inside[next(iter(of_field))],)) if len(of_field) == 1 else match


def _apart(match: Match, other: Match) -> tuple[bool, bool, int]:
    """What stands right behind comes first (بهسود میدان وردک), then what was named before, the nearest first."""
    follows = 0 <= other.first - match.last <= _FURTHEST
    return not follows, other.first > match.first, abs(other.first - match.first)


def _ids(match: Match) -> frozenset[str]:
    return frozenset(each.known.id for each in match.candidates)


def _on_topic(match: Match, setting: Setting) -> Match:
    """A match without the entities of which only articles on their topic speak: a steel works is no football club."""
    fitting = tuple(each for each in match.candidates if _topic_of().get(each.known.id, "") in {"", *setting.topics})
    return match if len(fitting) == len(match.candidates) else replace(match, candidates=fitting)


def _by_country(match: Match, setting: Setting) -> Match:
    """Of places of one name in several countries only those in countries that the article names otherwise."""
    named = [each for each in match.candidates if each.known.place and each.known.place.country in setting.countries]
    others = [each for each in match.candidates if each not in named and each.known.type == "place"]
    if match.sure or not named or len(match.candidates) > len(named) + len(others):
        return match
    # A district of which the article names no province gives way to a town elsewhere: خنج in Fars, not in Panjshir.
    nearer = [each for each in named if (place := each.known.place) and place.within in {None, *setting.places}]
    return replace(match, candidates=tuple(nearer or named))


def _placed(words: Sequence[Token], match: Match, setting: Setting) -> Match:
    """A doubtful spelling that counts: by its topic; as a place, behind a preposition, where its country is named."""
    sense = _senses().get(folded(words[match.first].text))
    if sense and sense.alone and not match.sure and match.last - match.first == 1:
        return _sure(match, match.candidates[0])
    places = [each for each in match.candidates if each.known.place]
    if match.sure or len(places) != len(match.candidates) or not match.first:
        return match
    near = [each for each in places if each.known.place and each.known.place.country in setting.countries]
    leads = folded(words[match.first - 1].text) in edge_words("place-leads")
    usual = sense is None and common_word(folded(words[match.first].text))
    beside = words[match.first - 1].line == words[match.first].line
    return _sure(match, near[0]) if near and leads and beside and not usual else match


def _sure(match: Match, chosen: Candidate) -> Match:
    return replace(match, candidates=(Candidate(chosen.known, sure=True),))


def meant(words: Sequence[Token], spans: Iterable[Span], setting: Setting) -> list[Span]:
    """Names without those that begin with an ordinary word; short names of bodies told from towns of that name."""
    kept = [span for span in spans if _is_whole(span) or not ordinary(words, span.first, setting)]
    return [_among_bodies(words, *beside) for beside in zip(kept, [None, *kept], [*kept[1:], None], strict=False)]


def _is_whole(span: Span) -> bool:
    """Whether a name has words beside its first that make it one: a known name, or a person's (هما ناطق)."""
    return span.last - span.first > 1 and (span.type == "person" or span.match is not None)


def _among_bodies(words: Sequence[Token], span: Span, before: Span | None, after: Span | None) -> Span:
    """A place that is also an organization is that one in a row of organizations: شانگهای و بریکس."""
    bodies = span.match and any(each.known.type == "organization" for each in span.match.candidates)
    if span.type != "place" or not bodies:
        return span
    follows = before is not None and before.last + 1 == span.first and _joins(words, before.last)
    goes_on = after is not None and span.last + 1 == after.first and _joins(words, span.last)
    beside = [each for each, near in ((before, follows), (after, goes_on)) if each and near]
    return replace(span, type="organization") if any(each.type == "organization" for each in beside) else span


def _joins(words: Sequence[Token], index: int) -> bool:
    return words[index].text in ("و", "\N{ARABIC COMMA}")
