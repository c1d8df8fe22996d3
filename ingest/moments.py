"""Times as sources write them: ISO 8601 (also without separators), e-mail style, and solar years; each with a zone."""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from persiantools.jdatetime import JalaliDateTime

_BASIC = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_SOLAR = re.compile(r"(1[34]\d\d)[-/.](\d\d?)[-/.](\d\d?)(.*)", re.DOTALL)
_CLOCK = re.compile(r"\D*(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
_LONGEST = 100
"""Code points of the longest thing that can be a time."""

_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def moment(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """Read a point in time; None when there is none to be read. Times without a zone are in `zone`.

    A year from 1300 to 1499 is a solar year, as some Iranian and Afghan feeds write it.
    """
    plain = (text or "").strip().translate(_DIGITS)
    if not plain or len(plain) > _LONGEST:
        return None
    try:
        read = _solar(plain) or _iso(plain) or parsedate_to_datetime(plain)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _iso(text: str) -> datetime | None:
    if basic := _BASIC.fullmatch(text):
        clock = (basic["H"] or "00", basic["M"] or "00", basic["S"] or "00")
        text = f"{basic['y']}-{basic['m']}-{basic['d']}T{':'.join(clock)}{basic['zone'] or ''}"
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _solar(text: str) -> datetime | None:
    if not (match := _SOLAR.fullmatch(text)):
        return None
    year, month, day = map(int, match.groups()[:3])
    date: datetime = JalaliDateTime(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # the package is half typed
    clock = _CLOCK.match(match[4])
    if not clock:
        return date
    time = f"{int(clock[1]):02}:{clock[2]}:{clock[3] or '00'}{clock[4] or ''}"
    return datetime.fromisoformat(f"{date.date().isoformat()}T{time}")
