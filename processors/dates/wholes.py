"""What a part can be of («اواخر ...», «پایان ...», «نیمهٔ دوم ...»): a month, season, year, week, decade or century."""

from processors.dates import context
from processors.dates.days import month_alone
from processors.dates.expressions import Era, Expression, Month, Season, Whole, Year
from processors.dates.numbers import number
from processors.dates.relative import relative
from processors.dates.tokens import Run
from processors.dates.years import attached, decade_or_century, standalone

_BARE = frozenset({"week", "month", "year"})
_QUALIFIERS = ("adjective", "number", "era", "direction", "month", "relyear", "rank")
_EZAFE = ("\N{ARABIC HAMZA ABOVE}", "\N{ARABIC LETTER HEH WITH YEH ABOVE}", "\N{ZERO WIDTH NON-JOINER}ی")
_MAY = "می"
_SHORT_FROM = 50
_FIGURES = 4


def season(run: Run, index: int, *, year_needed: bool = True) -> tuple[Season, int] | None:
    """Read a season with its year; without one it is rather a time of every year."""
    said = run.at(index, "head")
    head = said is not None and said.tag == "season"
    named = run.at(index + head, "season")
    year = attached(run, index + head + 1) if named else None
    if named is None or (year is None and year_needed):
        return None
    return Season(named.value, year[0] if year else None), year[1] if year else index + head + 1


def whole(run: Run, index: int, *, bare_too: bool = True) -> tuple[Expression, int] | None:
    """Read the whole that stands after the name of its part, with the index after it."""
    found = (
        month_alone(run, index)
        or season(run, index, year_needed=False)
        or relative(run, index)
        or _year(run, index)
        or (_bare(run, index) if bare_too else None)
        or decade_or_century(run, index)
        or weak_month(run, index)
    )
    return found if found and isinstance(found[0], Month | Season | Year | Era | Whole) else None


def is_year(said: Expression) -> bool:
    """Say whether a whole is one year."""
    return isinstance(said, Year) or (isinstance(said, Whole) and said.unit == "year")


def is_month(said: Expression) -> bool:
    """Say whether a whole is one month."""
    return isinstance(said, Month) or (isinstance(said, Whole) and said.unit == "month")


def weak_month(run: Run, index: int) -> tuple[Month, int] | None:
    """Read a month whose name is also a word, where the word before vouches for it."""
    named = run.at(index, "month")
    if named is None or (run.text.key_at(named.word) == _MAY and context.verb_follows(run, index)):
        return None  # «آغاز می شود», written apart
    year = attached(run, index + 1)
    found = Month(named.tag, named.value, year[0] if year else None)  # type: ignore[arg-type]  # a calendar name
    return found, year[1] if year else index + 1


def _year(run: Run, index: int) -> tuple[Year, int] | None:
    """Read a year in figures; a part of four figures, or of two that can be no day, is a part of a year."""
    found = standalone(run, index)
    if found:
        return found
    plain = number(run, index)
    if plain is None or plain[0].ordinal or run.at(plain[1], "unit") or context.right(run, plain[1] - 1, "year"):
        return None
    short = plain[0].digits == 2 and plain[0].value >= _SHORT_FROM  # noqa: PLR2004 - two figures
    return (Year(plain[0].value, short=short), plain[1]) if short or plain[0].digits == _FIGURES else None


def _bare(run: Run, index: int) -> tuple[Whole, int] | None:
    """Read the present week, month or year: «اواخر سال», «آغاز هفته», but not «آغاز سال تحصیلی», «آغاز هفتهٔ کتاب»."""
    unit = run.at(index, "unit")
    if unit is None or unit.tag not in _BARE or unit.value:
        return None
    after = run.at(index + 1, *_QUALIFIERS)
    if after and not after.tag.startswith("digits"):
        return None  # «سال ۶۶۸ پرونده» counts what follows
    if run.text.words[unit.last].endswith(_EZAFE) or context.right(run, index, "bare"):
        return None
    return Whole(unit.tag, 0), index + 1
