"""A council's registers: lists of decisions that are asked for window by window, and their addresses."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from .windows import WIDEST, Window, window_of

_REGISTER: Final = "mgDelegatedDecisions.aspx?XXR=0&DR={days}&ACT=Find&K=0&DM=0&HD=0&DS={bucket}&Next=true&H=0&V=0"
_OFFICERS: Final = (
    "mgListOfficerDecisions.aspx?XXR=0&FULL=1&BAM=1&DR={days}&ACT=Find&K=0&DM=0&DEP=0&PH=0&LO=0&C3=0&Next=true"
)
# A list of just so many rows may have been broken off there; it is asked for again in halves.
_CAPS: Final = frozenset({100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000})


class Register(NamedTuple):
    """A list of decisions: its name in the archive, in words, its address, and days ahead for which it has entries."""

    name: str
    title: str
    query: str
    bucket: int = 0
    days_ahead: int = 0

    def url(self, base_url: str, window: Window) -> str:
        """The address of one window, the same every time."""
        days = "-".join(day.strftime("%d%%2f%m%%2f%Y") for day in (window.asked_from, window.last))
        return f"{base_url}/{self.query.format(days=days, bucket=self.bucket)}"

    def newest_day(self, today: date) -> date:
        """The last day of the newest window."""
        return window_of(today + timedelta(days=self.days_ahead), WIDEST).last


# Bucket 2 holds nearly all; the others hold what is on its way there.
REGISTERS: Final = (
    Register("published", "decisions published", _REGISTER, 2),
    Register("subject-to-call-in", "decisions subject to call-in", _REGISTER, 3),
    Register("forthcoming", "forthcoming decisions", _REGISTER, 1, days_ahead=WIDEST),
    Register("officers", "officers' decisions", _OFFICERS),
)


def is_capped(rows: int) -> bool:
    """Whether a list has just so many rows that it may have been broken off there."""
    return rows in _CAPS
