"""explain: what Peyk did to an article, in lines for a person."""

from collections.abc import Iterator

from processors.orthography.fold import fold_text
from processors.tagged_article import DateMention, Entity, Repair, TaggedArticle

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
SHOWN = {HALF_SPACE: "\N{OPEN BOX}", "\n": "\N{RETURN SYMBOL}", "\N{NO-BREAK SPACE}": "\N{SHOULDERED OPEN BOX}"}
"""Signs that stand for characters which cannot be seen."""


def explain(tagged: TaggedArticle) -> Iterator[str]:
    """Yield one line for each repair, name and date, and at the end the text as it is folded for matching."""
    yield f"{tagged.id}: {tagged.language}, {len(tagged.repairs)} repairs"
    yield from map(_repair, tagged.repairs)
    yield from map(_entity, tagged.entities)
    yield from map(_date, tagged.dates)
    for name, text in (("title", tagged.title), ("body", tagged.body)):
        if text:
            yield f"fold of {name}: {fold_text(text)}"


def visible(text: str) -> str:
    """Show the characters of `text` that cannot be seen."""
    return "".join(SHOWN.get(char, char if char.isprintable() else f"U+{ord(char):04X}") for char in text)


def _repair(repair: Repair) -> str:
    change = f"«{visible(repair.from_)}» \N{RIGHTWARDS ARROW} «{visible(repair.to)}»"
    return f"repair {repair.field} {repair.start}-{repair.end} {repair.name}: {change}"


def _entity(entity: Entity) -> str:
    known = f"{entity.id} {entity.name} ({entity.name_en})" if entity.id else "no known identity"
    return f"{entity.type} {entity.field} {entity.start}-{entity.end} «{entity.text}»: {known}"


def _date(date: DateMention) -> str:
    meant = f"{date.from_} .. {date.to}" if date.from_ else "no interval"
    conflict = f", {date.conflict}" if date.conflict else ""
    return f"date {date.field} {date.start}-{date.end} «{date.text}»: {date.kind}, {date.calendar}, {meant}{conflict}"
