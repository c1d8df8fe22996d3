"""Tell repairs and folds in words, for people: what was written, what it became, and why."""

from collections.abc import Iterator
from functools import cache

from processors.orthography.fold import fold_reasons, fold_text
from processors.orthography.rules import REPAIRS
from processors.orthography.sources import own_lines
from processors.tagged_article import Repair

_HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
_SHOWN_HALF_SPACE = "\N{OPEN BOX}"
_MOST_EXAMPLES = 3
_MARKS = '«»"()[]،؛:.؟!…'


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


def describe_folds(text: str) -> Iterator[str]:
    """Tell in a line each what the folds of `text` are called, the first words that each changes, and why.

    >>> next(describe_folds("آن و آب")).partition(" (")[0]
    'alef: «آن» to «ان», «آب» to «اب»'
    """
    whys: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for word in dict.fromkeys(word.strip(_MARKS) for word in text.split()):
        for name, why in fold_reasons(word).items():
            whys.setdefault(name, why)
            words.setdefault(name, []).append(word)
    for name, changed in words.items():
        told = ", ".join(f"{_shown(word)} to {_shown(fold_text(word))}" for word in changed[:_MOST_EXAMPLES])
        more = f" and {len(changed) - _MOST_EXAMPLES} more words" if len(changed) > _MOST_EXAMPLES else ""
        yield f"{name}: {told}{more} ({whys[name]})"


def _shown(text: str) -> str:
    if not text:
        return "nothing"
    plain = text.replace(_HALF_SPACE, _SHOWN_HALF_SPACE)
    # Signs that cannot be seen are told by their code point.
    return f"«{''.join(c if c.isprintable() else f'U+{ord(c):04X}' for c in plain)}»"
