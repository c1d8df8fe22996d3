"""The language of an article: what its source declares, else what its letters say."""

import re

_PERSIAN_LETTER = re.compile("[\u0600-\u06ff]")
_LATIN_LETTER = re.compile("[A-Za-z]")


def language_of(declared: str | None, text: str) -> str:
    """Give the declared language where there is one, else the detected one."""
    return declared or detect_language(text)


def detect_language(text: str) -> str:
    """Tell fa, en or other by which letters prevail."""
    persian, latin = len(_PERSIAN_LETTER.findall(text)), len(_LATIN_LETTER.findall(text))
    if not persian and not latin:
        return "other"
    return "fa" if persian >= latin else "en"
