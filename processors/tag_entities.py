"""The names in a text: persons, places, organizations and events, each with its span and its identity."""

from collections.abc import Mapping, Sequence

from processors.entities.article import spread
from processors.entities.features import name_features
from processors.entities.gazetteer import Gazetteer, load_gazetteer
from processors.entities.linking import Mention, mention_of, resolve
from processors.entities.model import Model, shipped_model
from processors.entities.spans import Span, edges, settle, spans_of
from processors.entities.tokens import Token, sentences, tokens
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

    Titles stay outside a person's span; of an organization with a place in its name only the whole is given.
    """
    known = gazetteer or load_gazetteer()
    found = [
        (field, words, mention_of(words, span, _text(words, span, text), known))
        for field, text in texts.items()
        for words in (tokens(text),)
        for span in _spans(words, known, model or shipped_model())
    ]
    resolved = resolve([mention for _, _, mention in found])
    placed = zip(((field, words) for field, words, _ in found), resolved, strict=True)
    return tuple(_entity(field, words, mention) for (field, words), mention in placed)


def _spans(words: tuple[Token, ...], gazetteer: Gazetteer, model: Model) -> list[Span]:
    matches = gazetteer.matches(words)
    groups = sentences(words)
    features = iter(name_features(words, matches))
    labels = model.label(groups, [[next(features) for _ in group] for group in groups])
    settled = settle(words, spans_of(label for group in labels for label in group), matches)
    # Of events only those known by name are sure enough.
    return spread(words, [span for span in settled if span.type != "event" or span.match])


def _text(words: Sequence[Token], span: Span, text: str) -> str:
    start, end = edges(words, span)
    return text[start:end]


def _entity(field: FieldName, words: Sequence[Token], mention: Mention) -> Entity:
    start, end = edges(words, mention.span)
    known = mention.known
    return Entity(
        text=mention.text,
        type=mention.span.type,
        start=start,
        end=end,
        id=known.id if known else None,
        name=known.name if known else mention.full,
        name_en=known.name_en if known else None,
        field=field,
    )
