"""Dates as ModernGov prints them, in English and Welsh, to ISO 8601."""

import calendar
import contextlib
import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from .vocabulary.months import MONTHS

_ORDINAL: Final = r"(?:st|nd|rd|th|af|ail|il|ydd|fed|eg|ain|ed)?"
_NAMED: Final = re.compile(
    rf"(?:(?:\w+day|dydd \w+),?\s+)?(\d{{1,2}}){_ORDINAL}\s+([^\W\d_]{{3,10}})\.?,?\s+(\d{{4}})", re.IGNORECASE
)
_MONTH: Final = re.compile(r"([^\W\d_]{3,10})\.?,?\s+(\d{4})")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")


class Span(NamedTuple):
    """A stretch of days, both ends in it, and where its text ends in the string that it was read from."""

    first: date
    last: date
    end: int

    @property
    def is_day(self) -> bool:
        """Whether a single day was printed, rather than a month."""
        return self.first == self.last


def span_at(text: str, start: int = 0) -> Span | None:
    """The day or month printed at `start`; `None` where there is no date, or an impossible one."""
    for pattern, read in ((_SLASHED, _slashed), (_NAMED, _named), (_MONTH, _month)):
        found = pattern.match(text, start)
        if found:
            days = read(found)
            if days:
                return Span(*days, found.end())
    return None


@lru_cache(maxsize=4096)  # the days that councils print are few
def iso_day(text: str) -> str | None:
    """The ISO date of a string that begins with a day, such as `04/02/2021` or `5th Mar 2021`."""
    text = text.strip()
    if len(text) == len("04/02/2021") and text[2] == text[5] == "/":  # nearly every date is printed like this
        with contextlib.suppress(ValueError):
            return date.fromisoformat(f"{text[6:]}-{text[3:5]}-{text[:2]}").isoformat()
    span = span_at(text)
    return span.first.isoformat() if span and span.is_day else None


def _slashed(found: re.Match[str]) -> tuple[date, date] | None:
    year = int(found[3])
    if year < 100:  # ModernGov is younger than 1970; York prints 24/10/19
        year += 2000 if year < 70 else 1900
    return _day(year, int(found[2]), int(found[1]))


def _named(found: re.Match[str]) -> tuple[date, date] | None:
    month = MONTHS.get(found[2].lower())
    return _day(int(found[3]), month, int(found[1])) if month else None


def _month(found: re.Match[str]) -> tuple[date, date] | None:
    month, year = MONTHS.get(found[1].lower()), int(found[2])
    if not month or not year:
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        printed = date(year, month, day)
    except ValueError:
        return None
    return printed, printed
