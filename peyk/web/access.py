"""Who may do what on the page: tokens, sessions, form tokens. Pure but for chance; nothing is kept on the server."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

SESSION_DAYS = 7
_SECONDS = SESSION_DAYS * 86_400


class Role(StrEnum):
    """What a visitor may do. An editor changes rules and retries dead letters, a reader looks."""

    EDITOR = "editor"
    READER = "reader"


class AccessRefused(ValueError):  # noqa: N818 - it names an outcome
    """The page may not be opened like this; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Access:
    """The tokens of the configuration. Without any, everybody on this machine is an editor."""

    editor: str | None = None
    reader: str | None = None

    @property
    def login(self) -> bool:
        """Whether a visitor must log in."""
        return self.editor is not None

    def role_of(self, token: str) -> Role | None:
        """Give the role that a token opens; the time this takes tells nothing of the token."""
        found = None
        for role, wanted in ((Role.READER, self.reader), (Role.EDITOR, self.editor)):
            if wanted is not None and hmac.compare_digest(_digest(wanted), _digest(token)):
                found = role
        return found

    def session(self, role: Role, now: float) -> str:
        """Make the value of a session cookie. It names the role, ends by itself, and dies when a token is changed."""
        said = f"{role}.{int(now) + _SECONDS}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._signed(said)}"

    def role_in(self, session: str, now: float) -> Role | None:
        """Read the role from a session cookie; null when it is not ours or has ended."""
        said, _, signature = session.rpartition(".")
        if not hmac.compare_digest(self._signed(said).encode(), signature.encode("utf-8", "replace")):
            return None
        role, end, _ = said.split(".")
        return Role(role) if now < int(end) else None

    def form_token(self, session: str) -> str:
        """Give the token that forms of this session carry: another site can neither read nor make it."""
        return self._signed(f"form {session}")

    def _signed(self, said: str) -> str:
        key = _digest(f"{self.editor or _OF_THIS_PROCESS}\0{self.reader or ''}")
        return hmac.new(key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


_OF_THIS_PROCESS = secrets.token_hex(16)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


MIN_TOKEN = 16
"""Characters; a shorter token can be guessed in the time that the rate limit leaves."""


def checked(host: str, access: Access) -> Access:
    """Give `access` if the page may be opened at `host` with it.

    Raises:
        AccessRefused: others could reach it without a token, or a token is too short.
    """
    if not is_local(host) and not access.login:
        raise AccessRefused(
            f"the page would be open to everybody at {host}: set PEYK_WEB_TOKEN to at least {MIN_TOKEN} characters,"
            " or leave PEYK_WEB_HOST at 127.0.0.1"
        )
    if access.reader is not None and access.editor is None:
        raise AccessRefused("PEYK_WEB_READONLY_TOKEN needs PEYK_WEB_TOKEN beside it: who else should edit?")
    if any(token is not None and len(token) < MIN_TOKEN for token in (access.editor, access.reader)):
        raise AccessRefused(
            f"a token of the page has less than {MIN_TOKEN} characters; `openssl rand -hex 16` makes one"
        )
    if access.login and access.editor == access.reader:
        raise AccessRefused("PEYK_WEB_TOKEN and PEYK_WEB_READONLY_TOKEN are the same; a reader would be an editor")
    return access


def is_local(host: str) -> bool:
    """Tell whether only this machine reaches an address to listen at.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
