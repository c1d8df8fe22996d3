"""Signs webhooks as Standard Webhooks does: HMAC-SHA256 over id.timestamp.body, so that a receiver knows the sender.

webhook-id: the same for every attempt (idempotency key)
webhook-timestamp: seconds since 1970; a receiver refuses what is older than five minutes
webhook-signature: v1,BASE64 for each secret that is valid at the moment, separated by spaces
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"


class SignatureRefused(ValueError):  # noqa: N818 - it names an outcome, not a fault of the program
    """The signature does not prove that the message is ours and of now."""


def key_of(secret: str) -> bytes:
    """Read a secret: base64 after `whsec_`, else its characters as they are.

    Raises:
        ValueError: what follows `whsec_` is not base64.
    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"what follows {PREFIX} in a webhook secret must be base64") from error


def sign(message_id: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> Mapping[str, str]:
    """Give the three headers for `body`. `timestamp` is in seconds since 1970."""
    signatures = (_signature(message_id, timestamp, body, secret) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def verify(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: float) -> str:
    """Check the three headers of a received webhook and give its id. Header names are in lower case.

    Raises:
        SignatureRefused: a header is missing, the time is over five minutes off, or no signature fits.
    """
    try:
        message_id, stamp, given = (headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
        timestamp = int(stamp)
    except (KeyError, ValueError) as error:
        raise SignatureRefused("the headers webhook-id, webhook-timestamp and webhook-signature are needed") from error
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise SignatureRefused(f"the time is {now - timestamp:.0f} s off; {TOLERANCE_SECONDS} s are allowed")
    candidates = [part.removeprefix("v1,") for part in given.split() if part.startswith("v1,")]
    for secret in secrets:
        expected = _signature(message_id, timestamp, body, secret)
        if any(hmac.compare_digest(expected.encode(), each.encode()) for each in candidates):
            return message_id
    raise SignatureRefused("no signature fits")


def _signature(message_id: str, timestamp: int, body: bytes, secret: str) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode("ascii")
