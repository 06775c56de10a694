"""What becomes of one council's answers: kept, counted, followed, doubted or put off."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import storage
from parsers import Reading

from ..freshness import facts_of
from ..options import iso
from ..outcomes import Outcome
from ..sampling import Sample
from ..schedule import retry_after
from ..statements import REFUSALS
from ..targets import Target
from .absences import Absences
from .corridor import Arrived, Understood, keep, recalled, said_gone, understand
from .counting import count, is_suspicious, list_name, noun, suspicion
from .doubts import Doubts
from .due import due_again, due_at
from .finding import KINDS, SEARCH, entries, followed, pages_of
from .repeats import Stored, keep_repeated, received, repeatable
from .restrictions import to_ask
from .times import RETRY_AFTER, SLOW, Clock
from .walking import Step, Walks
from .wishes import Wishes

FAILURES_IN_A_ROW = 5


class Intake:
    """Takes in a council's answers in one run. `first_run_id` is that of the run which this one goes on with."""

    def __init__(
        self,
        archive: storage.Archive,
        target: Target,
        outcome: Outcome,
        wishes: Wishes,
        now: Clock,
        *,
        run_id: int,
        first_run_id: int,
        absences: Absences,
        walks: Walks | None,
    ) -> None:
        self._archive, self._council, self._outcome = archive, target.council, outcome
        self._wishes, self._now, self._is_whole = wishes, now, target.is_whole
        self._run_id, self._first_run_id = run_id, first_run_id
        self._absences, self._walks = absences, walks
        self.sample = Sample()
        self.doubts = Doubts(archive, self._council, outcome, self.sample, now)
        self._entries = {row["url"]: row["kind"] for row in entries(target.base_url)}
        until = wishes.until(now())
        self._reach = until.isoformat() if until else None
        self._failing: tuple[str, int] = ("", 0)

    @property
    def is_in_vain(self) -> bool:
        """Whether the site answers one page after the other with the same failure."""
        return self._failing[1] >= FAILURES_IN_A_ROW

    def store(self, exchange: Mapping[str, Any], step: Step | None = None) -> Stored:
        """Write an answer's bytes, to be made safe and then received; with `step`, it is a register's window."""
        last = repeatable(self._archive, exchange) if step is None else None
        due = due_again(last, exchange["url"], self._now()) if last else ""
        return Stored(exchange, self._archive.write(exchange, last), last, due)

    def receive(self, stored: Stored, step: Step | None = None) -> None:
        """Take in an answer whose bytes are safe."""
        with received(self._archive, stored, self._outcome) as answer:
            if answer is None:
                self._believe_unchanged(stored.exchange["url"])
            else:
                self._read(answer, step)

    def take(self, capture_id: int, step: Step | None = None) -> None:
        """Take in an answer that was stored before."""
        answer = recalled(self._archive, capture_id)
        url, last = answer.capture["url"], repeatable(self._archive, answer.capture) if step is None else None
        due = due_again(last, url, self._now()) if last else None
        if keep_repeated(self._archive, answer, last, self._outcome, due_at=due):
            self._believe_unchanged(url)
        else:
            self._read(answer, step)

    def _read(self, answer: Arrived, step: Step | None) -> None:
        """Read a stored answer, and do what follows from it."""
        url = answer.capture["url"]
        understood = understand(answer)
        reading = understood.reading
        usable = understood.is_usable
        links = list(self._followed(reading)) if usable else []
        done = self._done(understood) if usable else None
        absorbed = keep(self._archive, understood, self._outcome, links, done=done)
        if step is not None and self._walks is not None:
            self._walks.take(step, understood)
        if not usable:
            self._refuse(understood, is_window=step is not None)
            return
        self.sample.note(url, is_changed=bool(absorbed.changed))
        self._failing = ("", 0)
        self.make_due(self.doubts.believe())
        self.make_due(to_ask(self._archive, absorbed.changed, url))
        self._count(understood)
        self.make_due(link["url"] for link in links if link["kind"] == SEARCH)  # wanted now, as the first of them was
        relisted = self._archive.relisted(answer.capture["id"], absorbed.new)
        told = {(key.kind, key.id) for key in (*absorbed.new, *relisted)}
        told |= {(change.kind, change.id) for change in absorbed.changed}
        self.make_due(page for page in pages_of(reading.records, frozenset(told)) if page != url)

    def _believe_unchanged(self, url: str) -> None:
        """The site gives a real page, which says what it said last."""
        self.sample.note(url, is_changed=False)
        self._failing = ("", 0)
        if self.doubts:
            self.make_due(self.doubts.believe())

    def _followed(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """The links to follow; from a single page that is asked for, not on to committees and meetings."""
        is_open = self._is_whole or reading.page_type == SEARCH
        for link in followed(reading, self._wishes.since, self._reach):
            if is_open or link["kind"] not in KINDS["meetings"]:
                yield link

    def _done(self, understood: Understood) -> dict[str, Any]:
        """What is kept with a page that was read: what says when to look at it again, and when that is."""
        reading, url = understood.reading, understood.capture["url"]
        if reading.page_type == SEARCH:
            return {}  # it is made again when a person asks for it
        known = self._archive.frontier_facts(self._council, url)
        facts = facts_of(reading.page_type, reading.records)
        counted = {name: known[name] for name in ("looks", "finds")}
        return {"facts": facts, "due_at": due_at(reading.page_type, url, facts | counted, self._now())}

    def make_due(self, urls: Iterable[str]) -> None:
        """Make pages due now, unless this harvest has had them."""
        wanted = [url for url in urls if self.had(url) is None]
        if wanted:
            self._archive.frontier_reset(self._council, wanted)

    def had(self, url: str) -> int | None:
        """The capture in which this harvest, or the one that it goes on with, had a page."""
        last = self._archive.last_capture(self._council, url)
        return int(last["id"]) if last is not None and (last["run_id"] or 0) >= self._first_run_id else None

    def defer(self, url: str, reason: str, *, failure: str = "") -> None:
        """Put a page off to another run. `failure` names the verdict where the whole site may answer like that."""
        self._fail(failure)
        self._outcome.defer(url, reason)
        wait = retry_after(self._archive.frontier_attempts(self._council, url))
        self._archive.frontier_defer(self._council, url, reason, iso(self._now() + wait))

    def _count(self, understood: Understood) -> None:
        """Count a list, and report one that is far below its own history."""
        reading = understood.reading
        rows = count(reading)
        if reading.page_type == SEARCH and not reading.links:
            self._outcome.warn(self._council, understood.capture["url"], "The search finds nothing.")
        if rows is None:
            return
        name, what = list_name(understood.capture["url"]), noun(reading.page_type)
        history = self._archive.list_history(self._council, name)
        self._archive.list_counted(self._council, name, rows, run_id=self._run_id)
        if is_suspicious(rows, history):
            self._outcome.warn(self._council, name, suspicion(rows, history, what))
        elif not rows and not history:
            self._outcome.warn(self._council, name, f"It lists no {what}.")

    def _refuse(self, understood: Understood, *, is_window: bool) -> None:
        """Put off a page that was none. ModernGov's own error page is an answer, not a failure of the site."""
        capture, verdict = understood.capture, understood.verdict
        reason = f"{REFUSALS.get(verdict, verdict)} (status {capture['status']})"
        failure = "" if verdict == "moderngov-error" and not self.doubts.is_grave else verdict
        if is_window:
            self._fail(failure)
        elif said_gone(understood):
            self._fail(failure)
            self.doubts.add(understood, reason)
            self._archive.frontier_done(self._council, capture["url"], due_at=iso(self._now() + RETRY_AFTER))
        elif self._is_absent(capture):
            self._absences.note(self._entries[capture["url"]], capture["url"])
            self._archive.frontier_done(self._council, capture["url"])
        else:
            self.defer(capture["url"], reason, failure=failure)

    def _is_absent(self, capture: Mapping[str, Any]) -> bool:
        """Whether the answer says, at once, that the council has no such list."""
        return capture["url"] in self._entries and capture["status"] == 404 and (capture["elapsed"] or 0) < SLOW

    def _fail(self, failure: str) -> None:
        before, times = self._failing
        self._failing = (failure, times + 1 if failure and failure == before else int(bool(failure)))
