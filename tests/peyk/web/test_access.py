"""Tokens, sessions, and where the page may be opened."""

import pytest

from peyk.web.access import Access, AccessRefused, Role, checked, is_local

from .desk_of import EDITOR, READER

BOTH = Access(EDITOR, READER)


def test_each_token_opens_its_role_and_nothing_else_opens_any() -> None:
    assert BOTH.role_of(EDITOR) is Role.EDITOR
    assert BOTH.role_of(READER) is Role.READER
    assert BOTH.role_of("") is None
    assert Access().role_of("") is None


def test_a_session_names_its_role_until_it_ends() -> None:
    session = BOTH.session(Role.READER, 1000)
    assert BOTH.role_in(session, 1001) is Role.READER
    assert BOTH.role_in(session, 1000 + 8 * 86_400) is None


@pytest.mark.parametrize("value", ["", "editor", "editor.9999999999.x.", "editor.9999999999.x.é", "....", "\udc80"])
def test_what_is_not_our_session_gives_no_role(value: str) -> None:
    assert BOTH.role_in(value, 0) is None


def test_a_reader_cannot_write_editor_into_the_session() -> None:
    session = BOTH.session(Role.READER, 1000)
    assert BOTH.role_in(session.replace("reader", "editor"), 1001) is None


def test_a_session_dies_when_the_token_is_changed() -> None:
    session = BOTH.session(Role.EDITOR, 1000)
    assert Access("n" * 20, READER).role_in(session, 1001) is None


def test_form_tokens_differ_from_session_to_session() -> None:
    one, other = BOTH.session(Role.EDITOR, 1), BOTH.session(Role.EDITOR, 1)
    assert BOTH.form_token(one) != BOTH.form_token(other)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "news.example"])  # noqa: S104 - what must be refused
def test_the_page_is_not_opened_to_others_without_a_token(host: str) -> None:
    with pytest.raises(AccessRefused, match="PEYK_WEB_TOKEN"):
        checked(host, Access())
    assert checked(host, Access(EDITOR))


@pytest.mark.parametrize(
    "access", [Access(None, READER), Access("short"), Access(EDITOR, "short"), Access(EDITOR, EDITOR)]
)
def test_tokens_that_protect_nothing_are_refused(access: Access) -> None:
    with pytest.raises(AccessRefused):
        checked("127.0.0.1", access)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False),  # noqa: S104
     ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_local_is_only_what_others_cannot_reach(host: str, local: bool) -> None:  # noqa: FBT001 - a case's answer
    assert is_local(host) is local
