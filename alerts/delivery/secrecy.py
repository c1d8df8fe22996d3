"""Takes the secrets of a target out of what is said about it: logs, attempts and dead letters show none of them."""

import re
from base64 import b64encode
from urllib.parse import parse_qsl, quote, unquote, urlsplit

HIDDEN = "***"
_SHORTEST = 4
"""A part of an address shorter than this is no secret, and hiding it would garble the sentence."""


def without_secrets(told: str, url: str, secrets: tuple[str, ...] = ()) -> str:
    """Give `told` with everything hidden that only the owner of `url` and `secrets` should know.

    Of the address, scheme and host stay: they say which service it was. A password or one of `secrets` that is short
    is hidden where it stands alone.

    >>> without_secrets("refused by smtp.example.org for reza:s3cret-word", "mailto://reza:s3cret-word@smtp.example.org")
    'refused by smtp.example.org for ***:***'
    """
    sure = {*secrets, _password(url)}
    parts = {written for part in (*_private_parts(url), *sure) for written in (part, quote(part, safe=""))} - {""}
    hidden = [_pattern(part) for part in sorted(parts, key=len, reverse=True) if len(part) >= _SHORTEST or part in sure]
    return re.sub("|".join(hidden), HIDDEN, told) if hidden else told


def _pattern(part: str) -> str:
    found = re.escape(part)
    return found if len(part) >= _SHORTEST else rf"(?<!\w){found}(?!\w)"


def _password(url: str) -> str:
    return unquote(urlsplit(url).netloc.rpartition("@")[0].partition(":")[2])


def _private_parts(url: str) -> set[str]:
    split = urlsplit(url)
    userinfo = split.netloc.rpartition("@")[0]
    # A request that is quoted in an error carries user and password as one, in base 64.
    login = b64encode(unquote(userinfo).encode()).decode()
    written = {
        url,
        userinfo,
        _password(url),
        *([login] if userinfo else ()),
        *userinfo.split(":"),
        split.path,
        *split.path.split("/"),
        split.query,
        split.fragment,
    }
    written |= {value for _, value in parse_qsl(split.query)}
    # Telegram and others carry their token where other addresses have a host: hide what is no host name.
    host = split.netloc.rpartition("@")[2]
    if "." not in host and host.partition(":")[0] != "localhost":
        written |= {host, *host.split(":")}
    return written | {unquote(part) for part in written}
