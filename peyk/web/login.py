"""Logging in and out, with a token of the configuration."""

import time

from aiohttp import web

from peyk.web.access import Access
from peyk.web.guard import NEXT, SESSION, set_session, within
from peyk.web.paper import page

ACCESS: web.AppKey[Access] = web.AppKey("access", Access)
routes = web.RouteTableDef()


@routes.get("/login")
async def form(request: web.Request) -> web.Response:
    """Ask for a token."""
    return page(request, "login.html", wrong=False, wanted=within(request.query.get(NEXT, "/")))


@routes.post("/login")
async def enter(request: web.Request) -> web.Response:
    """Open a session for a token that is right, and go to the page that was wanted."""
    access = request.app[ACCESS]
    form = await request.post()
    role, wanted = access.role_of(str(form.get("token", ""))), within(str(form.get(NEXT, "/")))
    if role is None:
        return page(request, "login.html", status=403, wrong=True, wanted=wanted)
    response = web.Response(status=303, headers={"Location": wanted})
    set_session(request, response, access.session(role, time.time()))
    return response


@routes.post("/logout")
async def leave(_request: web.Request) -> web.Response:
    """Forget the session."""
    response = web.Response(status=303, headers={"Location": "/login"})
    response.del_cookie(SESSION, path="/", httponly=True, samesite="Lax")
    return response
