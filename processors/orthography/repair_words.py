"""Repair the words of a text: where a form is in doubt, its neighbours and the text's own style decide."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from processors.orthography.chunks import Noted
from processors.orthography.edits import Edit
from processors.orthography.lexicon import HALF_SPACE, lexicon
from processors.orthography.runs import Spans, is_within
from processors.orthography.sources import own_lines
from processors.orthography.spaced import join, joined, never_after_ezafe
from processors.orthography.words import LONGEST, WORD, Reading

_STYLE_SHARE = 3
"""A text writes half-spaces itself where it has one for every three or fewer that it could be given."""

# Before a word in -های that may be one in -ه_ای: some words want it in the singular, some in the plural.
_OF_ONE = frozenset(("هر", "هیچ", "یک", "چنین", "چه"))
_OF_MANY = frozenset(("همه", "همهٔ", "تمام", "تمامی", "این", "آن", "برخی", "بعضی", "سایر", "همین", "همان"))

_COMMON = 100_000
"""How often hazm's source saw a noun that is taken to be met in the plural."""

# Of no noun but a plural: از حرف_های او, but not بازیکن حرفه_ای ما.
_OWNERS = frozenset(("من", "تو", "او", "وی", "ما", "شما", "آنها", "آنان", "ایشان"))
_BEFORE_NOUNS = frozenset(("", "از", "به", "در", "با", "بر", "برای", "درباره", "دربارهٔ"))

# Of what stands before "you know", and not before "of the field".
_BEFORE_VERBS = frozenset(("تو", "خودت", "خوب", "بهتر", "نیک", "را", "آیا", "هیچ"))

_LAST_WORD = re.compile(f"(?:{WORD.pattern}|[0-9\u06f0-\u06f9]+)\\Z")
_COMPLEMENT = re.compile(' [«"(]?\\w')
_JOINED = {"half-space-for-space": None}


class _Word(NamedTuple):
    """A word that may need repair, and where it stands in the text."""

    start: int
    end: int
    reading: Reading


class _Form(NamedTuple):
    """What to write from a word's start to `end`, and by which rules."""

    end: int
    to: str
    names: str


def word_edits(text: str, noted: Sequence[Noted], kept: Spans = ()) -> list[Edit]:
    """Find the words to repair among the `noted` chunks of `text`. Those that begin within `kept` are left alone."""
    words = [
        _Word(chunk.start + start, chunk.start + end, reading)
        for chunk in noted
        for start, end, reading in chunk.chunk.words
    ]
    if kept:
        words = [word for word in words if not is_within(word.start, kept)]
    if not words:
        return []
    lost = sum(HALF_SPACE in word.reading.full for word in words)
    needless = sum(word.reading.name == "half-space-needless" for word in words)
    keeps_style = (text.count(HALF_SPACE) - needless) * _STYLE_SHARE >= lost
    forms: dict[int, _Form] = {}
    for word in words:
        form = _form(text, word, keeps_style=keeps_style)
        if form.to != text[word.start : word.end]:
            forms[word.start] = form
    _join_parts(text, forms, [word for word in words if word.reading.is_affix])
    return [Edit(start, *forms[start]) for start in sorted(forms)]


def _form(text: str, word: _Word, *, keeps_style: bool) -> _Form:
    reading = word.reading
    form = reading.certain if keeps_style else reading.full
    if reading.name == "half-space-verb" and reading.one != reading.many:
        before = _word_before(text, word.start)
        form = reading.one if before and text[slice(*before)] in _BEFORE_VERBS else form
    elif reading.one != reading.many:
        number = _number(text, word)
        if number == "one" and form == reading.full and (not keeps_style or form != text[word.start : word.end]):
            form = reading.one
        elif number == "many":
            form = text[word.start : word.end] if keeps_style else reading.many
    return _Form(word.end, form, reading.name)


def _number(text: str, word: _Word) -> Literal["one", "many", "either"]:
    """Tell from its neighbours whether a word in -های speaks of one thing (نامه_ای) or of many (نام_های)."""
    before, following = _word_before(text, word.start), _word_after(text, word.end)
    determiner = text[slice(*before)] if before else ""
    noun = word.reading.many.removesuffix("های").removesuffix(HALF_SPACE)
    if determiner in _OF_ONE:
        return "one"
    if f"{determiner}{noun}" in lexicon().compounds:  # پس انداز_های
        return "many"
    is_noun = lexicon().words.get(noun, 0) >= _COMMON
    after = text[slice(*following)] if following else ""
    if is_noun and (after in _after_many() or (after in _OWNERS and determiner in _BEFORE_NOUNS)):
        return "many"
    stops = _stops_after(text, word.end)
    if determiner in _OF_MANY:
        return "many" if is_noun and not stops else "either"
    return "one" if stops or _is_indefinite(determiner) else "either"


@cache
def _after_many() -> frozenset[str]:
    return frozenset(own_lines("after_many.txt"))


def _is_indefinite(word: str) -> bool:
    """Tell whether `word` is a noun with the indefinite yeh, so that an adjective follows: برخوردی زنجیره_ای."""
    known = lexicon()
    is_noun = word[:-1] in known.words and word[:-1] not in known.adjectives
    return word.endswith("ی") and is_noun and word not in known.words


def _stops_after(text: str, end: int) -> bool:
    following = _word_after(text, end)
    if following:
        return text[slice(*following)] in never_after_ezafe()
    # Numbers and quotations are complements as words are; other marks end the phrase.
    return not _COMPLEMENT.match(text, end)


def _word_after(text: str, end: int) -> tuple[int, int] | None:
    """Give the span of the word behind one space, None where something else follows."""
    match = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return match.span() if match else None


def _word_before(text: str, start: int) -> tuple[int, int] | None:
    if text[start - 1 : start] != " ":
        return None
    # The search tries every place, so it begins behind the last space.
    first = max(text.rfind(" ", max(0, start - 1 - LONGEST), start - 1) + 1, start - 1 - LONGEST, 0)
    match = _LAST_WORD.search(text, first, start - 1)
    return match.span() if match else None


def _join_parts(text: str, forms: dict[int, _Form], affixes: list[_Word]) -> None:
    """Replace in `forms` what belongs together by one form: می رود, کتاب ها, بی نتیجه ها."""

    def now(span: tuple[int, int] | None) -> str:
        if span is None:
            return ""
        return forms[span[0]].to if span[0] in forms else text[slice(*span)]

    last_end = -1
    whole = 0
    for affix in affixes:
        here = (affix.start, affix.end)
        before, after = _word_before(text, affix.start), _word_after(text, affix.end)
        is_chained = before is not None and before[1] == last_end
        side = joined(now((whole, last_end)) if is_chained else now(before), now(here), now(after))
        if side is None or (side == "last" and before is None) or (side == "next" and after is None):
            continue
        first, second = (here, after) if side == "next" else (before, here)
        if first is None or second is None:
            continue
        whole = whole if is_chained and side == "last" else first[0]
        parts = (
            forms.get(whole, _Form(first[1], now(first), "")),
            forms.pop(second[0], _Form(second[1], now(second), "")),
        )
        names = dict.fromkeys(name for part in parts for name in part.names.split("+") if name) | _JOINED
        forms[whole] = _Form(second[1], join(parts[0].to, parts[1].to), "+".join(names))
        last_end = second[1]
