"""Whose name it is: the identity of each name of one article, and short forms joined to their full ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from processors.entities.edges import edge_words
from processors.entities.features import peoples
from processors.entities.gazetteer import Gazetteer, folded
from processors.entities.known import Known
from processors.entities.names import name_key
from processors.entities.spans import Span
from processors.entities.tokens import Token

_IN = "در"
_LIES = frozenset((_IN, "پایتخت"))
_AND = frozenset(("و", "\N{ARABIC COMMA}"))
_PROVINCE = ("استان ", "ولایت ")
_IRANIAN = "-ir"
_WIKIDATA = "Q"
_OF_IRAN = frozenset(("ایرانی", "ایرانیان", "فارس", "فارسی"))


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in one text: its words, its span, and what it is known as once that is decided."""

    span: Span
    text: str
    words: tuple[str, ...]
    known: Known | None = None
    full: str | None = None
    headline: bool = False
    famous: bool = False
    """Whether the word before a bare family name says that the one is meant whom all know by it."""
    within: str = ""
    """The word after a place that says within what it lies: در, پایتخت."""
    before: str = ""
    """The folded word before it."""
    province: Known | None = None
    """The province that is spelled as the place."""


def mention_of(words: Sequence[Token], span: Span, text: str, gazetteer: Gazetteer, *, headline: bool) -> Mention:
    """Make a mention of a span, with the identity that the name alone gives it."""
    parts = tuple(folded(word.text) for word in words[span.first : span.last])
    known = _alone(span, text, parts, gazetteer)
    after = folded(words[span.last].text) if span.last < len(words) else ""
    if known and known.id.endswith(_IRANIAN) and after in peoples() and after not in _OF_IRAN:
        known = None
    before = folded(words[span.first - 1].text) if span.first else ""
    return Mention(
        span,
        text,
        parts,
        known,
        headline=headline,
        famous=before in edge_words("known-by"),
        within=after if after in _LIES else "",
        before=before,
        province=_province(span),
    )


def _province(span: Span) -> Known | None:
    candidates = span.match.candidates if span.match and span.type == "place" else ()
    named = (each.known for each in candidates if any(form.text.startswith(_PROVINCE) for form in each.known.forms))
    return next(named, None)


def _alone(span: Span, text: str, parts: Sequence[str], gazetteer: Gazetteer) -> Known | None:
    match = span.match
    if match is None:
        return _by_key(text, gazetteer) if span.type == "person" and len(parts) > 1 else None
    fitting = [candidate for candidate in match.candidates if candidate.known.type == span.type]
    sure = [candidate.known for candidate in fitting if candidate.sure]
    if sure:
        # Of districts of one name in several provinces none is likelier than the other.
        return None if sum(bool(known.place and known.place.within) for known in sure) > 1 else sure[0]
    return fitting[0].known if len(fitting) == 1 and span.type != "person" else None


def _by_key(text: str, gazetteer: Gazetteer) -> Known | None:
    """A person known under another transliteration of the whole name."""
    return _keyed(gazetteer).get(name_key(text))


@lru_cache(maxsize=2)
def _keyed(gazetteer: Gazetteer) -> dict[str, Known]:
    """Persons by the keys of their full names; a key that two persons share stands for none."""
    found: dict[str, set[Known]] = {}
    for person in gazetteer.persons():
        for form in person.forms:
            if form.sure and " " in form.text:
                found.setdefault(name_key(form.text), set()).add(person)
    return {key: next(iter(persons)) for key, persons in found.items() if len(persons) == 1}


def resolve(mentions: Sequence[Mention]) -> list[Mention]:
    """Join short forms to the one full name of the article that ends like them; namesakes stay apart."""
    mentions = [*_with_provinces(mentions)]
    families = _families(mentions)
    lasting = {family: _lasting(mentions, family, people) for family, people in families.items()}
    elsewhere = {index for index, (one, other) in enumerate(pairwise(mentions)) if _is_elsewhere(one, other)}
    resolved: list[Mention] = []
    for index, mention in enumerate(mentions):
        family = name_key(mention.words[-1])
        joined = _resolved(mention, families.get(family, {}), lasting=lasting.get(family, False))
        resolved.append(replace(mention, known=None) if index in elsewhere else joined)
    return resolved


def _with_provinces(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Read places as provinces behind a word that governs provinces alone: ولایات کابل، قندهار و هلمند."""
    led, end, headline = False, 0, False
    for mention in mentions:
        goes_on = mention.before in _AND and mention.span.first == end + 1 and mention.headline == headline
        led = mention.before in edge_words("province-leads") or (led and goes_on)
        yield replace(mention, known=mention.province) if led and mention.province else mention
        end, headline = mention.span.last, mention.headline


def _is_elsewhere(place: Mention, whole: Mention) -> bool:
    """Whether a known place cannot be meant, for the text puts it within another country (کرمان در ولایت غور)."""
    if not place.within or whole.span.first != place.span.last + 1 or not (place.known and whole.known):
        return False
    acts = place.known.id.startswith(_WIKIDATA) or len(whole.words) == 1
    if acts and place.within == _IN:
        return False  # countries and capitals, which act there: سفیر روسیه در کابل, نیروهای آلمان در ولایت بلخ
    one, other = place.known.place, whole.known.place
    return bool(one and other and one.country and other.country and one.country != other.country)


def _lasting(mentions: Sequence[Mention], family: str, people: Mapping[str, Mention]) -> bool:
    """Whether a bare family name means whom all know by it, though the article names one other of that family in full.

    It does when it stands before that full name, or after a word of office or kinship (دولت ترامپ، پسر بایدن).
    """
    bare = [each for each in mentions if len(each.words) == 1 and name_key(each.words[-1]) == family]
    if any(each.famous for each in bare):
        return True
    first = next((each for each in mentions if not each.headline and each in people.values()), None)
    return first is not None and any(not each.headline and each.span.first < first.span.first for each in bare)


def _families(mentions: Iterable[Mention]) -> dict[str, dict[str, Mention]]:
    """Full names by their last word, each person once: under their id or, when unknown, the key of their name."""
    families: dict[str, dict[str, Mention]] = {}
    for mention in mentions:
        if mention.span.type == "person" and len(mention.words) > 1:
            person = mention.known.id if mention.known else name_key(mention.text)
            families.setdefault(name_key(mention.words[-1]), {}).setdefault(person, mention)
    return families


def _resolved(mention: Mention, people: Mapping[str, Mention], *, lasting: bool) -> Mention:
    if mention.span.type != "person" or len(mention.words) > 1 or not people:
        return mention
    if mention.known and (mention.known.id in people or (len(people) == 1 and lasting)):
        return mention
    if len(people) > 1:
        return replace(mention, known=None)
    (whole,) = people.values()
    return replace(mention, known=whole.known, full=whole.text)
