"""The names in a text: persons, places, organizations and events, each with its span and its identity."""

from processors.entities.gazetteer import Gazetteer, load_gazetteer
from processors.entities.tokens import tokens
from processors.tagged_article import Entity, FieldName


def tag_entities(text: str, *, field: FieldName = "body", gazetteer: Gazetteer | None = None) -> tuple[Entity, ...]:
    """Find every name in `text`, in order and without overlap; `text[entity.start:entity.end] == entity.text`."""
    known = gazetteer or load_gazetteer()
    found: list[Entity] = []
    for match in known.matches(tokens(text)):
        if match.sure:
            what = match.candidates[0].known
            found.append(
                Entity(
                    text=text[match.start : match.end],
                    type=what.type,
                    start=match.start,
                    end=match.end,
                    id=what.id,
                    name=what.name,
                    name_en=what.name_en,
                    field=field,
                )
            )
    return tuple(found)
