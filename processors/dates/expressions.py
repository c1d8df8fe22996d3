"""What a date expression says, before it is known when it was said."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Fraction = tuple[int, int]  # (k, n): the k-th of n equal parts
FIRST: Fraction = (1, 0)  # with a number of days: those at the beginning, those at the end
LAST: Fraction = (-1, 0)
CalendarName = Literal["solar", "gregorian", "lunar", ""]  # empty: not said


@dataclass(frozen=True, slots=True)
class Year:
    """A year by number, or by its distance from the present one; `short` marks a two-digit one («۵۷»).

    `step` is -1 or 1 for the last or next such month or season («مهر گذشته»), which no year number expresses.
    """

    number: int | None = None
    calendar: CalendarName = ""
    offset: int | None = None
    step: int | None = None
    short: bool = False
    bc: bool = False


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day and month, with or without the year."""

    calendar: CalendarName
    month: int
    day: int
    year: Year | None = None


@dataclass(frozen=True, slots=True)
class DayOfRelativeMonth:
    """The `day` of the month that lies `months` from the present one («پانزدهم ماه جاری»)."""

    day: int
    months: int


@dataclass(frozen=True, slots=True)
class Recurring:
    """A day or span of the year known by name: the row of recurring.tsv, with or without the year."""

    row: int
    year: Year | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week (Monday is 0), by itself, in the week `weeks` from now, or the last (-1) or next (1) one."""

    number: int
    weeks: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written, and the part of the day named with it ('' for none)."""

    hour: int
    minute: int = 0
    part: str = ""


class Moment(NamedTuple):
    """A day said in one or more ways at once («امروز شنبه ۳ آبان»), and the time on it.

    `part` gives the hours of a part of the day, from and before. `zone` is a name of the IANA database or `local`.
    """

    offset: int | None = None
    weekday: Weekday | None = None
    date: DayOfMonth | DayOfRelativeMonth | Recurring | None = None
    clock: Clock | None = None
    part: tuple[int, int] | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month, with or without the year."""

    calendar: CalendarName
    number: int
    year: Year | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A season (spring is 1), with or without the year."""

    number: int
    year: Year | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """A decade or a century: its number of years, its own number as written, and the calendar if said."""

    years: Literal[10, 100]
    number: int
    calendar: CalendarName = ""
    bc: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole day, week, month ... that lies `count` units from the present one («هفتهٔ آینده», «سه سال پیش»).

    `upto` is a second, farther count («دو یا سه سال پیش»).
    """

    unit: str
    count: int
    calendar: CalendarName = ""
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time from now back (negative) or on, `count` units long («سه سال اخیر»); None is a few."""

    unit: str
    direction: int
    count: int | None = None
    ends_before: bool = False  # «چند روز پیش»: some time in the stretch, and not today


@dataclass(frozen=True, slots=True)
class Weekend:
    """The weekend, Thursday and Friday, of the week `weeks` from now."""

    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A fraction of a longer time («اوایل ماه جنوری», «نیمهٔ دوم سال»); `days` cuts by weeks, ten days or days.

    Of months, a negative denominator asks for the first (k) or the last (-k) months of the year.
    """

    whole: "Expression"
    fraction: Fraction
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """From the beginning of one time to the end of another."""

    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class Vague:
    """A time that nobody can put on a calendar."""


Expression = Moment | Month | Year | Season | Era | Whole | Stretch | Weekend | Part | Range | Vague


class Found(NamedTuple):
    """An expression and where it stands: code points `start` to `end`.

    `calendar` is the one it counts in, if it says so; `open` tells that its tense or what stands beside it decides,
    `exact` that it counts from the minute of publication.
    """

    expression: Expression
    start: int
    end: int
    calendar: str = ""
    open: bool = False
    exact: bool = False
