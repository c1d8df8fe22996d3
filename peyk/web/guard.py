"""What every request passes before a page sees it: address, rate, size, session, form token; and headers after."""

import hmac
import math
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.typedefs import Middleware

from peyk.web.access import Access, Role, is_local
from peyk.web.limits import Limit

SESSION = "peyk_session"
FORM_FIELD = "form_token"
NEXT = "next"
MOST_BODY = 128_000
ROLE: web.RequestKey[Role] = web.RequestKey("role", Role)
LOGGED_IN: web.RequestKey[bool] = web.RequestKey("logged_in", bool)
FORM_TOKEN: web.RequestKey[str] = web.RequestKey("form_token", str)
GIVEN_SESSION: web.RequestKey[str] = web.RequestKey("session", str)

OPEN = ("/login", "/static/", "/healthz", "/readyz")
"""What is served to those who did not log in."""
MACHINES = ("/metrics", "/export.")
"""What a token in the Authorization header opens too, for programs."""
SIGNED = ("/push",)
"""What carries a signature of its own."""

_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": f"{_CONTENT}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guard(access: Access, host: str, clock: Callable[[], float] = time.monotonic) -> Middleware:
    """Make the middleware for a page that listens at `host`."""
    requests, logins = Limit(80, 20, clock), Limit(8, 0.1, clock)

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            _check(request, host, requests, logins)
            _know(request, access, logins)
            if request.method == "POST" and not request.path.startswith(SIGNED):
                await _check_form(request, access)
            response = await handler(request)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
            _remember(request, response, access)
        return response

    return guarded


def _check(request: web.Request, host: str, requests: Limit, logins: Limit) -> None:
    # A page of another site that points its name at this machine sends that name: it is not served.
    if is_local(host) and not is_local(re.sub(r":\d*$", "", request.host or "")):
        raise web.HTTPMisdirectedRequest(text="This page is served only under the name of this machine.")
    limit = logins if (request.method, request.path) == ("POST", "/login") else requests
    if not request.path.startswith(("/static/", *SIGNED)):
        _pass(request, limit)


def _pass(request: web.Request, limit: Limit) -> None:
    if wait := limit.wait(request.remote or ""):
        raise web.HTTPTooManyRequests(text="Too many requests.", headers={"Retry-After": str(math.ceil(wait))})


def _know(request: web.Request, access: Access, logins: Limit) -> None:
    """Note the role of the visitor and the token of their forms."""
    now = time.time()
    session = request.cookies.get(SESSION, "")
    role = access.role_in(session, now)
    if role is None:
        role, session = (None, "") if access.login else (Role.EDITOR, access.session(Role.EDITOR, now))
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if role is None and kind == "Bearer" and request.method == "GET" and request.path.startswith(MACHINES):
        role = access.role_of(token)
        if role is None:
            _pass(request, logins)  # a wrong token is a guess, here as at the login
    if role is None and not request.path.startswith((*OPEN, *SIGNED)):
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            raise web.HTTPSeeOther(login_address(request.path_qs))
        raise web.HTTPUnauthorized(text="Log in first.", headers={"WWW-Authenticate": "Bearer"})
    request[ROLE] = role or Role.READER
    request[LOGGED_IN] = access.login and bool(session)
    request[FORM_TOKEN] = access.form_token(session)
    request[GIVEN_SESSION] = session


def login_address(wanted: str) -> str:
    """Give the address of the login from which one comes to the page that was `wanted`."""
    return "/login" if wanted == "/" else f"/login?{urlencode({NEXT: wanted})}"


def within(address: str) -> str:
    """Give an address of this page as it is, and the first page for any other: no login leads elsewhere.

    >>> within("/alerts?rule=r"), within("//evil.example"), within("https://evil.example")
    ('/alerts?rule=r', '/', '/')
    """
    return address if _WITHIN.fullmatch(address) else "/"


# Browsers read a backslash as a slash and drop tabs and line breaks within an address.
_WITHIN = re.compile(r"/(?![/\\])[!-\[\]-~]*")


async def _check_form(request: web.Request, access: Access) -> None:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise web.HTTPForbidden(text="A form of another site.")
    if request.content_length is not None and request.content_length > MOST_BODY:
        raise web.HTTPRequestEntityTooLarge(MOST_BODY, request.content_length)
    if request.path == "/login":
        return
    token = (await request.post()).get(FORM_FIELD, "")
    session = request.cookies.get(SESSION, "")
    if not session or not isinstance(token, str) or not _same(token, access.form_token(session)):
        raise web.HTTPForbidden(text="The form is too old; go back, load the page again and send it once more.")
    if request[ROLE] is not Role.EDITOR and request.path != "/logout":
        raise web.HTTPForbidden(text="A reader may look, and change nothing.")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _remember(request: web.Request, response: web.StreamResponse, access: Access) -> None:
    """Give a visitor who needs no login a session too: their forms are bound to it."""
    if not access.login and request.cookies.get(SESSION) != request[GIVEN_SESSION]:
        set_session(request, response, request[GIVEN_SESSION])


def set_session(request: web.Request, response: web.StreamResponse, value: str) -> None:
    """Set the session cookie: out of reach of scripts, and sent by other sites with plain links only, never with forms.

    Not `Strict`: whoever opens an article from an alert in their mail is logged in as they were.
    """
    response.set_cookie(
        SESSION, value, httponly=True, samesite="Lax", secure=request.secure, max_age=7 * 86_400, path="/"
    )
