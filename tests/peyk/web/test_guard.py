"""What every request passes: names, tokens, forms, rates, sizes; and what every answer carries."""

import re
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from yarl import URL

from alerts.rule import rule_from_mapping
from index.search import Search
from peyk.web.access import Access
from peyk.web.found import Found
from peyk.web.guard import HEADERS, MOST_BODY

from .desk_of import EDITOR, READER, ListArchive, ListRules, browsing, desk

type Client = TestClient[Any, Any]
PAGES = ("/", "/alerts", "/rules", "/rules/new", "/sources", "/rejected", "/strip", "/article/x", "/article/x/trace")
BOTH = Access(EDITOR, READER)
HTML = {"Accept": "text/html"}


async def _form_token(client: Client, path: str = "/rules/new") -> str:
    found = re.search(r'name="form_token" value="(\w+)"', await (await client.get(path)).text())
    assert found
    return found.group(1)


async def _log_in(client: Client, token: str) -> int:
    answer = await client.post("/login", data={"token": token}, allow_redirects=False)
    # The test's own client speaks http to an address; browsers keep the cookie of such a name as well.
    client.session.cookie_jar.update_cookies(answer.cookies, client.make_url("/"))
    return answer.status


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/healthz", "/static/peyk.css", "/export.json", "/login"])
async def test_every_answer_carries_the_headers(path: str) -> None:
    async with browsing() as client:
        answer = await client.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_in_that_is_not_ours() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", [*PAGES, "/export.csv", "/metrics", "/rules/trial", "/alerts/stream"])
async def test_nothing_is_shown_before_the_login(path: str) -> None:
    async with browsing(access=BOTH, host="0.0.0.0") as client:  # noqa: S104 - an open page is what is tested
        assert (await client.get(path)).status == 401
        answer = await client.get(path, headers=HTML, allow_redirects=False)
        wanted = "" if path == "/" else f"?next={path}"
        assert (answer.status, answer.headers["Location"]) == (303, f"/login{wanted}")


async def test_after_the_login_one_is_where_one_wanted_to_be() -> None:
    async with browsing(access=BOTH) as client:
        answer = await client.get("/login?next=/alerts%3Frule%3Dr")
        assert 'name="next" value="/alerts?rule=r"' in await answer.text()
        data = {"token": EDITOR, "next": "/alerts?rule=r"}
        answer = await client.post("/login", data=data, allow_redirects=False)
        assert answer.headers["Location"] == "/alerts?rule=r"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil.example",
     "evil.example", "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "/%0d%0a", " /", ""],
)  # fmt: skip
async def test_no_login_leads_to_another_site(elsewhere: str) -> None:
    async with browsing(access=BOTH) as client:
        form = await (await client.get("/login", params={"next": elsewhere})).text()
        assert "evil" not in form
        data = {"token": EDITOR, "next": elsewhere}
        answer = await client.post("/login", data=data, allow_redirects=False)
        assert answer.headers["Location"] in {"/", "/%0d%0a"}
        assert answer.headers.getall("Set-Cookie")[0].startswith("peyk_session=editor.")


async def test_a_token_opens_the_page_and_a_wrong_one_does_not() -> None:
    async with browsing(access=BOTH) as client:
        assert await _log_in(client, "x" * 20) == 403
        assert (await client.get("/")).status == 401
        assert await _log_in(client, EDITOR) == 303
        assert (await client.get("/")).status == 200


async def test_who_logged_in_can_leave_and_others_see_no_such_button() -> None:
    async with browsing(access=BOTH) as client:
        await _log_in(client, READER)
        assert 'action="/logout"' in await (await client.get("/")).text()
        token = await _form_token(client)
        answer = await client.post("/logout", data={"form_token": token}, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")
        client.session.cookie_jar.clear()
        assert (await client.get("/")).status == 401
    async with browsing() as client:
        assert "/logout" not in await (await client.get("/")).text()


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    async with browsing(access=BOTH) as client:
        answer = await client.post("/login", data={"token": EDITOR}, allow_redirects=False)
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie  # a link in a mail comes logged in; a form of another site does not
        assert EDITOR not in cookie


async def test_programs_read_metrics_and_exports_with_a_token_and_nothing_more() -> None:
    bearer = {"Authorization": f"Bearer {READER}"}
    async with browsing(access=BOTH) as client:
        assert (await client.get("/metrics", headers=bearer)).status == 200
        assert (await client.get("/export.json", headers=bearer)).status == 200
        assert (await client.get("/", headers=bearer)).status == 401
        assert (await client.get("/metrics", headers={"Authorization": "Bearer x"})).status == 401


async def test_a_reader_looks_and_changes_nothing() -> None:
    rules = ListRules([rule_from_mapping({"id": "r", "name": "n", "query": "کابل"})])
    async with browsing(desk(rules=rules), BOTH) as client:
        await _log_in(client, READER)
        token = await _form_token(client)
        for path in ("/rules", "/rules/r/mute", "/rules/r/remove", "/rejected/retry"):
            assert (await client.post(path, data={"form_token": token, "query": "بلخ"})).status == 403
        assert [rule.query for rule in rules.current()] == ["کابل"]


async def test_a_form_without_its_token_does_nothing() -> None:
    rules = ListRules()
    async with browsing(desk(rules=rules)) as client:
        token = await _form_token(client)
        for given in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "é"}):
            assert (await client.post("/rules", data={"query": "بلخ", **given})).status == 403
        assert not rules.current()
        answer = await client.post("/rules", data={"query": "بلخ", "form_token": token}, allow_redirects=False)
        assert answer.status == 303
        assert [rule.query for rule in rules.current()] == ["بلخ"]


async def test_a_form_token_of_another_session_does_nothing() -> None:
    async with browsing() as client:
        token = await _form_token(client)
        client.session.cookie_jar.clear()
        await _form_token(client)
        assert (await client.post("/rules", data={"query": "بلخ", "form_token": token})).status == 403


async def test_a_form_that_another_site_sends_is_refused() -> None:
    async with browsing() as client:
        data = {"query": "بلخ", "form_token": await _form_token(client)}
        assert (await client.post("/rules", data=data, headers={"Sec-Fetch-Site": "cross-site"})).status == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1:80", ""])
async def test_a_local_page_is_not_served_under_another_name(host: str) -> None:
    async with browsing() as client:
        assert (await client.get("/", headers={"Host": host})).status == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:19380", "[::1]", "[::1]:19380", "127.0.0.2"])
async def test_a_local_page_is_served_under_every_name_of_this_machine(host: str) -> None:
    async with browsing() as client:
        assert (await client.get("/", headers={"Host": host})).status == 200


async def test_a_flood_of_requests_and_of_guesses_is_slowed() -> None:
    async with browsing(access=BOTH) as client:
        guesses = [await _log_in(client, f"guess {number:020}") for number in range(12)]
        assert guesses[:8] == [403] * 8
        assert guesses[8:] == [429] * 4
        answers = [(await client.get("/healthz")).status for _ in range(200)]
        assert 429 in answers
        assert answers[:60] == [200] * 60


async def test_guesses_in_a_header_are_slowed_like_those_of_the_login() -> None:
    async with browsing(access=BOTH) as client:
        guesses = [
            (await client.get("/metrics", headers={"Authorization": f"Bearer {number:020}"})).status
            for number in range(12)
        ]
        assert guesses == [401] * 8 + [429] * 4


async def test_a_fault_of_ours_is_told_without_what_it_was() -> None:
    class Broken(ListArchive):
        """An archive with a fault."""

        async def find(self, asked: Search) -> Found:
            raise RuntimeError(f"secret {asked}")

    async with browsing(desk(Broken())) as client:
        answer = await client.get("/", headers=HTML)
        assert answer.status == 500
        assert "secret" not in await answer.text()
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path", ["..%2fserver.py", "%2e%2e/server.py", "..%5cserver.py", "/etc/passwd", "peyk.css%00.py"]
)
async def test_only_what_is_static_is_served_as_such(path: str) -> None:
    async with browsing() as client:
        answer = await client.get(URL(f"/static/{path}", encoded=True))
        assert answer.status in {403, 404}


@pytest.mark.parametrize("path", ["/login", "/rules"])
async def test_a_body_that_is_too_large_is_refused(path: str) -> None:
    async with browsing() as client:
        answer = await client.post(path, data={"query": "x" * (MOST_BODY + 1)})
        assert answer.status == 413
