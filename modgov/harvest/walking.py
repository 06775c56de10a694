"""The registers of one council under way: which window is asked for next, and what becomes of the answer."""

from datetime import UTC, date, datetime
from typing import Final, NamedTuple

import storage

from ..outcomes import Outcome
from ..statements import REFUSALS
from ..targets import Target
from .absences import Absences
from .corridor import Understood
from .counting import is_suspicious, suspicion
from .registers import REGISTERS, Register, is_capped
from .times import SLOW, Clock
from .windows import NARROWEST, NARROWEST_CAPPED, Walk, Window, still_halved, still_holding

_INCOMPLETE: Final = frozenset({"rows-missing", "headings-lost", "links-lost", "too-deep", "page-type-mismatch"})


class Step(NamedTuple):
    """A window to ask for, of which register, and its address."""

    register: Register
    window: Window
    url: str


class Walks:
    """One council's walks, register after register. `begun` is when the run began that this one goes on with."""

    def __init__(
        self,
        archive: storage.Archive,
        target: Target,
        outcome: Outcome,
        absences: Absences,
        *,
        until: date | None,
        now: Clock,
        begun: datetime,
    ) -> None:
        self._archive, self._council, self._base_url = archive, target.council, target.base_url
        self._outcome, self._absences = outcome, absences
        self._until, self._now, self._begun = until, now, begun
        self._left = list(REGISTERS)
        self._register = REGISTERS[0]
        self._walk: Walk | None = None

    def next(self) -> Step | None:
        """The next window; `None` when every register was gone through."""
        while self._walk or self._left:
            if self._walk is None:
                self._begin(self._left.pop(0))
                continue
            window = self._walk.next()
            if window is not None:
                return Step(self._register, window, self._register.url(self._base_url, window))
            self._end(self._walk)
        return None

    def _begin(self, register: Register) -> None:
        if self._absences.has(register.name):
            return
        now = self._now()
        today = now.astimezone(UTC).date()
        rows = self._archive.windows(self._council, register.name)
        known = still_holding(rows, now, self._begun)
        self._register = register
        newest, halved = register.newest_day(today), still_halved(rows, self._begun)
        self._walk = Walk(today, self._until, known, newest, halved)

    def _end(self, walk: Walk) -> None:
        self._walk = None
        if walk.is_given_up:
            reason = "Window after window could not be read, so this list was given up and what it holds is not known."
            self._outcome.warn(self._council, self._register.title, reason)

    def take(self, step: Step, understood: Understood) -> None:
        """Take an answer: only a real list that was read in full completes a window."""
        capture = understood.capture
        elapsed = float(capture["elapsed"] or 0)
        fault = _fault(understood)
        rows = _rows(understood, step.window)
        if fault is None and not is_capped(_entries(understood)):
            self._complete(step, capture["id"], rows, was_slow=elapsed >= SLOW)
        elif fault is None:
            reason = f"it has exactly {_entries(understood)} entries, so it may have been broken off there"
            self._refuse(step, reason, narrowest=NARROWEST_CAPPED)
        elif capture["status"] == 404 and elapsed < SLOW:
            self._absences.note(step.register.name, step.url)
            self._walk = None
        else:
            self.fail(step, fault)

    def fail(self, step: Step, reason: str, *, is_forbidden: bool = False) -> None:
        """A window could not be read: ask for its halves, or where it is narrow put it off.

        A list that `is_forbidden` is forbidden in every window.
        """
        if is_forbidden:
            self._put_off(step, reason)
            self._walk = None
        else:
            self._refuse(step, reason)

    def _refuse(self, step: Step, reason: str, *, narrowest: int = NARROWEST) -> None:
        if self._walk is None:
            return
        if self._walk.halve(step.window, narrowest=narrowest):
            self._archive.window_halved(*self._named(step), reason)
            return
        self._put_off(step, reason)
        self._walk.failed()

    def _named(self, step: Step) -> tuple[str, str, str, str]:
        return self._council, step.register.name, step.window.first.isoformat(), step.window.last.isoformat()

    def _put_off(self, step: Step, reason: str) -> None:
        self._archive.window_failed(*self._named(step), reason)
        self._outcome.defer(step.url, f"{step.register.title}, {step.window}: {reason.rstrip('.')}")

    def _complete(self, step: Step, capture_id: int, rows: int, *, was_slow: bool) -> None:
        register, window = step.register, step.window
        before = self._archive.window_read(*self._named(step), capture_id, rows)
        self._absences.clear(register.name)
        if before is not None and is_suspicious(rows, [before]):
            place = f"{register.title}, {window}"
            self._outcome.warn(self._council, place, suspicion(rows, [before], "decisions"))
        if self._walk is not None:
            self._walk.read(window, rows, was_slow=was_slow)


def _fault(understood: Understood) -> str | None:
    """Why an answer is no list that was read in full; `None` where it is one."""
    capture, reading = understood.capture, understood.reading
    if not understood.is_usable:
        return f"{REFUSALS.get(understood.verdict, understood.verdict)} (status {capture['status']})"
    if capture["completeness"] == "cut":
        return "its answer was cut short"
    missing = sorted(_INCOMPLETE & set(reading.warnings))
    return f"a part of the list is missing ({', '.join(missing)})" if missing else None


def _entries(understood: Understood) -> int:
    """How many entries a list has: decisions, and issues that it lists in their place."""
    reading = understood.reading
    listed = {record.id for record in reading.records if record.kind == "decision"}
    return len(listed) + len({link.url for link in reading.links if link.page_type == "issue"})


def _rows(understood: Understood, window: Window) -> int:
    """How many of the entries are this window's own, and not of the days that it shares with the one before."""
    reading = understood.reading
    first, shared_from = window.first.isoformat(), window.asked_from.isoformat()
    shared = {
        record.id
        for record in reading.records
        if record.kind == "decision" and shared_from <= (getattr(record, "publication_date", None) or first) < first
    }
    return _entries(understood) - len(shared)
