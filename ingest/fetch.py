"""The one way Peyk fetches an address that somebody gave it: vetted, bounded in size, time and redirects."""

import asyncio
import socket
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from ingest.addresses import Network, may_fetch, shown

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SOFT = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 65_536
_OK, _NOT_MODIFIED = 200, 304


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """Limits of one fetch. `allowed` are networks that may be fetched although they are not public."""

    allowed: Sequence[Network] = ()
    max_bytes: int = 10_000_000
    seconds: float = 30
    max_redirects: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered. `body` is unpacked; it is None when nothing changed since `etag`/`last_modified`."""

    url: str
    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None


class FetchFailed(OSError):  # noqa: N818 - it names an outcome of the world, not a fault of the program
    """The address gave nothing usable. `hard`: asking again soon is useless; `retry_after`: seconds it asked for."""

    def __init__(self, message: str, *, hard: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.hard = hard
        self.retry_after = retry_after


async def fetch(url: str, rules: FetchRules, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
    """Fetch one address by GET, conditionally when an earlier answer left its marks.

    Every host is resolved once, its addresses are vetted, and the connection goes to a vetted address (a name that
    answers differently the second time gains nothing); so at each redirect, of which none leads from https to http.

    Raises:
        FetchFailed: refused, unreachable, too slow, too large, or an answer other than 200 and 304.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    try:
        async with asyncio.timeout(rules.seconds), vetted_session(rules) as session:
            return await _follow(session, URL(url), rules, headers)
    except TimeoutError as error:
        raise FetchFailed(f"{shown(url)}: no complete answer within {rules.seconds:g} s") from error
    except (aiohttp.ClientError, zlib.error, ValueError) as error:
        raise FetchFailed(f"{shown(url)}: {_told(error)}") from error


def vetted_session(rules: FetchRules) -> aiohttp.ClientSession:
    """Open a session that connects to addresses which `rules` permit and no other; call `vet_url` first."""
    connector = aiohttp.TCPConnector(resolver=_VettedResolver(rules.allowed), use_dns_cache=False, force_close=True)
    return aiohttp.ClientSession(
        connector=connector,
        trust_env=False,  # a proxy would connect in our place, unvetted
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Peyk", "Accept-Encoding": "gzip"},
    )


async def _follow(session: aiohttp.ClientSession, url: URL, rules: FetchRules, headers: dict[str, str]) -> Fetched:
    for _ in range(rules.max_redirects + 1):
        vet_url(url, rules)
        async with session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status in _REDIRECTS and "Location" in answer.headers:
                url = _next(url, answer.headers["Location"])
                continue
            return await _read(answer, url, rules)
    raise FetchFailed(f"{shown(url)}: more than {rules.max_redirects} redirects", hard=True)


def vet_url(url: URL, rules: FetchRules) -> None:
    """Refuse an address that must not be fetched, before anything is sent. Raises FetchFailed."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchFailed(f"{shown(url)}: only http and https addresses are fetched", hard=True)
    literal = url.host.replace(".", "").isdecimal() or ":" in url.host
    # Names go through the resolver; an address written as digits would go around it.
    if literal and not may_fetch(url.host, rules.allowed):
        raise FetchFailed(f"{shown(url)}: not a public address; allow its network if it is meant", hard=True)


def _next(url: URL, location: str) -> URL:
    target = url.join(URL(location))
    if url.scheme == "https" and target.scheme != "https":
        raise FetchFailed(f"{shown(url)}: redirects from https to {target.scheme}, which is not followed", hard=True)
    return target


async def _read(answer: aiohttp.ClientResponse, url: URL, rules: FetchRules) -> Fetched:
    if answer.status == _NOT_MODIFIED:
        body = None
    elif answer.status == _OK:
        body = await _body(answer, rules.max_bytes, url)
    else:
        hard = answer.status not in _SOFT
        raise FetchFailed(f"{shown(url)}: HTTP {answer.status}", hard=hard, retry_after=_retry_after(answer.headers))
    marks = answer.headers
    return Fetched(url=str(url), body=body, etag=marks.get("ETag"), last_modified=marks.get("Last-Modified"))


async def _body(answer: aiohttp.ClientResponse, limit: int, url: URL) -> bytes:
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise FetchFailed(f"{shown(url)}: packed as {encoding}, which was not asked for")
    unpack = zlib.decompressobj(wbits=47) if encoding not in {"identity", ""} else None
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        # One byte over the limit is enough to know; a bomb is never unpacked further.
        body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
        if len(body) > limit:
            raise FetchFailed(f"{shown(url)}: more than {limit:,} bytes", hard=True)
    if unpack and not unpack.eof:
        raise FetchFailed(f"{shown(url)}: the packed answer breaks off")
    return bytes(body)


def _retry_after(headers: CIMultiDictProxy[str]) -> float | None:
    value = headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None


def _told(error: Exception) -> str:
    cause = error.__cause__ or error.__context__
    return str(cause if isinstance(cause, FetchFailed) else error) or type(error).__name__


class _VettedResolver(AbstractResolver):
    """Resolves a host and gives the connector only the addresses that may be fetched."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        vetted = [(kind, address[0]) for kind, _, _, _, address in found if may_fetch(str(address[0]), self._allowed)]
        if not vetted:
            raise OSError(None, f"{host} is not a public address; allow its network if it is meant")
        return [
            ResolveResult(hostname=host, host=str(ip), port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, ip in vetted
        ]

    async def close(self) -> None:
        """Hold nothing, close nothing."""
