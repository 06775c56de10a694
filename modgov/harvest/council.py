"""One council's harvest, from its first page to the end of its run."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Protocol

import scraper
import storage

from ..loopback import worth_telling
from ..options import iso
from ..outcomes import Outcome, summary
from ..statements import document_of
from ..targets import Target
from .absences import Absences
from .asking import Asking
from .disk import Disk
from .documents import Documents
from .intake import Intake
from .order import Order
from .times import RESUME_WITHIN, Clock
from .walking import Walks
from .wishes import Wishes


class Observer(Protocol):
    """Who is told of progress."""

    def page(self, target: Target, url: str, outcome: Outcome) -> None:
        """A page was dealt with."""


async def harvest(
    archive: storage.Archive,
    client: scraper.Client,
    target: Target,
    observer: Observer,
    *,
    wishes: Wishes | None = None,
    now: Clock = lambda: datetime.now(UTC),
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    is_stopping: Callable[[], bool] = lambda: False,
    outcome: Outcome | None = None,
    disk: Disk | None = None,
) -> Outcome:
    """Harvest one council, one page at a time: plans, registers, then all that they lead to, until nothing is due.

    What an interrupted harvest of the last hours had done is not done again. `outcome` is filled as pages come, so
    that a caller who stops the harvest still knows what it did. Once `is_stopping`, no further page is begun. `disk` is
    that which other harvests wait for at the same time.
    """
    words, outcome, disk = wishes or Wishes(), outcome or Outcome(), disk or Disk(archive)
    run = _Run(archive, client, target, observer, outcome, wishes=words, now=now, sleep=sleep, disk=disk)
    try:
        await run.crawl(is_stopping)
    except BaseException:
        run.outcome.interrupted = True
        raise
    finally:
        run.close()
    return run.outcome


class _Run:
    """One council's harvest under way."""

    def __init__(
        self,
        archive: storage.Archive,
        client: scraper.Client,
        target: Target,
        observer: Observer,
        outcome: Outcome,
        *,
        wishes: Wishes,
        now: Clock,
        sleep: Callable[[float], Awaitable[None]],
        disk: Disk,
    ) -> None:
        self.outcome = outcome
        self._archive, self._client, self._target, self._observer = archive, client, target, observer
        self._wishes = wishes
        self._is_finished = False
        for row in target.council_rows():
            archive.save_council(row)
        words = [target.council, *target.seeds, *wishes.words]
        self._run_id = archive.begin_run("harvest", words, resume_since=iso(now() - RESUME_WITHIN))
        first = archive.run(archive.run(self._run_id)["first_run_id"])
        self._absences = Absences(archive, target.council, outcome, now)
        walks: Walks | None = None
        if target.is_whole and wishes.has_registers:
            begun, until = datetime.fromisoformat(first["started_at"]), wishes.until(now())
            walks = Walks(archive, target, outcome, self._absences, until=until, now=now, begun=begun)
        self._intake = Intake(
            archive,
            target,
            outcome,
            wishes,
            now,
            run_id=self._run_id,
            first_run_id=first["id"],
            absences=self._absences,
            walks=walks,
        )
        self._order = Order(archive, target, wishes, self._intake, self._absences, walks, now)
        self._asking = Asking(
            archive, client, target, outcome, self._intake, walks, disk, run_id=self._run_id, now=now, sleep=sleep
        )
        self._documents = Documents(
            archive,
            client,
            target,
            outcome,
            now,
            run_id=self._run_id,
            limit=wishes.limit,
            since=wishes.since,
            leave_alone=self._asking.leave_alone_if_of_the_site,
            tell=lambda url: observer.page(target, url, outcome),
        )

    async def crawl(self, is_stopping: Callable[[], bool]) -> None:
        """Fetch, store and read until nothing is due, the limit is reached, or the site keeps failing."""
        self._absorb_pending()
        self._order.begin()
        await self._crawl_pages(is_stopping)
        if self._wishes.documents and not (self._is_in_vain or self.outcome.interrupted):
            await self._documents.gather(is_stopping)
            self._is_finished &= not self.outcome.documents["queued"]

    @property
    def _is_in_vain(self) -> bool:
        """Whether nothing more is to be had of the site in this run."""
        return bool(self.outcome.held) or self._intake.is_in_vain or self._asking.is_unreachable

    async def _crawl_pages(self, is_stopping: Callable[[], bool]) -> None:
        fetched = 0
        while (page := self._order.next()) is not None:
            if is_stopping():
                self.outcome.interrupted = True
                return
            if fetched == self._wishes.limit:
                self.outcome.limited = True
                return
            await self._asking.visit(*page)
            fetched += 1
            self._observer.page(self._target, page[0], self.outcome)
            if self._is_in_vain:
                return
        await self._resolve_doubts()
        self._is_finished = True

    def close(self) -> None:
        """Write down how the run ended; one that broke off is taken up again by the next."""
        self._intake.doubts.leave()
        self._absences.close()
        origins = self._asking.origins  # the client serves all councils
        mine = [event for event in self._client.events() if event.origin in origins]
        self.outcome.events = [asdict(event) for event in worth_telling(mine)]
        self.outcome.queued = self._archive.frontier_counts(self._target.council).get("waiting", 0)
        self.outcome.narrowed = bool(self._wishes.only)
        self.outcome.sampled.update(self._intake.sample.counts())
        self._archive.end_run(self._run_id, summary(self.outcome), is_complete=self._is_finished)

    def _absorb_pending(self) -> None:
        """Absorb what an earlier run stored and could not read any more."""
        for capture in list(self._archive.pending()):
            if capture["council"] != self._target.council:
                continue
            if document_of(capture["url"]) is not None:
                self._documents.take_pending(capture)
            else:
                self._intake.take(capture["id"])

    async def _resolve_doubts(self) -> None:
        """Ask for the first page again where error pages were the last that the site gave."""
        if self._intake.doubts and not self.outcome.held:
            await self._asking.fetch(self._target.front)
