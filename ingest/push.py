"""HTTP push, decided without I/O: is this request from whom it says it is, and how is it answered when not."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

SOURCE_HEADER = "X-Peyk-Source"
TIMESTAMP_HEADER = "X-Peyk-Timestamp"
SIGNATURE_HEADER = "X-Peyk-Signature"
WINDOW = 300
"""Seconds by which a request's time may differ from ours, either way: an old one may be a replay."""

MAX_BODY = 5_000_000
"""Bytes of one push."""

_VERSION = "v1="
_DIGITS, _MOST_SIGNATURES = 13, 5


@dataclass(frozen=True, slots=True)
class PushRefusal:
    """An answer other than 202: HTTP status, one bounded word, and what is wrong in English and in Persian."""

    status: int
    error: str
    message: str
    message_fa: str


# One answer whether the source is unknown, closed or its signature wrong: it tells nobody which sources there are.
UNAUTHORIZED = PushRefusal(
    401,
    "unauthorized",
    "Unknown source or wrong signature.",
    "منبع ناشناخته یا امضای نادرست است.",
)
STALE = PushRefusal(
    401,
    "stale",
    "The timestamp is missing or more than five minutes off: set the clock and sign again.",
    "زمان درخواست نیست یا بیش از پنج دقیقه اختلاف دارد: ساعت را درست و دوباره امضا کنید.",
)
TOO_LARGE = PushRefusal(
    413,
    "too-large",
    f"A push may have {MAX_BODY:,} bytes: send fewer items at once.",
    "حجم درخواست بیش از اندازه است: خبرها را در چند نوبت بفرستید.",
)
EMPTY = PushRefusal(400, "empty", "There is no item in the body.", "هیچ خبری در درخواست نیست.")
REFUSED = PushRefusal(400, "refused", "No item could be used; see `refused`.", "هیچ\u200cیک از خبرها پذیرفته نشد.")
UNAVAILABLE = PushRefusal(
    503,
    "unavailable",
    "Not stored: Kafka does not answer. Send the same again later; nothing will be doubled.",
    "ذخیره نشد: همین درخواست را کمی بعد دوباره بفرستید؛ خبر تکراری ساخته نمی\u200cشود.",
)
BUSY = PushRefusal(
    503,
    "busy",
    "Too many pushes at once. Send the same again later.",
    "شمار درخواست\u200cها زیاد است: کمی بعد دوباره بفرستید.",
)


_REMEMBERED = 10_000


class Answered:
    """The answers to the pushes of the last WINDOW seconds that were stored, by what was signed; at most 10,000.

    The same request once more gets the same answer and is not stored again: one who overheard it must not bring an
    earlier wording of a story back as its newest.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def to(self, request: str, now: float) -> bytes | None:
        """Give the answer to a request, None when it was not stored yet."""
        while self._answers and now - next(iter(self._answers.values()))[0] > 2 * WINDOW:
            self._answers.popitem(last=False)
        found = self._answers.get(request)
        return found[1] if found else None

    def remember(self, request: str, answer: bytes, now: float) -> None:
        """Note that a request was stored, and what was answered."""
        self._answers[request] = (now, answer)
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)


def signature(key: str, timestamp: int, body: bytes) -> str:
    """Sign a push: HMAC-SHA256 over `timestamp.body`, as the value of the signature header.

    >>> signature("0123456789abcdef", 0, b"{}")[:9]
    'v1=67f763'
    """
    digest = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return _VERSION + digest.hexdigest()


def verify(headers: Mapping[str, str], body: bytes, key: str | None, now: float) -> PushRefusal | None:
    """Tell why a push is refused, None when it is genuine. Without a key every push is refused.

    The signature header may hold several signatures, parted by blanks or commas, while a key is being changed.
    """
    stamp = headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "").replace(",", " ").split()
    # An unknown source is checked against a key that nobody has, so that it takes as long as a known one.
    expected = (
        signature(key or "\0", int(stamp), body)
        if stamp.isascii() and stamp.isdecimal() and len(stamp) < _DIGITS
        else ""
    )
    genuine = any(hmac.compare_digest(each.encode(), expected.encode()) for each in given[:_MOST_SIGNATURES])
    if not key or not genuine or not expected:
        return UNAUTHORIZED if expected else STALE
    return None if abs(now - int(stamp)) <= WINDOW else STALE
