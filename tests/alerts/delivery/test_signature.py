"""A receiver can prove that a webhook is ours, whole, and of now."""

import base64
import hashlib
import hmac

import pytest

from alerts.delivery.signature import SignatureRefused, key_of, sign, verify

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
BODY = '{"title":"آتش\u200cبس"}'.encode()
NOW = 1_795_500_000


def test_the_signature_is_hmac_sha256_over_id_time_and_body() -> None:
    headers = sign("msg_1", NOW, BODY, [SECRET])
    expected = hmac.new(b"0123456789abcdef01234567", b"msg_1.1795500000." + BODY, hashlib.sha256).digest()

    assert headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()
    assert verify(headers, BODY, [SECRET], NOW + 10) == "msg_1"


def test_either_of_two_secrets_opens_what_both_signed() -> None:
    headers = sign("msg_1", NOW, BODY, [SECRET, "old-secret"])

    assert verify(headers, BODY, ["old-secret"], NOW) == verify(headers, BODY, [SECRET], NOW)


def test_a_secret_that_did_not_sign_opens_nothing() -> None:
    with pytest.raises(SignatureRefused, match="no signature fits"):
        verify(sign("msg_1", NOW, BODY, [SECRET]), BODY, ["another"], NOW)


@pytest.mark.parametrize("change", ["webhook-id", "webhook-timestamp", "body"])
def test_what_was_changed_on_the_way_is_refused(change: str) -> None:
    headers = dict(sign("msg_1", NOW, BODY, [SECRET]))
    body = BODY + b" " if change == "body" else BODY
    if change != "body":
        headers[change] = "1795500001"

    with pytest.raises(SignatureRefused):
        verify(headers, body, [SECRET], NOW)


@pytest.mark.parametrize("late", [-301, 301])
def test_a_message_of_another_time_is_refused(late: int) -> None:
    with pytest.raises(SignatureRefused, match="off"):
        verify(sign("msg_1", NOW, BODY, [SECRET]), BODY, [SECRET], NOW + late)


def test_a_message_without_its_headers_is_refused() -> None:
    with pytest.raises(SignatureRefused, match="needed"):
        verify({}, BODY, [SECRET], NOW)


def test_a_broken_secret_is_told_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="base64") as refusal:
        key_of("whsec_not*base64")

    assert "not*base64" not in str(refusal.value)
