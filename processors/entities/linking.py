"""Whose name it is: the identity of each name of one article, and short forms joined to their full ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from processors.entities.gazetteer import Gazetteer, folded
from processors.entities.known import Known
from processors.entities.names import name_key
from processors.entities.spans import Span
from processors.entities.tokens import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in one text: its words, its span, and what it is known as once that is decided."""

    span: Span
    text: str
    words: tuple[str, ...]
    known: Known | None = None
    full: str | None = None


def mention_of(words: Sequence[Token], span: Span, text: str, gazetteer: Gazetteer) -> Mention:
    """Make a mention of a span, with the identity that the name alone gives it."""
    parts = tuple(folded(word.text) for word in words[span.first : span.last])
    return Mention(span, text, parts, _alone(span, text, parts, gazetteer))


def _alone(span: Span, text: str, parts: Sequence[str], gazetteer: Gazetteer) -> Known | None:
    match = span.match
    if match is None:
        return _by_key(text, gazetteer) if span.type == "person" and len(parts) > 1 else None
    fitting = [candidate for candidate in match.candidates if candidate.known.type == span.type]
    sure = [candidate.known for candidate in fitting if candidate.sure]
    if sure:
        return sure[0]
    if span.type == "person" or (span.type == "place" and len(fitting) > 1):
        return None
    return fitting[0].known if fitting else None


def _by_key(text: str, gazetteer: Gazetteer) -> Known | None:
    """A person known under another transliteration of the whole name."""
    return _keyed(gazetteer).get(name_key(text))


@lru_cache(maxsize=4)
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
    families = _families(mentions)
    return [_resolved(mention, families.get(name_key(mention.words[-1]), {})) for mention in mentions]


def _families(mentions: Iterable[Mention]) -> dict[str, dict[str, Mention]]:
    """Full names by their last word, each person once: under their id or, when unknown, the key of their name."""
    families: dict[str, dict[str, Mention]] = {}
    for mention in mentions:
        if mention.span.type == "person" and len(mention.words) > 1:
            person = mention.known.id if mention.known else name_key(mention.text)
            families.setdefault(name_key(mention.words[-1]), {}).setdefault(person, mention)
    return families


def _resolved(mention: Mention, people: dict[str, Mention]) -> Mention:
    if mention.span.type != "person" or len(mention.words) > 1 or not people:
        return mention
    if mention.known and (mention.known.id in people or len(people) == 1):
        return mention
    if len(people) > 1:
        return replace(mention, known=None)
    (whole,) = people.values()
    return replace(mention, known=whole.known, full=whole.text)
