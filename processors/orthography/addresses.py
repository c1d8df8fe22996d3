"""Find web and mail addresses: what is written there is an address and no text, and a repair would break it."""

import re

_HINTS = ("://", "www.", "@")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>«»\"،؛؟]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")


def address_spans(text: str) -> list[tuple[int, int]]:
    """Give the spans (start, end) of the addresses in `text`.

    >>> address_spans("see http://a.org/b now")
    [(4, 18)]
    """
    if not any(hint in text for hint in _HINTS):
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]
