"""The register of decisions as a search: which decisions a window of days holds, and which windows are too much.

The site finds decisions by the day of their publication, not exactly: one that was published again is found where it
stood at first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .world import Held, World, day_of

STEP = timedelta(days=14)
WIDEST = timedelta(days=3 * 366)

FORTHCOMING, PUBLISHED, CALLABLE = "1", "2", "3"
_RANGE = re.compile(r"(\d\d/\d\d/\d{4})\s*-\s*(\d\d/\d\d/\d{4})")
_MOVES = {"earlier": -1, "later": 1}


@dataclass(frozen=True, slots=True)
class Window:
    """A window of days, both included, and what is asked of it."""

    first: date
    last: date
    bucket: str = PUBLISHED
    is_long: bool = False
    only_key: bool = False

    @property
    def is_too_wide(self) -> bool:
        """Whether the site gives up on it."""
        return self.last - self.first > WIDEST

    def moved(self, way: str) -> "Window":
        """The window beside it, by the name of the button that leads there."""
        step = STEP * _MOVES.get(way, 0)
        return Window(self.first + step, self.last + step, self.bucket, self.is_long, self.only_key)

    @property
    def printed(self) -> str:
        """Its days as an address has them."""
        return f"{self.first:%d%%2f%m%%2f%Y}-{self.last:%d%%2f%m%%2f%Y}"


def read_window(params: Mapping[str, str], today: date) -> Window | None:
    """The window that an address asks for, the latest fortnight where it names none; `None` for what is no date."""
    first, last = today - STEP, today
    asked = params.get("dr", "")
    if asked:
        found = _RANGE.fullmatch(asked)
        try:
            first, last = (day_of(found[1]), day_of(found[2])) if found else (last, first)
        except ValueError:
            return None
        if last < first:
            return None
    window = Window(first, last, params.get("ds") or PUBLISHED, params.get("v") == "1", params.get("k") == "1")
    return window.moved(params.get("act", "").lower())


def held_in(window: Window, world: World, *, officers: bool = False) -> list[Held]:
    """The decisions that a window holds, the newest first."""
    return sorted(_within(window, world, officers), key=lambda held: (held.filed, held.decision.id), reverse=True)


def _within(window: Window, world: World, officers: bool) -> Iterator[Held]:
    for held in world.decisions.values():
        if not window.first <= held.filed <= window.last or held.decision.by_item:
            continue
        if (officers and not held.decision.is_officer) or (window.only_key and not held.is_key):
            continue
        if window.bucket == PUBLISHED or (window.bucket == CALLABLE and "call-in" in held.status):
            yield held
