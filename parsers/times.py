"""When a meeting is: the day and the time of day that a page prints, and what stands around them."""

import re
from typing import Final, NamedTuple

from .dates import iso_day

_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?[.:]\s?(?P<minute>\d{2}))?(?::\d{2})?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\b|y\.?[bhp]\b|noon\b|canol dydd\b|o(?:'|\u2019)r gloch\b)\.?)?",
    re.IGNORECASE,
)
_ORDINAL: Final = r"(?:st|nd|rd|th|af|ail|il|ydd|fed|eg|ain|ed)?"
_DAY: Final = rf"(?:(?:\w{{3,9}}day|dydd \w{{3,10}}),?\s+)?\d{{1,2}}{_ORDINAL},?\s+[^\W\d_]{{3,10}},?\s+\d{{4}}"
_WHEN: Final = re.compile(rf"(?P<day>{_DAY})(?:,|\s+at|\s+-)?\s*(?P<time>{_CLOCK.pattern})?", re.IGNORECASE)
_BEFORE: Final = re.compile(r"(.*\S)\s+[-\u2013]$", re.DOTALL)
_AFTERNOON: Final = frozenset("ph")
_NOON: Final = 12


class When(NamedTuple):
    """A printed day and time: what stands `before` and `after` them, the ISO day, `HH:MM`, and both as printed."""

    before: str | None
    date: str
    time: str | None
    text: str
    after: str


def read_when(text: str) -> When | None:
    """The first day that a text prints, as in `Cabinet - Monday, 6th January, 2025 10.00 am, CANCELLED`."""
    for found in _WHEN.finditer(text):
        day = iso_day(found["day"].replace(", ", " ", found["day"].count(", ")))
        if day is not None:
            before = _BEFORE.fullmatch(text[: found.start()].strip())
            return When(
                before[1] if before else text[: found.start()].strip() or None,
                day,
                clock(found["time"] or ""),
                found[0].strip(" ,-"),
                text[found.end() :].strip(" ,-\u2013"),
            )
    return None


def clock(text: str) -> str | None:
    """A time of day as `HH:MM`. Null where it may be either half of the day, or is no time at all."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), _half(found["half"])
    if half is None:
        is_whole_day = found["minute"] and len(found["hour"]) > 1 and (not found["half"] or hour > _NOON)
        return f"{hour:02}:{minute:02}" if is_whole_day and hour < 2 * _NOON and minute < 60 else None
    if not 1 <= hour <= _NOON or minute >= 60:
        return None
    return f"{hour % _NOON + (_NOON if half else 0):02}:{minute:02}"


def _half(printed: str | None) -> bool | None:
    """Whether words mean the second half of the day: in Welsh "yb" is before noon, "yp" and "yh" are after it."""
    folded = (printed or "").lower()
    if not folded or folded.startswith("o"):
        return None
    if folded in {"noon", "canol dydd"}:
        return True
    letter = folded[1:].lstrip(".")[0] if folded.startswith("y") else folded[0]
    return letter in _AFTERNOON
