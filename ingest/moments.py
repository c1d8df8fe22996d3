"""Times as sources write them: ISO 8601 (also without separators), e-mail style, and solar years; each with a zone."""

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime

from babel.dates import get_month_names
from persiantools.jdatetime import MONTH_NAMES_EN, MONTH_NAMES_FA, JalaliDateTime

_BASIC = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_NUMBERED = re.compile(r"(?<!\d)(1[34]\d\d|19\d\d|20\d\d)([-/.])(\d\d?)\2(\d\d?)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d?)([-/.])(\d\d?)\2(1[34]\d\d|19\d\d|20\d\d)(?!\d)")
_NAMED = re.compile(
    r"(?<!\d)(\d\d?)[\s-]{1,3}([^\W\d_]{2,15})(?:\s{1,3}ماه)?[\s،,-]{1,3}(?:سال\s{1,3})?(1[34]\d\d|19\d\d|20\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]{0,6}\.?\s{1,3}(\d\d?),?\s{1,3}(19\d\d|20\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\.\d{1,9})?(?:\s*([ap])\.?m\b)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"(\d{10})(\d{3})?")
_ZONE_NAMES = re.compile(r"\b(?:IRST|IRDT|AFT)\b")
_ZONES = {"IRST": "+0330", "IRDT": "+0430", "AFT": "+0430"}
_LONGEST = 100
"""Code points of the longest thing that can be a time."""

_FIRST_YEAR = 1900
"""What is read as an earlier year was something else: a solar year in a Gregorian date, a number that is no date."""

_DARI_MONTHS = ["حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"]
_SOLAR_MONTHS = {
    str(name).lower(): number
    for names in (MONTH_NAMES_FA[1:], MONTH_NAMES_EN[1:], _DARI_MONTHS)
    for number, name in enumerate(names, start=1)
}
# Digits and letters as they are read, without half-spaces, signs of direction, and marks of ezafe.
_PLAIN = str.maketrans(
    "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩يىك", "01234567890123456789ییک", "\u200c\u200e\u200f\u0654\u064e\u0650\u064f"
)
# Month names of both countries as CLDR has them (ژانویه and جنوری, ژوئن and جون), and spellings beside them.
_GREGORIAN_MONTHS = {
    name.translate(_PLAIN): number
    for locale in ("fa", "fa_AF")
    for number, name in get_month_names("wide", "stand-alone", locale).items()
} | {"آگست": 8, "آگوست": 8, "اگوست": 8, "اوگست": 8, "ژوین": 6, "ژوییه": 7, "جولائی": 7, "اوکتوبر": 10}
_ENGLISH_MONTHS = {str(name).lower(): number for number, name in get_month_names("abbreviated", locale="en").items()}
_MONTHS_OF_YEAR = 12


def moment(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """Read a point in time; None when there is none to be read. Times without a zone are in `zone`.

    A year from 1300 to 1499 is a solar year, as some Iranian and Afghan feeds write it, its month in digits or by name.
    Of digits with the year last, the day is the number above 12; where neither or both are, that is no date.

    >>> moment("پنجشنبه ۵ آذر ۱۴۰۵ ساعت ۱۰:۳۰").isoformat(), moment("2026/11/26 10:30").isoformat()
    ('2026-11-26T10:30:00+00:00', '2026-11-26T10:30:00+00:00')
    """
    plain = (text or "").translate(_PLAIN).strip()
    if not plain or len(plain) > _LONGEST:
        return None
    try:
        read = _read(_ZONE_NAMES.sub(lambda name: _ZONES[name[0]], plain))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    if read is None or read.year < _FIRST_YEAR:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _read(text: str) -> datetime | None:
    if seconds := _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    text = _BASIC.sub(_separated, text) if _BASIC.fullmatch(text) else text
    return _solar(text) or _iso(text) or _gregorian(text) or parsedate_to_datetime(text)


def _separated(basic: re.Match[str]) -> str:
    clock = (basic["H"] or "00", basic["M"] or "00", basic["S"] or "00")
    return f"{basic['y']}-{basic['m']}-{basic['d']}T{':'.join(clock)}{basic['zone'] or ''}"


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _solar(text: str) -> datetime | None:
    if (found := _NUMBERED.search(text)) and found[1] < "1500":
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif (found := _DAY_FIRST.search(text)) and found[4] < "1500":
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    elif (found := _NAMED.search(text)) and found[3] < "1500" and (number := _SOLAR_MONTHS.get(_month(found))):
        year, month, day = int(found[3]), number, int(found[1])
    else:
        return None
    solar: datetime = JalaliDateTime(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]  # the package is half typed
    return _with_clock(solar.date(), text, found)


def _gregorian(text: str) -> datetime | None:
    if found := _NUMBERED.search(text):
        return _with_clock(date(int(found[1]), int(found[3]), int(found[4])), text, found)
    if found := _DAY_FIRST.search(text):
        first, second = int(found[1]), int(found[3])
        if first != second and max(first, second) <= _MONTHS_OF_YEAR:
            return None  # 05/06/2025 is in June or in May: no date is better than a wrong one
        day, month = (first, second) if first > _MONTHS_OF_YEAR else (second, first)
        return _with_clock(date(int(found[4]), month, day), text, found)
    if (found := _NAMED.search(text)) and (number := _GREGORIAN_MONTHS.get(_month(found))) and found[3] > "1500":
        return _with_clock(date(int(found[3]), number, int(found[1])), text, found)
    if (found := _MONTH_FIRST.search(text)) and (number := _ENGLISH_MONTHS.get(found[1].lower())):
        return _with_clock(date(int(found[3]), number, int(found[2])), text, found)
    return None


def _month(found: re.Match[str]) -> str:
    return found[2].lower().removesuffix("ماه")


def _with_clock(day: date, text: str, found: re.Match[str]) -> datetime:
    """Join the day with the clock time that stands after it or before it, midnight when there is none."""
    clock = _CLOCK.search(text, found.end()) or _CLOCK.search(text[: found.start()])
    if not clock:
        return datetime.fromisoformat(day.isoformat())
    hour = int(clock[1])
    if half := clock[4]:
        hour = hour % 12 + 12 * (half in "pP")
    return datetime.fromisoformat(f"{day}T{hour:02}:{clock[2]}:{clock[3] or '00'}{clock[5] or ''}")
