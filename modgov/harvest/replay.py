"""Stored captures taken in once more, in the order in which they came, as if each had been fetched just then.

Whatever a harvest decides from one capture to the next (which page repeats another, which error page is believed) is
decided again by the same code, so that the same captures come to the same rows.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import parsers
import storage

from ..outcomes import Outcome
from ..statements import document_of
from ..targets import PLANS_HOME, Target
from .absences import Absences
from .document_answers import DocumentAnswers
from .finding import KINDS, PRIORITIES
from .importing import take_in
from .intake import Intake
from .times import Clock
from .wishes import Wishes

_WINDOWED = frozenset(KINDS["registers"])  # asked for in windows, which no queue knows
_BATCH = 200  # captures in one transaction
# A document that no page links to any more: it has no place in the queue.
_UNQUEUED = dict.fromkeys(("sha256", "changed_at", "day", "first_fetched_at")) | {"attempts": 0}


def rebuild(folder: Path, progress: Callable[[int, int], None]) -> storage.Restored:
    """Make the database of an archive again from its WARC files; return what came back, and in words what did not."""
    moment = Moment()
    with storage.Archive.rebuilding(folder, moment) as (archive, restored):
        Replay(archive, moment).run(lambda done: progress(done, restored.captures))
    return restored


class Moment:
    """A clock that shows when the capture in hand was stored."""

    def __init__(self) -> None:
        self.at = ""

    def __call__(self) -> str:
        """The time as the archive writes it."""
        return self.at

    def date(self) -> datetime:
        """The time."""
        return datetime.fromisoformat(self.at)


class Replay:
    """Takes in every capture of an archive that has no readings yet."""

    def __init__(self, archive: storage.Archive, moment: Moment) -> None:
        self._archive, self._moment = archive, moment
        self._runs: dict[str, _Run] = {}

    def run(self, progress: Callable[[int], None]) -> None:
        """Take in all captures; `progress` is told how many are done."""
        done = 0
        captures = self._archive.captures()
        while batch := list(islice(captures, _BATCH)):
            with self._archive.at_once():
                for capture in batch:
                    self._take(capture)
            done += len(batch)
            progress(done)
        for run in self._runs.values():
            run.close()

    def _take(self, capture: Mapping[str, Any]) -> None:
        self._moment.at = capture["absorbed_at"]
        if capture["source"] != "fetch":
            take_in(self._archive, capture["id"])
            return
        run = self._runs.get(capture["council"])
        if run is None or run.run_id != capture["run_id"]:
            if run is not None:
                run.close()
            run = self._runs[capture["council"]] = _Run(self._archive, capture, self._moment)
        run.take(capture)


class _Run:
    """One council's run, as far as its captures tell of it."""

    def __init__(self, archive: storage.Archive, capture: Mapping[str, Any], moment: Moment) -> None:
        self.run_id = capture["run_id"]
        self._archive = archive
        self._target = _target(archive, capture)
        self._outcome = Outcome()
        row = archive.run(self.run_id) if self.run_id is not None else {"id": 0, "first_run_id": 0}
        self._files = _Files(archive, self._target, self._outcome, moment.date)
        self._absences = Absences(archive, self._target.council, self._outcome, moment.date)
        self._intake = Intake(
            archive,
            self._target,
            self._outcome,
            Wishes(),
            moment.date,
            run_id=row["id"],
            first_run_id=row["first_run_id"],
            absences=self._absences,
            walks=None,
        )

    def take(self, capture: Mapping[str, Any]) -> None:
        """Take in a capture, and let the queue know its page."""
        url = capture["url"]
        if document_of(url) is not None:
            self._files.take(capture)
            return
        kind = parsers.reader_of(url).partition("/")[0]
        if kind not in _WINDOWED:
            row = {"url": url, "kind": kind, "priority": PRIORITIES.get(kind, 0)}
            self._archive.frontier_add(self._target.council, [row])
        self._intake.take(capture["id"])

    def close(self) -> None:
        """The run is over."""
        self._intake.doubts.leave()
        self._absences.close()


class _Files:
    """The documents of one council's run: their queue is what a harvest made of the same answers."""

    def __init__(self, archive: storage.Archive, target: Target, outcome: Outcome, now: Clock) -> None:
        self._archive, self._council = archive, target.council
        self._answers = DocumentAnswers(archive, target, outcome, now)
        self._is_queued = False

    def take(self, capture: Mapping[str, Any]) -> None:
        """Take in an answer to the question for a document."""
        if not self._is_queued:  # documents are asked for once all pages were
            self._answers.queue()
            self._is_queued = True
        row = self._archive.document_row(self._council, capture["url"])
        self._answers.take(row or {**_UNQUEUED, "url": capture["url"]}, capture["id"])


def _target(archive: storage.Archive, capture: Mapping[str, Any]) -> Target:
    """The council that a capture is of, as the archive knows it."""
    known = archive.council(capture["council"]) or {}
    base_url = known.get("base_url") or parsers.locate(capture["url"]).base
    name = known.get("name") or capture["council"]
    return Target(capture["council"], name, base_url, (f"{base_url}/{PLANS_HOME}",))
