"""Keeps right-to-left messages readable in any receiver, whatever the text in them contains."""

import re

RIGHT_TO_LEFT_MARK = "\N{RIGHT-TO-LEFT MARK}"
_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_ISOLATE_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}"
_END = "\N{POP DIRECTIONAL ISOLATE}"
# Overrides and isolates that a text brings along would reach over its end into ours; marks are harmless.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f\u007f-\u009f]")
_SPACES = re.compile(r"[ \t\r\n\u2028\u2029]+")


def one_line(text: str) -> str:
    """Give `text` without line breaks and without controls that could turn what stands after it. Half-spaces stay."""
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def isolated(text: str) -> str:
    """Set `text`, in whatever direction, into a right-to-left line so that neither disturbs the other."""
    return f"{_ISOLATE}{one_line(text)}{_END}"


def left_to_right(text: str) -> str:
    """Set an address or a number of ours into a right-to-left line."""
    return f"{_ISOLATE_LEFT_TO_RIGHT}{one_line(text)}{_END}"


def right_to_left_line(text: str) -> str:
    """Begin a line so that a receiver which looks for the first strong letter shows it right to left."""
    return RIGHT_TO_LEFT_MARK + text
