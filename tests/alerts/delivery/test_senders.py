"""What goes wrong in a plug-in is told without what only the owner of the address should know."""

import asyncio
import logging
import sys

import apprise
import pytest
from pydantic import SecretStr

from alerts.delivery.message import Message
from alerts.delivery.senders import NotDelivered, sender
from alerts.delivery.target import Target

MESSAGE = Message(id="m", title="t", text="x", html="<p>x</p>", body=b"{}")


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("mailto://reza:a1%26@mail.example.org", ("a1&", "a1%26", "cmV6YTphMSY=")),
        ("mailto://reza:long pass:word@mail.example.org", ("long pass:word", "long%20pass%3Aword")),
        ("tgram://123456789:AAE-secret-token-of-a-desk-123456/-100200/", ("AAE-secret-token-of-a-desk-123456",)),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#desk", ("TIiajkdnlazkcOXrIdevi7FQ", "A1BRTD4JD")),
        ("ntfys://user:pw7@ntfy.example.org/desk", ("pw7", "dXNlcjpwdzc=")),
        ("ntfys://tk_abcdefghij@ntfy.example.org/desk", ("tk_abcdefghij",)),
    ],
)
@pytest.mark.parametrize("how", ["logged", "raised"])
def test_a_plug_in_that_quotes_one_secret_shows_none(
    url: str, secrets: tuple[str, ...], how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def send(self: apprise.NotifyBase, **_: object) -> bool:
        if how == "raised":
            raise OSError(f"refused {' '.join(secrets)} here")
        self.logger.error("refused %s here", " and ".join(secrets))
        return False

    monkeypatch.setattr(type(apprise.Apprise.instantiate(url)), "send", send)
    logging.getLogger().addHandler(shown := logging.StreamHandler(sys.stderr))
    with pytest.raises(NotDelivered) as told:
        asyncio.run(sender(Target(url=SecretStr(url)))(MESSAGE))
    logging.getLogger().removeHandler(shown)

    assert "***" in str(told.value) or how == "raised"
    seen = str(told.value) + "".join(capsys.readouterr())
    assert not [secret for secret in secrets if secret in seen]


def test_a_process_that_logs_only_errors_is_told_why_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(NotDelivered, match="onnection error") as told:
        asyncio.run(sender(Target(url=SecretStr("json://bob:hidden@127.0.0.1:1/desk")))(MESSAGE))

    assert "hidden" not in str(told.value)
