"""The names in a text: persons, places, organizations and events, each with its span and its identity."""

from collections.abc import Mapping, Sequence
from itertools import chain

from processors.entities.article import spread, told
from processors.entities.context import Setting, in_context, meant, setting_of
from processors.entities.ends import blessing_end, edges
from processors.entities.features import name_features
from processors.entities.gazetteer import Gazetteer, Match, load_gazetteer
from processors.entities.linking import Mention, mention_of, resolve
from processors.entities.model import Model, shipped_model
from processors.entities.spans import Span, settle, spans_of
from processors.entities.tokens import Token, in_latin, sentences, tokens
from processors.tagged_article import Entity, FieldName


def tag_entities(
    text: str, *, field: FieldName = "body", gazetteer: Gazetteer | None = None, model: Model | None = None
) -> tuple[Entity, ...]:
    """Find every name in `text`, in order and without overlap; `text[entity.start:entity.end] == entity.text`."""
    return tag_fields({field: text}, gazetteer=gazetteer, model=model)


def tag_fields(
    texts: Mapping[FieldName, str], *, gazetteer: Gazetteer | None = None, model: Model | None = None
) -> tuple[Entity, ...]:
    """Find the names in all fields of one article together, so that a short form in the headline joins the full one.

    Titles stay outside a person's span, the sign of a blessing behind the name is in it (امام رضا (ع)) and not in the
    name that it is known by; of an organization with a place in its name only the whole is given.
    """
    known = gazetteer or load_gazetteer()
    rows = {field: tokens(text) for field, text in texts.items()}
    matches = {field: known.matches(words) for field, words in rows.items()}
    setting = setting_of(rows.values(), chain.from_iterable(matches.values()))
    spans = {field: _spans(words, matches[field], model or shipped_model(), setting) for field, words in rows.items()}
    names = frozenset(chain.from_iterable(told(rows[field], spans[field]) for field in rows))
    placed = [(field, span) for field, words in rows.items() for span in spread(words, spans[field], names)]
    mentions = [
        mention_of(rows[field], span, _text(rows[field], span, texts[field]), known, headline=field == "title")
        for field, span in placed
    ]
    fields = (field for field, _ in placed)
    resolved = zip(fields, resolve(mentions), strict=True)
    return tuple(_entity(field, rows[field], texts[field], each) for field, each in resolved)


def _spans(words: tuple[Token, ...], matches: tuple[Match, ...], model: Model, setting: Setting) -> list[Span]:
    groups = sentences(words)
    features = iter(name_features(words, matches))
    labels = model.label(groups, [[next(features) for _ in group] for group in groups])
    # The model has learned Persian: in other sentences it guesses, and only known names are sure enough.
    labels = [["O"] * len(group) if in_latin(group) else row for group, row in zip(groups, labels, strict=True)]
    known = in_context(words, matches, setting)
    # Of events only those known by name are sure enough, and no guess may hide a known name within: جنگ اوکراین.
    places = {(match.first, match.last) for match in known}
    drawn = spans_of(chain.from_iterable(labels))
    drawn = [span for span in drawn if span.type != "event" or (span.first, span.last) in places]
    settled = settle(words, drawn, known)
    return [span for span in meant(words, settled, setting) if span.type != "event" or span.match]


def _text(words: Sequence[Token], span: Span, text: str) -> str:
    start, end = edges(words, span)
    return text[start:end]


def _entity(field: FieldName, words: Sequence[Token], text: str, mention: Mention) -> Entity:
    start, end = edges(words, mention.span)
    end = blessing_end(words, mention.span, end)
    known = mention.known
    return Entity(
        text=text[start:end],
        type=mention.span.type,
        start=start,
        end=end,
        id=known.id if known else None,
        name=known.name if known else mention.full,
        name_en=known.name_en if known else None,
        field=field,
    )
