"""Tell a repair in words, for people: what was written, what stands there now, and why."""

from functools import cache

from processors.orthography.rules import REPAIRS
from processors.orthography.sources import own_lines
from processors.tagged_article import Repair

_HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
_SHOWN_HALF_SPACE = "\N{OPEN BOX}"


@cache
def reasons() -> dict[str, str]:
    """Give the reason of every rule that can name a repair."""
    of_characters = {rule.name: rule.why for rule in reversed(REPAIRS)}
    rows = (row.partition("\t") for row in own_lines("reasons.tsv"))
    return of_characters | {name: reason for name, _, reason in rows}


def describe(repair: Repair) -> str:
    r"""Tell one repair in a line: its words (half-spaces shown as an open box), its rules and their reasons.

    >>> describe(Repair(name="arabic-kaf", from_="كار", to="کار", start=0, end=3)).partition(":")[0]
    '«كار» to «کار»'

    Raises:
        KeyError: the repair names a rule that does not exist.
    """
    told = "; ".join(f"{name} ({reasons()[name]})" for name in repair.name.split("+"))
    return f"{_shown(repair.from_)} to {_shown(repair.to)}: {told}"


def _shown(text: str) -> str:
    if not text:
        return "nothing"
    plain = text.replace(_HALF_SPACE, _SHOWN_HALF_SPACE)
    # Signs that cannot be seen are told by their code point.
    return f"«{''.join(c if c.isprintable() else f'U+{ord(c):04X}' for c in plain)}»"
