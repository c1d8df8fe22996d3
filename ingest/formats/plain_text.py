"""Plain text: the first short line is the headline, else there is none; a dateline is never taken for a headline."""

import re
from collections.abc import Iterator

from ingest.article import article_from_mapping
from ingest.decoding import decode
from ingest.formats.markup import tidy
from ingest.received import Provenance, Received

MAX_HEADLINE = 120
"""Code points. The longest of 700 agency headlines looked at has 117."""

_SENTENCE_END = re.compile(r"[.:;…؛]\s*$")
_DATELINE = re.compile(
    r"""^[^\W\d][^\n.:()]{0,40}                        # one or more places
        (?: \s*[-\N{EN DASH}\N{EM DASH}،,/:]\s*         # then a day and a month, perhaps a year, perhaps the agency
            \d{1,2}\s+[^\W\d]+(?:\s[^\W\d]+)?(?:[\s،,]+\d{4})? (?:\s*[/،,(][^()\n]{3,40}\)?)?
          | \s*\([^()\n]{3,40}\)                        # or the agency alone
        ) \s*[-\N{EN DASH}\N{EM DASH}:،]?\s*$""",
    re.VERBOSE,
)


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read one article of one text file. Its id comes from its source and words: the same text is the same article.

    Raises:
        ItemRejected: no known encoding (encoding), or no words (empty).
    """
    title, body = split_headline(decode(data))
    record = {"title": title, "body": body, "language": provenance.language}
    yield article_from_mapping(record, received_at=provenance.received_at, source=provenance.source or "text")


def split_headline(text: str) -> tuple[str | None, str | None]:
    """Part the headline from the body; each is None when there is none."""
    plain = tidy(text)
    first, _, rest = plain.partition("\n")
    if not rest.strip():
        return None, plain or None
    if len(first) > MAX_HEADLINE or _SENTENCE_END.search(first) or _DATELINE.match(first):
        return None, plain
    return first, rest.strip()
