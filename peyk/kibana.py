"""Puts Peyk's saved objects into a running Kibana through its import API, and tells what Kibana says to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from ingest.addresses import shown
from peyk.local.settings import ELASTICSEARCH_VERSION

SERIES = ELASTICSEARCH_VERSION.rpartition(".")[0]
"""Major and minor version of the Kibana that the saved objects are written for: that of Elasticsearch."""

FILE_NAME = "peyk.ndjson"
"""Kibana refuses a file whose name does not end so."""

_BOUNDARY = "peyk-saved-objects-9f2d7c51"
_SECONDS = aiohttp.ClientTimeout(total=120, connect=10)
_OK, _FORBIDDEN = 200, (401, 403)
_STARTING = 503


class KibanaRefused(Exception):  # noqa: N818 - it names an outcome
    """Kibana is not there, is another version, or does not take what it is given; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an import did: Kibana's version, and how many objects it took."""

    version: str
    objects: int


async def install(url: str, import_file: bytes, api_key: str | None = None) -> Installed:
    """Import `import_file` (NDJSON) into the Kibana at `url`, in place of what was installed before.

    `url` may name a space: http://host:5601/s/newsroom. `api_key` is sent where security is on.

    Raises:
        KibanaRefused: see there.
    """
    headers = {"Authorization": f"ApiKey {api_key}"} if api_key else {}
    base = url.rstrip("/")
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=_SECONDS) as session:
            version = await _checked_version(session, base)
            return Installed(version, await _import(session, base, import_file))
    except TimeoutError as error:
        raise KibanaRefused(f"Kibana at {shown(base)} does not answer; try again when it is less busy") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise KibanaRefused(
            f"Kibana cannot be reached at {shown(base)}: does it run, and is PEYK_KIBANA right?"
        ) from error


async def _checked_version(session: aiohttp.ClientSession, base: str) -> str:
    async with session.get(f"{base}/api/status") as response:
        answer = await _answer(response, base)
    match answer:
        case {"version": {"number": str(version)}}:
            if version.startswith(f"{SERIES}."):
                return version
            raise KibanaRefused(f"Kibana at {shown(base)} is {version}; Peyk's dashboards are written for {SERIES}")
    raise KibanaRefused(f"what answers at {shown(base)} does not say that it is Kibana; is PEYK_KIBANA right?")


async def _import(session: aiohttp.ClientSession, base: str, import_file: bytes) -> int:
    headers = {"kbn-xsrf": "true", "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    body = multipart(import_file)
    async with session.post(f"{base}/api/saved_objects/_import?overwrite=true", headers=headers, data=body) as response:
        answer = await _answer(response, base)
    problems = tuple(_problems(answer))
    if problems or answer.get("success") is not True:
        told = "; ".join(problems[:_TOLD]) or "it says no more than that"
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        raise KibanaRefused(f"Kibana at {shown(base)} did not take everything: {told}{more}")
    return int(answer["successCount"])


_TOLD = 5


def multipart(import_file: bytes) -> bytes:
    """Give the body of the import request: one form field, `file`, as RFC 7578 writes it."""
    head = (
        f"--{_BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{FILE_NAME}"\r\n'
        "Content-Type: application/ndjson\r\n\r\n"
    )
    return head.encode() + import_file + f"\r\n--{_BOUNDARY}--\r\n".encode()


async def _answer(response: aiohttp.ClientResponse, base: str) -> Mapping[str, Any]:
    if response.status == _STARTING:
        raise KibanaRefused(f"Kibana at {shown(base)} is not ready; try again in a minute")
    if response.status in _FORBIDDEN:
        raise KibanaRefused(
            f"Kibana at {shown(base)} wants an API key that may manage saved objects: PEYK_ELASTICSEARCH_API_KEY"
        )
    body = await response.read()
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise KibanaRefused(f"what answers at {shown(base)} is not Kibana (HTTP {response.status})") from error
    if not isinstance(answer, dict):
        raise KibanaRefused(f"what answers at {shown(base)} is not Kibana (HTTP {response.status})")
    if response.status != _OK:
        raise KibanaRefused(
            f"Kibana at {shown(base)} refuses (HTTP {response.status}): {answer.get('message', answer)}"
        )
    return answer


def _problems(answer: Mapping[str, Any]) -> Iterator[str]:
    for problem in answer.get("errors") or ():
        error = problem.get("error") or {}
        missing = ", ".join(f"{each.get('type')} {each.get('id')}" for each in error.get("references") or ())
        why = missing or error.get("message") or ""
        yield f"{problem.get('type')} {problem.get('id')}: {error.get('type')}{f' ({why})' if why else ''}"
