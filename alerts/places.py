"""From the places that matched to what is shown: exact spans of the displayed text, and the sentence to quote."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from alerts.alert import Sentence, Span
from alerts.page import Page
from alerts.query import Found
from processors.orthography.fold import fold_text
from processors.tagged_article import FieldName

MAX_SPANS = 50
"""Places that one match names; a word that is in every line says no more with the rest."""

MAX_SENTENCE = 300
"""Code points of a quoted sentence; a longer one is cut around its first match."""

_folded = lru_cache(maxsize=4096)(fold_text)


def spans_of(found: Found, read: Page) -> tuple[Span, ...]:
    """Give the spans of `found` in reading order: of several that overlap, the longest."""
    body_from, texts = read.body_from, (read.text("title"), read.text("body"))
    places = sorted([(hit[0] >= body_from, hit[1], -hit[2], term) for term, hits in found for hit in hits])
    spans: list[Span] = []
    reached = (False, 0)
    for body, start, end, term in places:
        if (body, start) < reached:
            continue
        reached = (body, -end)
        field: FieldName = "body" if body else "title"
        spans.append(Span(text=texts[body][start:-end], term=term, start=start, end=-end, field=field))
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
    within: list[tuple[tuple[int, int], list[Span]]] = []
    for span in chosen:
        if within and span.end <= within[-1][0][1]:
            within[-1][1].append(span)
        else:
            within.append((_bounds(ends, text, span), [span]))
    bounds, best = within[0] if len(within) == 1 else max(within, key=lambda one: (_kinds(one[1]), -one[0][0]))
    return _cut(text, bounds, best)


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
