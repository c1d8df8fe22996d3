"""Days by number and month, in words or in figures: «بیست و یکم مهر ۱۴۰۴», «۳۰-۷-۱۴۰۴», «2025/10/22»."""

from processors.dates import calendars, context
from processors.dates.expressions import CalendarName, DayOfMonth, DayOfRelativeMonth, Month, Year
from processors.dates.lexicon import key
from processors.dates.numbers import Number, number
from processors.dates.tables import rows
from processors.dates.tokens import Run, Token, gap_at
from processors.dates.years import attached, calendar_of

_MAY = "می"
_LED = frozenset({"مهر", "تیر", "جوزا", "سنبله", "حوت"})  # weak names that are months after در
_DAYS_OF = "ایام"
_LONGEST = 31
_EVENTS: dict[tuple[str, int, int], dict[str, int]] = {}
for _word, _calendar, _of_month, _day, _year, _source in rows("events.tsv"):
    _EVENTS.setdefault((_calendar, int(_of_month), int(_day)), {})[key(_word)] = int(_year)
_CHECK_YEARS = {"solar": 1403, "gregorian": 2024, "lunar": 1446}  # leap years: every day that can be is in them


def month(run: Run, index: int, gaps: str = " ") -> tuple[Token, int, bool] | None:
    """Read a month name with the word ماه before or after it: token, index after, whether ماه is there."""
    sign = run.at(index, "head", gaps=gaps)  # Dari: «برج حمل»
    before = _month_word(run, index, gaps) or (sign is not None and sign.tag == "month")
    at = index + before
    at += before and run.at(at, "adjective") is not None
    name = run.at(at, "month", gaps=" " if before else gaps)
    if name is None or (before and present_verb(run, at)):
        return None
    after = not before and _month_word(run, at + 1, " ")
    return name, at + 1 + after, bool(before or after)


def present_verb(run: Run, index: int) -> bool:
    """Say whether می at `index` belongs to a verb in the present («این ماه می آید» written apart)."""
    return run.text.key_at(run.tokens[index].word) == _MAY and context.verb_follows(run, index, context.PRESENT)


def _month_word(run: Run, index: int, gaps: str) -> bool:
    unit = run.at(index, "unit", gaps=gaps)
    return unit is not None and unit.tag == "month" and not unit.value


def date(run: Run, index: int, *, named: bool = False) -> tuple[DayOfMonth | DayOfRelativeMonth, int] | None:
    """Read a day and month with or without year; `named` says that a weekday or مورخ before it vouches for it."""
    found = in_figures(run, index)
    if found:
        return found
    numbered = number(run, index)
    if numbered is None or not 1 <= numbered[0].value <= _LONGEST or numbered[0].digits > 2:  # noqa: PLR2004
        return None
    value, at = numbered
    named_month = month(run, at) or month(run, at, gaps="--//") if value.digits else month(run, at)
    if named_month is None:
        return of_relative_month(run, value, at)
    name, after, supported = named_month
    year = attached(run, after)
    end = year[1] if year else after
    sure = named or supported or year is not None
    if not sure and doubtful(run, index, value, name, after):
        return None
    calendar: CalendarName = name.tag  # type: ignore[assignment]  # the tags of months are calendar names
    told = year[0] if year else _of_event(run, index, (name.tag, name.value, value.value))
    return DayOfMonth(calendar, name.value, value.value, told), end


def _of_event(run: Run, index: int, day: tuple[str, int, int]) -> Year | None:
    """Give the year of an event called by its day («کودتای ۲۸ مرداد»)."""
    words = _EVENTS.get(day)
    number_of_year = words.get(run.text.key_at(run.tokens[index].word - 1)) if words else None
    return Year(number_of_year) if number_of_year else None


def doubtful(run: Run, index: int, value: Number, name: Token, after: int) -> bool:
    """Say whether a number and a weak month name with nothing more are rather a count («سه تیر», «۵ می رسد»)."""
    form = run.text.key_at(name.word)
    if context.right(run, after - 1, f"month.{form}"):
        return True
    if name.strong:
        return False
    if form == _MAY and context.verb_follows(run, after - 1):
        return True
    zero = name.tag == "lunar" and name.value == 2 and not value.ordinal and value.value < 10  # noqa: PLR2004 - «۲ صفر»
    surer = name.tag == "gregorian" and name.strength == "fair"
    counts = not value.digits and not value.ordinal and not surer  # «سه تیر», not «هشت مارس»
    return zero or counts or context.left(run, index, "number")


def of_relative_month(run: Run, value: Number, index: int) -> tuple[DayOfRelativeMonth, int] | None:
    """Read «پانزدهم ماه جاری», «۲۰ همین ماه»; «۱۵ ماه گذشته» is fifteen months."""
    this = run.at(index, "this")
    if this and _month_word(run, index + 1, " "):
        return DayOfRelativeMonth(value.value, 0), index + 2
    step = run.at(index + 1, "direction")
    if not _month_word(run, index, " ") or step is None or step.tag in {"later", "recent"}:
        return None
    if step.value == 0 or value.ordinal:
        return DayOfRelativeMonth(value.value, step.value), index + 2
    return None


def in_figures(run: Run, index: int) -> tuple[DayOfMonth, int] | None:
    """Read year, month and day in figures, in any order that one calendar allows."""
    tokens = run.tokens[index : index + 3]
    if len(tokens) < 3 or any(t.kind != "number" or not t.tag.startswith("digits") for t in tokens):  # noqa: PLR2004
        return None
    sign = tokens[1].gap
    if sign not in {"//", "--", "..", "/"} or tokens[2].gap != sign or _longer(run, index, sign):
        return None
    widths = [int(token.tag[6:]) for token in tokens]
    ordered = _ordered([token.value for token in tokens], widths)
    if ordered is None or (sign == ".." and max(widths) < 4):  # noqa: PLR2004 - 2.10.22 is a version
        return None
    return ordered, index + 3


def _longer(run: Run, index: int, sign: str) -> bool:
    """Say whether the figures go on in the same way, as in a phone number or an address."""
    before, after = run.tokens[index].word, run.tokens[index + 2].last + 1
    signs = (sign, sign * 2, "::", "..") if sign != ".." else ("..",)
    goes_on = gap_at(run.text, after) in signs and run.text.key_at(after)[:1].isdecimal()
    return goes_on or (gap_at(run.text, before) in signs and run.text.key_at(before - 1)[-1:].isalnum())


def _ordered(figures: list[int], widths: list[int]) -> DayOfMonth | None:
    first, middle, last = figures
    if widths[0] == 4:  # noqa: PLR2004 - a year has four figures
        return _checked(first, middle, last, short=False)
    if widths[2] == 4:  # noqa: PLR2004
        return _checked(last, middle, first, short=False) or _checked(last, first, middle, short=False)
    if widths == [2, 2, 2] or (widths[0] == 2 and first > _LONGEST):  # noqa: PLR2004
        return _checked(first, middle, last, short=True) or _checked(last, middle, first, short=True)
    return None


def _checked(year: int, number_of_month: int, day: int, *, short: bool) -> DayOfMonth | None:
    calendar = "solar" if short else calendar_of(year)
    plausible = short or 1200 <= year <= 2100  # noqa: PLR2004 - other four figures are no year of a news date
    valid = plausible and calendars.day(calendar, _CHECK_YEARS[calendar], number_of_month, day) is not None
    return DayOfMonth(calendar, number_of_month, day, Year(year, calendar, short=short)) if valid else None


def month_alone(run: Run, index: int) -> tuple[Month, int] | None:
    """Read a month without a day; one whose name is also a word needs a year or the word ماه."""
    found = month(run, index)
    if found is None:
        return None
    name, at, supported = found
    year = attached(run, at)
    if not supported and year is None and context.right(run, at - 1, f"month.{run.text.key_at(name.word)}"):
        return None  # «آگوست رودن»
    number_year = year is not None and year[0].number is not None
    sure = name.strong or supported or (year is not None and _vouches(run, index, name, year[0]))
    sure = sure or (year is None and _led(run, index, name))
    if not sure or (number_year and not name.strong and not supported and _count(run, year)):
        return (_month(name, None), index + 1) if name.strong else None
    return (_month(name, year[0]), year[1]) if year else (_month(name, None), at)


def _led(run: Run, index: int, name: Token) -> bool:
    """Say whether the word before makes a doubtful name a month: «در آبان», «ایام محرم»."""
    before = run.text.key_at(run.tokens[index].word - 1)
    if before == _DAYS_OF:
        return name.tag == "lunar"
    fits = name.strength == "fair" or run.text.key_at(name.word) in _LED
    return before == "در" and fits and gap_at(run.text, run.tokens[index].word) == " "


def _month(name: Token, year: Year | None) -> Month:
    return Month(name.tag, name.value, year)  # type: ignore[arg-type]  # the tags of months are calendar names


def _vouches(run: Run, index: int, name: Token, year: Year) -> bool:
    """Say whether a year makes a weak name a month: «دی گذشته», «میزان ۱۴۰۳», but not «به میزان ۱۴۰۳»."""
    if year.step is not None or (year.offset is not None and run.at(index + 1, "direction")):
        return name.strength == "fair"
    return year.number is None or ((name.tag != "solar" or _solar(year)) and not _amount(run, index, name))


def _solar(year: Year) -> bool:
    return year.short or year.calendar == "solar" or (year.number is not None and calendar_of(year.number) == "solar")


def _amount(run: Run, index: int, name: Token) -> bool:
    """Say whether به before میزان makes it an amount."""
    return run.text.key_at(name.word) == "میزان" and run.text.key_at(run.tokens[index].word - 1) == "به"


def _count(run: Run, year: tuple[Year, int] | None) -> bool:
    return year is not None and context.right(run, year[1] - 1, "year")
