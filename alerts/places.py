"""From the places that matched to what is shown: exact spans of the displayed text, and the sentence to quote."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from alerts.alert import Sentence, Span
from processors.orthography.fold import fold_text
from processors.tagged_article import FieldName

type Hit = tuple[int, int, int]
"""Position of a word, then start and end in code points of the displayed field."""

type Found = tuple[tuple[str, Sequence[Hit]], ...]
"""The leaves of a query that helped to make it true, each with its places in the article."""

# A dot between digits or letters is part of a number or a name; closing quotes and brackets belong to their sentence.
_SENTENCE_END = re.compile(r"(?:(?<![^\W_])\.|\.(?![^\W_])|[!?؟؛…])[»\")\]]*\s*|[\n\u2028\u2029]\s*")

MAX_SPANS = 50
"""Places that one match names; a word that is in every line says no more with the rest."""

MAX_OPENING = 80
"""Code points of a text that stand for the headline it lacks."""

MAX_SENTENCE = 300
"""Code points of a quoted sentence; a longer one is cut around its first match."""


@dataclass(frozen=True, slots=True)
class Displayed:
    """The text of one article as readers see it. Positions from `body_from` on are those of the body."""

    title: str
    body: str
    body_from: int
    _ends: dict[FieldName, list[int]] = field(default_factory=dict)

    def text(self, name: FieldName) -> str:
        """Give the text of the field `name`."""
        return self.title if name == "title" else self.body

    def sentence_ends(self, name: FieldName) -> list[int]:
        """Give the places in the field `name` after which a sentence begins, its length last."""
        if name not in self._ends:
            text = self.text(name)
            self._ends[name] = [*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
        return self._ends[name]


_folded = lru_cache(maxsize=4096)(fold_text)


def spans_of(found: Found, shown: Displayed) -> tuple[Span, ...]:
    """Give the spans of `found` in reading order: of several that overlap, the longest."""
    body_from, texts = shown.body_from, (shown.title, shown.body)
    places = sorted([(hit[0] >= body_from, hit[1], -hit[2], term) for term, hits in found for hit in hits])
    spans: list[Span] = []
    reached = (False, 0)
    for body, start, end, term in places:
        if (body, start) < reached:
            continue
        reached = (body, -end)
        name: FieldName = "body" if body else "title"
        spans.append(Span(text=texts[body][start:-end], term=term, start=start, end=-end, field=name))
        if len(spans) == MAX_SPANS:
            break
    return tuple(spans)


def sentence_of(spans: Sequence[Span], shown: Displayed) -> Sentence | None:
    """Give the sentence to quote: of the body before the headline, the one with most of the query's words in it."""
    chosen = [span for span in spans if span.field == "body"] or list(spans)
    if not chosen:
        return None
    text = shown.text(chosen[0].field)
    ends = shown.sentence_ends(chosen[0].field)
    within: list[tuple[tuple[int, int], list[Span]]] = []
    for span in chosen:
        if within and span.end <= within[-1][0][1]:
            within[-1][1].append(span)
        else:
            within.append((_bounds(ends, text, span), [span]))
    bounds, best = within[0] if len(within) == 1 else max(within, key=lambda one: (_kinds(one[1]), -one[0][0]))
    return _cut(text, bounds, best)


def opening(body: str) -> str | None:
    """Give the first words of `body`, to stand where a headline is missing; null if there are none.

    >>> opening(" In Kabul. ")
    'In Kabul.'
    """
    line = next((line for line in map(str.strip, body.splitlines()) if line), "")
    if len(line) <= MAX_OPENING:
        return line or None
    return line[: line.rfind(" ", 0, MAX_OPENING) + 1 or MAX_OPENING].rstrip() + " …"


def _kinds(spans: Sequence[Span]) -> int:
    """Count the different words among `spans`, however they are spelled."""
    return len({_folded(span.text) for span in spans})


def _bounds(ends: Sequence[int], text: str, span: Span) -> tuple[int, int]:
    """Give where the sentence of `span` begins and ends, without the blanks after it."""
    at = bisect_right(ends, span.start)
    start = ends[at - 1] if at else 0
    end = ends[bisect_left(ends, span.end)]
    return start, start + len(text[start:end].rstrip())


def _cut(text: str, bounds: tuple[int, int], spans: Sequence[Span]) -> Sentence:
    start, end = bounds
    first = min(span.start for span in spans)
    before, after = "", ""
    if end - start > MAX_SENTENCE:
        begin = max(start, first - MAX_SENTENCE // 3)
        if begin > start:
            start, before = text.find(" ", begin, first) + 1 or first, "… "
        if end - start > MAX_SENTENCE:
            last = max(span.end for span in spans if span.start < start + MAX_SENTENCE // 2)
            end, after = max(text.rfind(" ", last, start + MAX_SENTENCE), last), " …"
    shift = len(before) - start
    marks = tuple((span.start + shift, span.end + shift) for span in spans if start <= span.start and span.end <= end)
    return Sentence(text=before + text[start:end] + after, marks=marks)
