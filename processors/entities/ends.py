"""Where a name begins and ends in the text: without an ezafe sign, with the blessing behind a person's name."""

from collections.abc import Sequence

from processors.entities.edges import edge_words
from processors.entities.gazetteer import bounds_end, folded
from processors.entities.spans import BRACKETS, Span
from processors.entities.tokens import Token

_LONGEST_BLESSING = 5
"""Words: صلی الله علیه و آله."""


def edges(words: Sequence[Token], span: Span) -> tuple[int, int]:
    """Where a name begins and ends in the text, without the ezafe sign or vowel mark of its last word."""
    if span.match and (span.match.first, span.match.last) == (span.first, span.last):
        return span.match.start, span.match.end
    last = words[span.last - 1]
    return words[span.first].start, last.start + bounds_end(last.text, len(folded(last.text)))


def blessing_end(words: Sequence[Token], span: Span, end: int) -> int:
    """Where a person's name ends with the blessing behind it, as the public sets draw it: امام رضا (ع)."""
    behind = words[span.last : span.last + _LONGEST_BLESSING + 2] if span.type == "person" else ()
    closing = BRACKETS.get(behind[0].text) if behind else None
    first, roles = (1, ("blessing", "blessing-words")) if closing else (0, ("blessing-words",))
    for last in range(min(first + _LONGEST_BLESSING, len(behind)), first, -1):
        if "".join(folded(word.text) for word in behind[first:last]) in edge_words(*roles):
            if closing is None:
                return behind[last - 1].end
            return behind[last].end if last < len(behind) and behind[last].text == closing else end
    return end
