"""What [delivery.NAME] may say, and that its secrets are shown nowhere."""

from typing import Any

import pytest

from alerts.delivery.secrecy import without_secrets
from alerts.delivery.target import Kind, Target, TargetRefused, target_from_mapping

WEBHOOK = {"kind": "webhook", "url": "https://example.org/hook", "secrets": "a-long-secret"}


def test_a_webhook_and_a_mail_and_a_console_are_read() -> None:
    assert target_from_mapping("desk", WEBHOOK).kind is Kind.WEBHOOK
    assert target_from_mapping("mail", {"url": "mailto://u:p@example.org"}).kind is Kind.APPRISE
    assert target_from_mapping("here", {"kind": "console"}).kind is Kind.CONSOLE


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({**WEBHOOK, "secret": "x"}, "secret: is no key"),
        ({**WEBHOOK, "secrets": []}, "always signed"),
        ({**WEBHOOK, "secrets": "whsec_%%%"}, "base64"),
        ({**WEBHOOK, "secrets": ""}, "one is empty"),
        ({**WEBHOOK, "url": "ftp://example.org/password1"}, "http or https"),
        ({**WEBHOOK, "url": "https://"}, "http or https"),
        ({**WEBHOOK, "timeout": 0}, "timeout"),
        ({"url": "example.org"}, "apprise URL"),
        ({"kind": "console", "url": "x://y"}, "has none"),
        ({"kind": "pigeon"}, "kind"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_key(table: dict[str, Any], told: str) -> None:
    with pytest.raises(TargetRefused, match=told) as refusal:
        target_from_mapping("desk", table)

    assert "[delivery.desk]" in str(refusal.value)
    assert "password1" not in str(refusal.value)


def test_a_target_does_not_show_its_secrets() -> None:
    target = target_from_mapping("desk", {**WEBHOOK, "url": "https://example.org/hook/t0ken"})

    assert "t0ken" not in repr(target)
    assert "a-long-secret" not in repr(target)


def test_retries_grow_and_end() -> None:
    target = Target(kind=Kind.CONSOLE, attempts=4, first_retry=1, longest_retry=5)

    assert [target.retry_after(number) for number in range(1, 5)] == [1, 3, 5, None]


@pytest.mark.parametrize(
    ("url", "told", "expected"),
    [
        ("tgram://123456:AAEtoken/-100200/", "404 for 123456:AAEtoken to -100200", "404 for *** to ***"),
        (
            "mailto://reza:p%40ss-word@mail.example.org?to=desk@example.org",
            "mail.example.org refused reza with p@ss-word for desk@example.org",
            "mail.example.org refused *** with *** for ***",
        ),
        ("https://example.org/hook?key=abcdef", "cannot connect to example.org", "cannot connect to example.org"),
    ],
)
def test_errors_tell_the_host_and_none_of_the_secrets(url: str, told: str, expected: str) -> None:
    assert without_secrets(told, url) == expected
