"""The query language of search and of alert rules: text in, a tree of frozen records out.

    آتش\u200cبس اوکراین          both words, in any spelling
    "آتش\u200cبس فوری"           one phrase; "..."~5 the same words with at most 5 others between them, in any order
    a OR b   a | b          either        a AND b   both        NOT a   -a   without        ( ... ) first
    آتش*                    words that begin so
    2 OF (a, b, "c d")      at least two of the list, also written: at least 2 of (...)
    entity:Q22686  entity:"دونالد ترامپ"    a person, place or organization, by identity or name

Operators are Latin capitals or signs: the Persian words for and, or and not are words like all others. (`of` may
be small too: no text has a number, it and a bracket.)
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from processors.orthography.fold import fold_text
from processors.orthography.tokens import words

LONGEST_QUERY: Final = 2000
MOST_TERMS: Final = 200
DEEPEST: Final = 20
SHORTEST_PREFIX: Final = 2
WIDEST: Final = 100


@dataclass(frozen=True, slots=True)
class Words:
    """All of these words, in any order. `start` and `end` are where they stand in the query."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words next to each other in this order; with `within`, in any order with at most so many others between."""

    text: str
    start: int
    end: int
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins with `text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntityIs:
    """A tagged person, place or organization: `value` is its identity, or its name in any spelling."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """Every one of `parts`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of `parts`."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but `part`. `start` is where the query says so."""

    part: "Node"
    start: int = 0


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of `parts`."""

    count: int
    parts: tuple["Node", ...]


type Leaf = Words | Phrase | Prefix | EntityIs
type Node = Leaf | And | Or | Not | AtLeast


class QueryError(ValueError):
    """A query that means nothing. `position` is the character of the query (from 0) at which it goes wrong."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position

    def pointing(self, query: str) -> str:
        """Show the query, a caret under the character, and what is wrong."""
        return f"{query}\n{' ' * self.position}^\n{self.message} (character {self.position + 1})"


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str
    text: str
    start: int
    end: int


_CLOSING = '"»”'
_QUOTED = '"[^"]*"|«[^»]*»|“[^”]*”'
_SURELY_A_WORD = re.compile("[ا-غف-وپچژکگیa-zA-Z0-9]")
_BEGINNING = re.compile(f"[^\\W_]{{{SHORTEST_PREFIX},}}")
_PLAIN = '[^\\s()|"«»“”,،;؛]+'
_END = r"""(?![^\s()|"«»“”,،;؛])"""
# A star that would be passed over in silence: alone, before a letter, or behind one and not at the end.
_LOST_STAR = {
    "word": re.compile(r"""\*(?=[^\W_])|(?<=[^\W_])\*(?=[^*])|(?<![^\s()|"«»“”,،;؛])\*"""),
    "phrase": re.compile(r"\*(?=[^\W_])|(?<=[^\W_])\*"),
    "entity": re.compile(r"\*"),
}
# Nor may the number of ~ become a word that is looked for: "a b" ~5, or ab~2 as other languages write it.
_LOST_TILDE = re.compile(r"^~\d+$|(?<=[^\W_])~\d*$")
_SIGNS = re.compile(
    f"""(?P<of>(?i:\\bat\\s+least\\s+)?\\b\\d+\\s+(?:OF{_END}|(?i:of)(?=\\s*\\()))
    |(?P<open>\\() |(?P<close>\\)) |(?P<or>\\||\\bOR{_END}) |(?P<and>\\bAND{_END})
    |(?P<not>\\bNOT{_END}|(?<![^\\s(|,،])-(?=[^\\s\\-])) |(?P<plus>(?<![^\\s(|,،])\\+(?=\\S))
    |(?P<comma>[,،;؛])
    |(?P<entity>(?i:entity):(?:{_QUOTED}|{_PLAIN})?)
    |(?P<phrase>(?:{_QUOTED})(?:~\\d*)?)
    |(?P<quote>["«»“”])
    |(?P<word>{_PLAIN})""",
    re.VERBOSE,
)


def parse(query: str) -> Node:
    """Read a query.

    Raises:
        QueryError: it means nothing; the error says why, and points at the character.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"the query has {len(query)} characters; at most {LONGEST_QUERY} are read", LONGEST_QUERY)
    signs = tuple(_signs(query))
    terms = [sign for sign in signs if sign.kind in {"word", "phrase", "entity"}]
    if len(terms) > MOST_TERMS:
        raise QueryError(
            f"a query may hold {MOST_TERMS} words and phrases, this one holds more", terms[MOST_TERMS].start
        )
    reader = _Reader(signs, len(query))
    node = reader.either()
    if sign := reader.peek():
        raise QueryError("this bracket closes nothing", sign.start)
    _refuse_only_without(node)
    return node


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the words, phrases, prefixes and entities of a query from left to right, those it excludes too."""
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield node


def _signs(query: str) -> Iterator[_Sign]:
    for found in _SIGNS.finditer(query):
        kind = found.lastgroup or "word"
        if kind == "quote":
            raise QueryError("this quotation mark has no partner", found.start())
        if kind in _LOST_STAR and (star := _LOST_STAR[kind].search(query, *found.span())):
            raise QueryError("* may stand only at the end of one word", star.start())
        if kind == "word" and (tilde := _LOST_TILDE.search(found.group())):
            raise QueryError(
                '~ and a number may stand only right behind a phrase, as in "a b"~5', found.start() + tilde.start()
            )
        if kind == "phrase" and not _has_word(found.group()):
            raise QueryError("no word stands between these quotation marks", found.start())
        if kind == "plus" or (kind == "word" and not _has_word(found.group())):
            continue  # a dash or a dot between spaces is no word
        yield _Sign(kind, found.group(), found.start(), found.end())


def _has_word(text: str) -> bool:
    # Nearly every sign has a plain letter, and to read its words takes twenty times as long as to see that.
    return _SURELY_A_WORD.search(text) is not None or bool(words(text))


class _Reader:
    """Reads signs from left to right; each method reads one level of the grammar."""

    def __init__(self, signs: tuple[_Sign, ...], end: int) -> None:
        self._signs = signs
        self._end = end
        self._next = 0
        self._depth = 0
        self._in_list = False

    def peek(self) -> _Sign | None:
        """Look at the next sign without taking it."""
        return self._signs[self._next] if self._next < len(self._signs) else None

    def _take(self, kind: str) -> _Sign | None:
        sign = self.peek()
        if sign is None or sign.kind != kind:
            return None
        self._next += 1
        return sign

    def either(self) -> Node:
        """Read `all OR all OR ...`."""
        parts = [self._all()]
        while self._take("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts = [self._beside()]
        while self._take("and"):
            parts.append(self._beside())
        return _all_of(parts)

    def _beside(self) -> Node:
        parts: list[Node] = []
        while (sign := self.peek()) and sign.kind not in {"or", "and", "close"}:
            if self._in_list and sign.kind == "comma":
                break
            if not self._take("comma"):
                parts.append(self._one(sign))
        if not parts:
            raise QueryError("a word to look for is missing here", sign.start if sign else self._end)
        return _all_of(list(_runs(parts)))

    def _one(self, sign: _Sign) -> Node:
        self._next += 1
        match sign.kind:
            case "not":
                return self._without(sign)
            case "open":
                return self._bracket(sign)
            case "of":
                return self._list(sign)
            case _:
                return _leaf(sign)

    def _without(self, sign: _Sign) -> Node:
        after = self.peek()
        if after is None or after.kind in {"or", "and", "close", "comma"}:
            raise QueryError("what shall be excluded is missing after this", sign.start)
        return Not(self._deeper(sign, lambda: self._one(after)), sign.start)

    def _bracket(self, sign: _Sign) -> Node:
        inside = self._deeper(sign, self._outside_list)
        if not self._take("close"):
            raise QueryError("this bracket is not closed", sign.start)
        return inside

    def _outside_list(self) -> Node:
        outer, self._in_list = self._in_list, False
        node = self.either()
        self._in_list = outer
        return node

    def _list(self, sign: _Sign) -> Node:
        count = int(sign.text.split()[-2])
        if not self._take("open"):
            raise QueryError("a list in brackets is missing after this, as in 2 of (a, b, c)", sign.start)
        parts = self._deeper(sign, self._items)
        if not self._take("close"):
            raise QueryError("the list that begins here is not closed", sign.start)
        if not 1 <= count <= len(parts):
            raise QueryError(f"{count} of {len(parts)} cannot be", sign.start)
        return AtLeast(count, parts)

    def _items(self) -> tuple[Node, ...]:
        outer, self._in_list = self._in_list, True
        parts = [self.either()]
        while self._take("comma"):
            parts.append(self.either())
        self._in_list = outer
        return tuple(parts)

    def _deeper[Read](self, sign: _Sign, read: Callable[[], Read]) -> Read:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError(f"brackets stand more than {DEEPEST} deep", sign.start)
        node = read()
        self._depth -= 1
        return node


def _all_of(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _runs(parts: list[Node]) -> Iterator[Node]:
    """Join neighbouring words: only together do they show that they are one word, spelled apart."""
    run: list[Words] = []
    for part in parts:
        if isinstance(part, Words):
            run.append(part)
            continue
        yield from _run(run)
        run = []
        yield part
    yield from _run(run)


def _run(run: list[Words]) -> Iterator[Words]:
    if run:
        yield Words(" ".join(word.text for word in run), run[0].start, run[-1].end)


def _leaf(sign: _Sign) -> Leaf:
    if sign.kind == "entity":
        return _entity(sign)
    if sign.kind == "phrase":
        return _phrase(sign)
    text = sign.text.rstrip("*")
    if text == sign.text:
        return Words(text, sign.start, sign.end)
    if not _BEGINNING.fullmatch(fold_text(text)):
        raise QueryError(f"at least {SHORTEST_PREFIX} letters of one word must stand before *", sign.start)
    return Prefix(text, sign.start, sign.end)


def _entity(sign: _Sign) -> EntityIs:
    value = sign.text.partition(":")[2].strip('"«»“” ')
    if not value:
        raise QueryError("entity: needs an identity or a name, as in entity:Q22686", sign.start)
    return EntityIs(value, sign.start, sign.end)


def _phrase(sign: _Sign) -> Phrase:
    quoted, _, within = sign.text.rpartition("~")
    if not quoted or sign.text[-1] in _CLOSING:
        return Phrase(sign.text[1:-1], sign.start, sign.end)
    if not within:
        raise QueryError('a number is missing after ~, as in "a b"~5', sign.start + len(quoted))
    if int(within) > WIDEST:
        raise QueryError(f"words may stand at most {WIDEST} apart", sign.start)
    return Phrase(quoted[1:-1], sign.start, sign.end, int(within))


def _refuse_only_without(node: Node) -> None:
    """Refuse a query that would find nearly everything: one that only excludes."""
    match node:
        case Not():
            raise QueryError("this only excludes; say also what to look for", node.start)
        case Or(parts) | AtLeast(_, parts):
            for part in parts:
                _refuse_only_without(part)
        case And(parts) if all(isinstance(part, Not) for part in parts):
            _refuse_only_without(parts[0])
        case And(parts):
            for part in parts:
                if not isinstance(part, Not):
                    _refuse_only_without(part)
        case _:
            return
