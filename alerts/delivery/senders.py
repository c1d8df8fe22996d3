"""Sends one message to one target: the edge to apprise, to webhooks and to the console."""

import asyncio
import contextlib
import logging
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

import aiohttp
import apprise
from yarl import URL

from alerts.delivery.message import Message
from alerts.delivery.secrecy import without_secrets
from alerts.delivery.signature import sign
from alerts.delivery.target import Kind, Target
from ingest.fetch import FetchFailed, FetchRules, vet_url, vetted_session

Send = Callable[[Message], Awaitable[None]]
"""Delivers one message, or raises NotDelivered."""

MAX_HANGING = 4
"""Sends of one target that may hang at the same time; beyond that it is not tried until one of them ends."""

_EVERYWHERE = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
_PRIVATE = "not a public address; allow_private = true in its [delivery.NAME] allows it"
_GONE = frozenset({404, 410})
_BUSY = frozenset({408, 425, 429})
# What its plug-ins log quotes addresses, and after an exception whole requests; `log_callback` hears it all the same.
logging.getLogger("apprise").propagate = False
logging.getLogger("apprise").setLevel(logging.WARNING)  # else a process that logs only errors never hears why
_ASSET = apprise.AppriseAsset(app_id="Peyk", app_desc="Peyk", app_url="", storage_mode="memory")


class NotDelivered(Exception):  # noqa: N818 - it names an outcome, not a fault of the program
    """One attempt failed. The message holds no secret; `final` says that trying again is of no use."""

    def __init__(self, told: str, *, final: bool = False) -> None:
        super().__init__(told)
        self.final = final


def sender(target: Target) -> Send:
    """Give the function that delivers to `target`, within its time limit and without its secrets in any error."""
    if target.kind is Kind.CONSOLE:
        return _to_console
    if target.kind is Kind.WEBHOOK:
        return _Webhook(target).send
    return _Apprise(target, threading.Semaphore(MAX_HANGING)).send


async def _to_console(message: Message) -> None:
    sys.stdout.write(f"{message.text}\n\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class _Webhook:
    target: Target

    async def send(self, message: Message) -> None:
        url = self.target.url.get_secret_value()
        secrets = tuple(secret.get_secret_value() for secret in self.target.secrets)
        headers = {
            "content-type": "application/json; charset=utf-8",
            **sign(message.id, int(time.time()), message.body, secrets),
            **({"peyk-repeat": "possible"} if message.repeat else {}),
        }
        try:
            async with asyncio.timeout(self.target.timeout):
                status = await self._post(url, message.body, headers)
        except TimeoutError as error:
            raise NotDelivered(f"no answer within {self.target.timeout:g} s") from error
        except FetchFailed as error:
            raise NotDelivered(_PRIVATE, final=error.hard) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NotDelivered(without_secrets(f"{type(error).__name__}: {error}", url, secrets)) from None
        _judge(status)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        rules = FetchRules(allowed=_EVERYWHERE if self.target.allow_private else ())
        vet_url(URL(url), rules)
        async with (
            vetted_session(rules) as session,
            # A redirect would lead the signed message to where nobody agreed to send it.
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            return response.status


def _judge(status: int) -> None:
    if 200 <= status < 300:  # noqa: PLR2004 - the classes of HTTP
        return
    if status in _GONE:
        raise NotDelivered(f"HTTP {status}: the receiver is gone; mend or remove its address", final=True)
    final = 400 <= status < 500 and status not in _BUSY  # noqa: PLR2004 - the classes of HTTP
    raise NotDelivered(f"HTTP {status}", final=final)


@dataclass(frozen=True, slots=True)
class _Apprise:
    target: Target
    free: threading.Semaphore

    async def send(self, message: Message) -> None:
        """Send in a daemon thread: apprise blocks, and a service that hangs must hang nothing else."""
        if not self.free.acquire(blocking=False):
            raise NotDelivered(f"{MAX_HANGING} earlier messages still hang there")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str | None] = loop.create_future()

        def work() -> None:
            problem: str | None = "ended without an answer"
            try:
                problem = self._notify(message)
            except Exception as error:  # noqa: BLE001 - the edge: plug-ins of 150 services raise what they like
                problem = f"{type(error).__name__}: {error}"
            finally:
                self.free.release()
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits for the answer
                    loop.call_soon_threadsafe(_settle, done, problem)

        threading.Thread(target=work, name="apprise", daemon=True).start()
        try:
            problem = await asyncio.wait_for(done, self.target.timeout)
        except TimeoutError as error:
            raise NotDelivered(f"no answer within {self.target.timeout:g} s") from error
        if problem is not None:
            url = self.target.url.get_secret_value()
            raise NotDelivered(without_secrets(problem, url, _declared_secrets(url)))

    def _notify(self, message: Message) -> str | None:
        url = self.target.url.get_secret_value()
        mail = urlsplit(url).scheme.startswith("mailto")
        if mail:
            url += ("&" if "?" in url else "?") + f"%2BX-Peyk-Id={message.id}"
        service = apprise.Apprise(asset=_ASSET)
        if not service.add(url):
            return "apprise does not understand this address"
        rich = mail and self.target.html
        told: list[str] = []
        result = service.notify(
            title=message.title,
            body=message.html if rich else message.text,
            body_format=apprise.NotifyFormat.HTML if rich else apprise.NotifyFormat.TEXT,
            log_callback=lambda entry, _: told.append(entry.message),
        )
        return None if result else "; ".join(told[-2:]) or "the service refused the message"


def _declared_secrets(url: str) -> tuple[str, ...]:
    """Give what the plug-in for `url` itself calls private, as it has read it: passwords, tokens, keys."""
    service = apprise.Apprise.instantiate(url, asset=_ASSET)
    if not isinstance(service, apprise.NotifyBase):
        return ()
    fields = {**service.template_tokens, **service.template_args}.items()
    private = (getattr(service, field.get("map_to", name), None) for name, field in fields if field.get("private"))
    return tuple(value for value in (*private, service.password) if isinstance(value, str) and value)


def _settle(done: "asyncio.Future[str | None]", problem: str | None) -> None:
    if not done.done():
        done.set_result(problem)
