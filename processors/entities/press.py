"""Newspapers that open a line and say something; that tells them from words and places (شرق: برجام، ایران نوشت)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from processors.entities.edges import edge_words
from processors.entities.features import common_word, given_name
from processors.entities.gazetteer import Candidate, Match, folded, spelled
from processors.entities.known import Known, shipped
from processors.entities.tokens import SENTENCE_END, Token

_PAPER = "روزنامه "
_LONGEST = 3
_LEAST_QUOTED = 3
_SAYS = frozenset((":", "نوشت", "نوشته", "می\u200cنویسد", "گزارش"))

_RELAYS = {"از": "قول", "به": "نقل"}
_ACCORDING = ("به", "گزارش")
_PAUSES = frozenset(("\N{ARABIC COMMA}", ","))

_ALSO_OTHERS = frozenset((":", "گزارش", "از", "به"))
"""What stands behind the name of a state or a person too: these say and report, but do not write."""


@cache
def _papers() -> Mapping[str, Known]:
    """Newspapers by the folded letters of their name."""
    named = ((form.text, known) for known in shipped() if known.type == "organization" for form in known.forms)
    return {spelled(text.removeprefix(_PAPER)): known for text, known in named if text.startswith(_PAPER)}


@cache
def _others() -> frozenset[str]:
    """Folded names of places and persons: a colon after one of them opens what these said."""
    forms = (form.text for known in shipped() if known.type != "organization" for form in known.forms if form.sure)
    return frozenset(map(spelled, forms))


def quoted_papers(words: Sequence[Token]) -> list[Match]:
    """The newspapers whose name opens a line or a sentence, a colon or a verb of writing after it; those reported from.

    Most ordinary words before a colon are a paper only among others: «گل: ...» alone tells who scored.
    """
    found = list(_opening(words))
    papers = {match.candidates[0].known.id for match in found}
    quoted = [match for match in found if len(papers) > 1 or not _may_be_label(words, match)]
    return [*quoted, *_according(words)]


def _may_be_label(words: Sequence[Token], match: Match) -> bool:
    # A name of two ordinary words («جام جم:») is hardly a label; one alone («گل:», who scored) may be.
    name, sign = words[match.first : match.last], words[match.last].text
    key = folded(name[0].text)
    return len(name) == 1 and sign == ":" and common_word(key) and key not in edge_words("paper")


def _according(words: Sequence[Token]) -> Iterator[Match]:
    """The newspapers between «according to» and a comma: به گزارش اعتماد، ..."""
    by, report = _ACCORDING
    for first in [index for index in range(2, len(words)) if words[index - 1].text == report]:
        near = range(first + 1, min(first + _LONGEST + 1, len(words)))
        last = next((index for index in near if words[index].text in _PAUSES), None)
        if last is None or words[first - 2].text != by or words[first - 2].line != words[last].line:
            continue
        key = _key(words, first, last)
        if key in _papers() and key not in _others():
            yield _paper(words, first, last, key)


def _key(words: Sequence[Token], first: int, last: int) -> str:
    return "".join(folded(word.text) for word in words[first:last])


def _paper(words: Sequence[Token], first: int, last: int, key: str) -> Match:
    return Match(first, last, words[first].start, words[last - 1].end, (Candidate(_papers()[key], sure=True),))


def _opening(words: Sequence[Token]) -> Iterator[Match]:
    for last in [index for index, word in enumerate(words) if word.text in _SAYS or _relays(words, index)]:
        verb = words[last]
        said = words[last + 1 : last + 1 + _LEAST_QUOTED]
        if len(said) < _LEAST_QUOTED or said[-1].line != verb.line:
            continue
        for first in range(max(0, last - _LONGEST), last):
            key = _key(words, first, last)
            if key in _papers() and _opens(words, first, last) and not _means_another(key, verb.text):
                yield _paper(words, first, last, key)
                break


def _relays(words: Sequence[Token], index: int) -> bool:
    behind = _RELAYS.get(words[index].text)
    return behind is not None and index + 1 < len(words) and words[index + 1].text == behind


def _means_another(key: str, verb: str) -> bool:
    return (key in _others() and verb in _ALSO_OTHERS) or (given_name(key) and verb != ":")


def _opens(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether a line or sentence begins with the word, and goes on to the verb."""
    if words[first].line != words[last].line:
        return False
    return not first or words[first - 1].line != words[first].line or words[first - 1].text in SENTENCE_END
