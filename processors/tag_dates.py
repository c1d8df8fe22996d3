"""Dates: every date expression of a text becomes a time on one axis."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from processors.dates.reading import read
from processors.dates.reference import Reference
from processors.dates.resolution import iso
from processors.tagged_article import DateMention


def tag_dates(text: str, published: datetime, zone: tzinfo | str | None = None) -> tuple[DateMention, ...]:
    """Find every date expression of `text` and give the interval it means for a story of `published`.

    Both ends are inclusive: days for everything of a day or longer («مهر ۱۴۰۴» is 2025-09-23 to 2025-10-22), minutes
    with their offset for kind `time`, null for kind `vague` and for a day that does not exist. `zone` (a time zone or
    its IANA name) is where the source is: «امروز» is the local day there; without it the offset of `published`
    counts, UTC where it has none. «به وقت کابل» overrides it. Lunar days may be off by one.
    """
    moment = published if published.tzinfo else published.replace(tzinfo=UTC)
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    found = read(text, Reference(moment.astimezone(where) if where else moment))
    return tuple(
        DateMention(
            text=text[each.start : each.end],
            kind=meant.kind,
            start=each.start,
            end=each.end,
            from_=iso(meant.first),
            to=iso(meant.last),
            calendar=meant.calendar,
            conflict=meant.conflict,
        )
        for each, meant in found
    )
