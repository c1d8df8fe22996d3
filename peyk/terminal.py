"""Persian text in a terminal: right-to-left runs kept apart from the left-to-right line around them."""

import sys
from collections.abc import Iterable

BOLD, PLAIN = "\x1b[1;33m", "\x1b[0m"
FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
POP_DIRECTIONAL_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"


def isolate(text: str) -> str:
    """Wrap `text` so that its direction changes neither the order of its neighbours nor theirs its own.

    Control characters, which hostile copy could steer a terminal with, become spaces.
    """
    shown = "".join(" " if char < " " or "\x7f" <= char < "\xa0" else char for char in text)
    return f"{FIRST_STRONG_ISOLATE}{shown}{POP_DIRECTIONAL_ISOLATE}"


def with_marks(text: str, marks: Iterable[tuple[int, int]]) -> str:
    """Show `text` isolated, with the spans `marks` (code points) in bold, or between asterisks outside a terminal."""
    shown = isolate(text)[1:-1]
    before, after = (BOLD, PLAIN) if sys.stdout.isatty() else ("*", "*")
    for start, end in sorted(marks, reverse=True):
        shown = f"{shown[:start]}{before}{shown[start:end]}{after}{shown[end:]}"
    return f"{FIRST_STRONG_ISOLATE}{shown}{POP_DIRECTIONAL_ISOLATE}"
