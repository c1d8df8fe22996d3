"""Takes the secrets of a target out of what is said about it: logs, attempts and dead letters show none of them."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

HIDDEN = "***"
_SHORTEST = 4
"""A part of an address shorter than this is no secret, and hiding it would garble the sentence."""


def without_secrets(told: str, url: str, secrets: tuple[str, ...] = ()) -> str:
    """Give `told` with everything hidden that only the owner of `url` and `secrets` should know.

    Of the address, scheme and host stay: they say which service it was.

    >>> without_secrets("refused by smtp.example.org for reza:s3cret-word", "mailto://reza:s3cret-word@smtp.example.org")
    'refused by smtp.example.org for ***:***'
    """
    parts = sorted({*_private_parts(url), *secrets} - {""}, key=len, reverse=True)
    hidden = [re.escape(part) for part in parts if len(part) >= _SHORTEST]
    return re.sub("|".join(hidden), HIDDEN, told) if hidden else told


def _private_parts(url: str) -> set[str]:
    split = urlsplit(url)
    userinfo = split.netloc.rpartition("@")[0]
    written = {url, userinfo, *userinfo.split(":"), split.path, *split.path.split("/"), split.query, split.fragment}
    written |= {value for _, value in parse_qsl(split.query)}
    # Telegram and others carry their token where other addresses have a host: hide what is no host name.
    host = split.netloc.rpartition("@")[2]
    if "." not in host and host.partition(":")[0] != "localhost":
        written |= {host, *host.split(":")}
    return written | {unquote(part) for part in written}
