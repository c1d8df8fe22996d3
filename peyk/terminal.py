"""Persian text in a terminal: right-to-left runs kept apart from the left-to-right line around them."""

FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
POP_DIRECTIONAL_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"


def isolate(text: str) -> str:
    """Wrap `text` so that its direction changes neither the order of its neighbours nor theirs its own.

    Control characters, which hostile copy could steer a terminal with, become spaces.
    """
    shown = "".join(" " if char < " " or "\x7f" <= char < "\xa0" else char for char in text)
    return f"{FIRST_STRONG_ISOLATE}{shown}{POP_DIRECTIONAL_ISOLATE}"
