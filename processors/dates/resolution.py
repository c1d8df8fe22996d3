"""The outcome of reading a date expression against its publication time."""

from dataclasses import dataclass
from datetime import date, datetime

from processors.tagged_article import Calendar, DateKind

End = date | datetime | str  # a string is a year before Christ, which Python's dates do not reach


@dataclass(frozen=True, slots=True)
class Resolution:
    """Kind, first and last moment (both inside; None when there is none), calendar, and what contradicts what.

    `axis` is the calendar in which parts of it are counted.
    """

    kind: DateKind
    first: End | None
    last: End | None
    calendar: Calendar
    axis: str = "solar"
    conflict: str | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day, None where they are not on the axis of Python's dates."""
        return (
            (_day(self.first), _day(self.last))
            if isinstance(self.first, date) and isinstance(self.last, date)
            else None
        )


def spanning(kind: DateKind, span: tuple[date, date] | None, calendar: Calendar, axis: str) -> Resolution:
    """Give the resolution to `span`, or to nothing where the calendar has no such time."""
    first, last = span or (None, None)
    return Resolution(kind, first, last, calendar, axis)


def _day(end: date) -> date:
    return end.date() if isinstance(end, datetime) else end


def iso(end: End | None) -> str | None:
    """Write one end in ISO 8601: a day, or a minute with its offset."""
    if end is None or isinstance(end, str):
        return end
    return end.isoformat(timespec="minutes") if isinstance(end, datetime) else end.isoformat()
