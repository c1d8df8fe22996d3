"""How an entity is asked for: by identity or by name, in any spelling and letter case. Search and rules agree here."""

from collections.abc import Callable, Sequence

from processors.entities.gazetteer import folded, load_gazetteer
from processors.entities.tokens import tokens
from processors.query import EntityIs, Node, leaves
from processors.tagged_article import Entity

type IdsFor = Callable[[str], Sequence[str]]
"""Give the identities of the entities that a name, in any spelling, may mean."""


def shipped_ids(name: str) -> Sequence[str]:
    """Give the identities that `name` may mean by the names that Peyk ships. They are read when first asked."""
    return load_gazetteer().ids_for(name)


def letters_of(name: str) -> str:
    """Spell a name so that all its spellings are the same: its letters folded, without spaces and signs.

    >>> letters_of("Open AI") == letters_of("«openai»")
    True
    """
    return "".join(folded(word.text) for word in tokens(name) if word.text[0].isalnum())


def keys_of(entity: Entity) -> frozenset[str]:
    """Give the keys under which a mention is found: its identity and names; of a name in no list, the text itself."""
    names = (entity.name, entity.name_en) if entity.id else (entity.name, entity.text)
    return frozenset(filter(None, ((entity.id or "").lower(), *(letters_of(name) for name in names if name))))


def keys_asked(value: str, ids_for: IdsFor) -> frozenset[str]:
    """Give the keys of which a mention must have one to be what `value`, an identity or a name, asks for.

    >>> sorted(keys_asked("Q5838", lambda name: ()))
    ['q5838']
    """
    return frozenset(filter(None, (value.lower(), letters_of(value), *(found.lower() for found in ids_for(value)))))


def unlisted(query: Node, ids_for: IdsFor) -> tuple[str, ...]:
    """Name the entities that a query asks for and no list knows: only names that are written just so are found."""
    return tuple(leaf.value for leaf in leaves(query) if isinstance(leaf, EntityIs) and not ids_for(leaf.value))
