"""Words that formats use for one thing: publishing status, urgency and version, as the Article record has them."""

import re
from datetime import datetime, tzinfo

from ingest.article import Status
from ingest.moments import moment
from ingest.rejection import ItemRejected, RejectReason

_STATUS = {
    "usable": Status.USABLE,
    "embargoed": Status.WITHHELD,  # as long as nobody says until when
    "withheld": Status.WITHHELD,
    "hold": Status.WITHHELD,
    "held": Status.WITHHELD,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
    "kill": Status.CANCELED,
    "killed": Status.CANCELED,
    "withdrawn": Status.CANCELED,
}
_GLOBAL = ("tag:", "urn:", "http://", "https://")
_NUMBER = re.compile(r"\d{1,15}")
_LANGUAGES = {"fas": "fa", "per": "fa", "pes": "fa", "pus": "ps", "pbt": "ps", "eng": "en", "ara": "ar"}
LEAST_URGENT = 9


def status(word: object, embargoed_until: datetime | None = None) -> Status:
    """Read a publishing status; no word means usable. Code lists' prefixes (`stat:`, an address) are passed over.

    Raises:
        ItemRejected: the word is unknown: whether the story may be shown is not for us to guess (invalid).
    """
    plain = re.split(r"[:/]", str(word or "usable"))[-1].strip().lower()
    if plain == "embargoed" and embargoed_until:
        return Status.USABLE  # the time decides, not the word
    if plain not in _STATUS:
        raise ItemRejected(RejectReason.INVALID, f"status: {str(word)[:60]!r} is none of {', '.join(_STATUS)}")
    return _STATUS[plain]


def embargo(text: str | None, zone: tzinfo) -> datetime | None:
    """Read the moment until which a story must not be shown; no text means none.

    Raises:
        ItemRejected: a text names no moment: when the story may be shown is not for us to guess (invalid).
    """
    until = moment(text, zone)
    if until is None and text and text.strip():
        raise ItemRejected(RejectReason.INVALID, f"embargo: {text.strip()[:60]!r} is no moment that can be read")
    return until


def urgency(value: object) -> int | None:
    """Read an urgency of 1 to 9; anything else is none: a story is not lost for a wrong number."""
    text = str(value or "").strip()
    number = int(text) if _NUMBER.fullmatch(text) else 0
    return number if 1 <= number <= LEAST_URGENT else None


def version(number: object, created: datetime | None) -> int | datetime:
    """Choose what orders the versions of a story: its counter, else the moment the version was made, else 1."""
    text = str(number if number is not None else "").strip()
    if _NUMBER.fullmatch(text):
        return int(text)
    return created or 1


def language(tag: str | None) -> str | None:
    """Give the code that Peyk uses for a language tag: fa for Iranian Persian, prs for Dari, ps for Pashto.

    >>> language("fa-AF"), language("fa_IR"), language("en-GB")
    ('prs', 'fa', 'en')
    """
    parts = re.split(r"[-_]", (tag or "").strip().lower())
    name = _LANGUAGES.get(parts[0], parts[0])
    return "prs" if name == "fa" and "af" in parts[1:] else name or None


def global_id(source: str, name: str) -> str | None:
    """Make an id that is unique among all sources: a name that is unique to its source only gets the source before it.

    >>> global_id("parvaz", "4050901"), global_id("parvaz", "tag:parvaz.example,2026:1")
    ('parvaz:4050901', 'tag:parvaz.example,2026:1')
    """
    if not name:
        return None
    return name if name.startswith(_GLOBAL) else f"{source}:{name}"
