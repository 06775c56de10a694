"""When to ask for a document again: pure functions of its day. Documents change while they are young, if ever."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zlib import crc32

_FARTHEST: Final = timedelta(days=730)  # ahead; a later day is a slip of the council's pen
# Days past, and how long a document that is no older is left alone.
WAITS: Final = (
    (14, timedelta(hours=20)),  # every night: a question to which the answer is mostly that nothing changed
    (90, timedelta(days=7)),
    (365, timedelta(days=30)),
)
_LONG: Final = timedelta(days=7)
SETTLED: Final = timedelta(days=365)
MISSING: Final = timedelta(days=30)  # for one that is gone, or never was there: some come back
FORBIDDEN: Final = timedelta(days=30)  # for one that robots.txt keeps to the site itself
TOO_LARGE: Final = timedelta(days=365)


def due(row: Mapping[str, Any], now: datetime) -> datetime:
    """When a row of `document_files` is due again. Its age counts from its day, or from when it was last replaced."""
    age = (now - _newest(row, now)).days
    wait = next((wait for days, wait in WAITS if age < days), SETTLED)
    return now + (_spread(wait, row["url"]) if wait >= _LONG else wait)


def _spread(wait: timedelta, url: str) -> timedelta:
    """A wait made up to a quarter shorter, by address, lest all documents of a first harvest are due in one night."""
    return wait * (1 - crc32(url.encode()) / 2**34)


def _newest(row: Mapping[str, Any], now: datetime) -> datetime:
    days = []
    if row["day"] and (day := date.fromisoformat(row["day"][:10])) < (now + _FARTHEST).date():
        days.append(datetime(day.year, day.month, day.day, tzinfo=UTC))
    if row["changed_at"]:
        days.append(datetime.fromisoformat(row["changed_at"]))
    return max(days, default=datetime.fromisoformat(row["first_fetched_at"]) if row["first_fetched_at"] else now)
