"""Words with which names end, or cannot end, or that part a head word from its name: data/edge_words.tsv."""

from functools import cache

from processors.entities.gazetteer import folded
from processors.entities.known import DATA, read_rows

VERB_BEGINS = ("می\u200c", "نمی\u200c")
"""What verbs of the present begin with."""


@cache
def edge_words(*roles: str) -> frozenset[str]:
    """Folded words of these roles at the edges of names; the table tells what each role means."""
    rows = read_rows((DATA / "edge_words.tsv").read_text("utf-8"))
    return frozenset(folded(row["word"]) for row in rows if row["role"] in roles)
