"""From the places that matched to what is shown: exact spans of the displayed text, and the sentence to quote."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from alerts.alert import Sentence, Span
from alerts.page import Page
from alerts.query import Place
from processors.orthography.fold import fold_text
from processors.tagged_article import FieldName

MAX_SPANS = 50
"""Places that one match names; a word that is in every line says no more with the rest."""

MAX_SENTENCE = 300
"""Code points of a quoted sentence; a longer one is cut around its first match."""


def spans_of(found: Sequence[Place], read: Page) -> tuple[Span, ...]:
    """Give the spans of `found` in reading order: of several that overlap, the longest."""
    keyed = {(read.field(place.hit[0]) == "body", *place.hit[1:]): place.term for place in found}
    spans: list[Span] = []
    reached = (False, 0)
    for body, start, end in sorted(keyed, key=lambda key: (key[0], key[1], -key[2])):
        if (body, start) < reached:
            continue
        field: FieldName = "body" if body else "title"
        text = read.text(field)[start:end]
        spans.append(Span(text=text, term=keyed[body, start, end], start=start, end=end, field=field))
        reached = (body, end)
        if len(spans) == MAX_SPANS:
            break
    return tuple(spans)


def sentence_of(spans: Sequence[Span], read: Page) -> Sentence | None:
    """Give the sentence to quote: of the body before the headline, the one with most of the query's words in it."""
    chosen = [span for span in spans if span.field == "body"] or list(spans)
    if not chosen:
        return None
    text = read.text(chosen[0].field)
    ends = read.sentence_ends(chosen[0].field)
    bounds = {span: _bounds(ends, text, span) for span in chosen}
    kinds = Counter(bound for bound, _ in {(bounds[span], fold_text(span.text)) for span in chosen})
    best = max(kinds, key=lambda bound: (kinds[bound], -bound[0]))
    return _cut(text, best, [span for span in chosen if bounds[span] == best])


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
