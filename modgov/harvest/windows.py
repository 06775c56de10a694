"""Windows: the slices of days in which a council's registers are read, newest first. Pure; days are dates.

Slices lie on one grid, so that the same window has the same address every night. Each is asked for with some days
before it, because registers filter by a day of publication, and not exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

OVERLAP: Final = timedelta(days=7)
WIDEST: Final = 168  # days of a slice; with its overlap less than six months
NARROWEST: Final = 42  # of a slice that is halved because it is slow or fails
NARROWEST_CAPPED: Final = 5  # of one that is halved because its list breaks off
EMPTY_DAYS: Final = 13 * WIDEST  # six years in a row, before which nothing is looked for: registers have gaps
FAILURES: Final = 3  # of the narrowest windows in a row, after which a list is given up
_GRID: Final = date(2000, 1, 3)
_BEGINNING: Final = date(1990, 1, 1)  # before it there was no ModernGov
_SLOWEST_RETURN: Final = 180  # days after which a window that has long been read is read again


class Window(NamedTuple):
    """A slice of days, both included. A list is asked for it from `asked_from` on."""

    first: date
    last: date

    @property
    def asked_from(self) -> date:
        """The first day that is asked for."""
        return self.first - OVERLAP

    @property
    def days(self) -> int:
        """How many days are in it, its overlap not counted."""
        return (self.last - self.first).days + 1

    def halves(self) -> tuple["Window", "Window"]:
        """Its older half and its newer one."""
        middle = self.first + timedelta(days=self.days // 2)
        return Window(self.first, middle - timedelta(days=1)), Window(middle, self.last)

    def __str__(self) -> str:
        return f"{self.asked_from:%d/%m/%Y} to {self.last:%d/%m/%Y}"


def window_of(day: date, width: int) -> Window:
    """The slice of the grid that a day is in; `width` is in days and divides the widest."""
    first = _GRID + timedelta(days=(day - _GRID).days // width * width)
    return Window(first, first + timedelta(days=width - 1))


def is_fresh(read_at: datetime, window: Window, now: datetime, begun: datetime) -> bool:
    """Whether what was read of a window still holds: it was read in this run, or will hardly have changed since.

    Councils publish late, and again. So a window is looked at again, the less often the longer it was over.
    """
    if read_at >= begun:
        return True
    over = (read_at.date() - window.last).days
    return now - read_at < timedelta(days=min(over // 4, _SLOWEST_RETURN), hours=20 if over >= 4 else 0)


@dataclass(slots=True)
class Walk:
    """A walk through one list from its newest window back to `until`, or where that is null to its beginning.

    `known` are the windows that still hold, each with its number of rows: they are stepped over. In place of those in
    `halved` their halves are asked for. After `read` or `failed` the next window is that which then is to be asked for.
    """

    today: date
    until: date | None
    known: Mapping[Window, int]
    newest: date
    halved: frozenset[Window] = frozenset()
    width: int = WIDEST
    is_given_up: bool = False
    _waiting: list[Window] = field(default_factory=list)
    _empty_days: int = 0
    _failures: int = 0

    def next(self) -> Window | None:
        """The next window to ask for; `None` at the end."""
        while not self.is_given_up:
            window = self._waiting.pop() if self._waiting else self._older()
            if window.last < (self.until or _BEGINNING) or self._empty_days >= EMPTY_DAYS:
                return None
            rows = self._rows_known(window)
            if rows is not None:
                self._count(window, rows)
            elif window in self.halved:
                self._waiting += window.halves()
            else:
                return window
        return None

    def _older(self) -> Window:
        window = window_of(self.newest, self.width)
        self.newest = window.first - timedelta(days=1)
        return window

    def _rows_known(self, window: Window) -> int | None:
        """The rows of a window that needs no reading, as a whole or by its halves."""
        if window in self.known:
            return self.known[window]
        if window.days <= NARROWEST_CAPPED:
            return None
        halves = [self._rows_known(half) for half in window.halves()]
        known = [rows for rows in halves if rows is not None]
        return sum(known) if len(known) == len(halves) else None

    def _count(self, window: Window, rows: int) -> None:
        if window.first <= self.today:
            self._empty_days = 0 if rows else self._empty_days + window.days

    def read(self, window: Window, rows: int, *, was_slow: bool) -> None:
        """A window was read in full; where that was slow, the next ones are narrower."""
        self._failures = 0
        self._count(window, rows)
        if was_slow and window.days <= self.width:
            self.width = max(NARROWEST, window.days // 2)

    def halve(self, window: Window, *, narrowest: int = NARROWEST) -> bool:
        """Ask for the halves of a window instead; false where it is as narrow as it may be."""
        if window.days // 2 < narrowest:
            return False
        self._waiting += window.halves()
        return True

    def failed(self) -> None:
        """A window could not be read, however narrow. A list of which none can is given up."""
        self._failures += 1
        self._empty_days = 0
        self.is_given_up = self._failures >= FAILURES


def still_halved(rows: Iterable[Mapping[str, Any]], begun: datetime) -> frozenset[Window]:
    """The windows of an archive that this run, or the one that it goes on with, gave up for their halves."""
    return frozenset(
        Window(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for row in rows
        if row["halved_at"] and datetime.fromisoformat(row["halved_at"]) >= begun
    )


def still_holding(rows: Iterable[Mapping[str, Any]], now: datetime, begun: datetime) -> dict[Window, int]:
    """The windows of an archive that need no reading now, with their rows."""
    holding = {}
    for row in rows:
        window = Window(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        if row["state"] == "read" and is_fresh(datetime.fromisoformat(row["read_at"]), window, now, begun):
            holding[window] = int(row["rows"] or 0)
    return holding
