"""The moment a story speaks from, and the choice among the years a date without one may mean."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

_TO_COME = 2
_SLACK = timedelta(1)  # a story told across midnight or time zones
Span = tuple[date, date]


class Reference(NamedTuple):
    """What a date is read against.

    `now` is the publication time in the source's zone, `calendar` the one in which the text counts its months and
    years, `direction` the tense of the sentence (-1 past, 2 to come, 1 perhaps to come, 0 silent). `beside` is a day
    that stands beside the date and tells its year, and for a range the other end.
    """

    now: datetime
    calendar: str = "solar"
    direction: int = 0
    beside: date | None = None

    @property
    def today(self) -> date:
        """The day of publication, in the source's zone."""
        return self.now.date()

    @property
    def near(self) -> date:
        """The day to which the year of a date is nearest."""
        return self.beside or self.today


def nearest(spans: Iterable[Span], reference: Reference, step: int | None = None) -> Span | None:
    """Choose the span nearest to the reference that its direction allows; `step` asks for one wholly before or after.

    Where the direction allows none, or contradicts `beside`, the nearest is taken.
    """
    known = tuple(spans)
    allowed = [span for span in known if _allowed(span, reference, step)] or known
    return min(allowed, key=lambda span: (distance(span, reference.near), span), default=None)


def _allowed(span: Span, reference: Reference, step: int | None) -> bool:
    if step is not None:
        return span[1] < reference.near if step < 0 else span[0] > reference.near
    if reference.direction < 0:
        return span[0] <= reference.near + _SLACK
    return reference.direction < _TO_COME or span[1] >= reference.near - _SLACK


def distance(span: Span, day: date) -> int:
    """Give the days between `day` and the nearest day of `span`, 0 inside it."""
    if span[0] <= day <= span[1]:
        return 0
    return min(abs((span[0] - day).days), abs((span[1] - day).days))
