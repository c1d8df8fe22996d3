"""The neighbours that tell a date from what only looks like one; the words are in context.tsv."""

from processors.dates.lexicon import PHRASES, key
from processors.dates.tables import rows
from processors.dates.tokens import Run, gap_at

Neighbours = frozenset[tuple[str, ...]]


def _load() -> dict[tuple[str, str], Neighbours]:
    found: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for scope, side, word, _source in rows("context.tsv"):
        name, _, form = scope.partition(".")
        scope_key = f"{name}.{key(form)}" if form else name
        found.setdefault((scope_key, side), set()).add(tuple(map(key, word.split(" "))))
    return {at: frozenset(words) for at, words in found.items()}


_TABLE = _load()


def _present() -> frozenset[str]:
    stems = [key(row[0]) for row in rows("verbs.tsv")]
    return frozenset(stem + end for stem in stems for end in ("د", "ند", "م", "یم", "ید", "ی"))


def _past() -> frozenset[str]:
    """Give the past forms that are no other word: کرد and مردند, but not مرد, مردم, کشتی."""
    found: set[str] = set()
    for _now, then, kind, _source in rows("verbs.tsv"):
        ends = ("", "ند", "م", "یم", "ید") if kind == "verb" else ("ند", "یم", "ید")
        found.update(key(then) + end for end in ends)
    return frozenset(found)


PRESENT, PAST = _present(), _past()


def _deciding() -> frozenset[str]:
    """Give every word whose presence beside a date can change how it is read."""
    events = {key(row[0]) for row in rows("events.tsv")}
    neighbours = {word for words in _TABLE.values() for parts in words for word in parts}
    phrases = {w for seconds in PHRASES.values() for s, found in seconds.items() for p in found for w in (s, *p[0])}
    return frozenset(events | neighbours | phrases | PRESENT | PAST | {key("برای"), key("هر")})


DECIDING = _deciding()


def left(run: Run, index: int, scope: str, side: str = "left") -> bool:
    """Say whether the word before token `index`, with only a space between, is among the neighbours of `scope`."""
    word = run.tokens[index].word
    if not run.spaced(word):
        return False
    return (run.text.key_at(word - 1),) in _TABLE.get((scope, side), ())


def right(run: Run, index: int, scope: str, side: str = "right", gaps: str = " ") -> bool:
    """Say whether the words after token `index`, with one of `gaps` between, are among the neighbours of `scope`."""
    words = _TABLE.get((scope, side))
    word = run.tokens[index].last
    if words is None or gap_at(run.text, word + 1) not in gaps:
        return False
    first, second = run.text.key_at(word + 1), run.text.key_at(word + 2)
    return (first,) in words or (first, second) in words


def verb_follows(run: Run, index: int, forms: frozenset[str] = PRESENT | PAST) -> bool:
    """Say whether the word after token `index` is a verb form that takes می («۵ می رسد» written apart)."""
    word = run.tokens[index].last
    return run.spaced(word + 1) and run.text.key_at(word + 1) in forms
