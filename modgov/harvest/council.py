"""One council's harvest under way: which page comes next, and when the site is to be left alone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Protocol

import scraper
import storage

from ..exchanges import exchange
from ..loopback import worth_telling
from ..opt_ins import origins_of
from ..options import iso
from ..outcomes import Outcome, summary
from ..sampling import draw
from ..schedule import SETTLED
from ..statements import document_of
from ..targets import Target
from .absences import Absences
from .documents import Documents
from .finding import REGISTERS_AT, SEED, entries
from .intake import Intake
from .times import RESUME_WITHIN, RETRY_AFTER, Clock
from .walking import Step, Walks
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
) -> Outcome:
    """Harvest one council, one page at a time: plans, registers, then all that they lead to, until nothing is due.

    What an interrupted harvest of the last hours had done is not done again. `outcome` is filled as pages come, so
    that a caller who stops the harvest still knows what it did. Once `is_stopping`, no further page is begun.
    """
    run = _Run(archive, client, target, observer, outcome or Outcome(), wishes=wishes or Wishes(), now=now, sleep=sleep)
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
    ) -> None:
        self.outcome = outcome
        self._archive, self._client, self._target, self._observer = archive, client, target, observer
        self._wishes, self._now, self._sleep = wishes, now, sleep
        self._origins: set[str] = set()
        self._is_finished = False
        self._is_unreachable = False  # nothing came of the first page, and its retries
        for row in target.council_rows():
            archive.save_council(row)
        words = [target.council, *target.seeds, *wishes.words]
        self._run_id = archive.begin_run("harvest", words, resume_since=iso(now() - RESUME_WITHIN))
        first = archive.run(archive.run(self._run_id)["first_run_id"])
        self._absences = Absences(archive, target.council, outcome, now)
        self._walks: Walks | None = None
        if target.is_whole and wishes.has_registers:
            begun, until = datetime.fromisoformat(first["started_at"]), wishes.until(now())
            self._walks = Walks(archive, target, outcome, self._absences, until=until, now=now, begun=begun)
        self._intake = Intake(
            archive,
            target,
            outcome,
            wishes,
            now,
            run_id=self._run_id,
            first_run_id=first["id"],
            absences=self._absences,
            walks=self._walks,
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
            leave_alone=self._leave_alone_if_of_the_site,
            tell=lambda url: observer.page(target, url, outcome),
        )

    async def crawl(self, is_stopping: Callable[[], bool]) -> None:
        """Fetch, store and read until nothing is due, the limit is reached, or the site keeps failing."""
        self._absorb_pending()
        self._begin()
        await self._crawl_pages(is_stopping)
        is_well = not (self.outcome.held or self.outcome.interrupted or self._intake.is_in_vain or self._is_unreachable)
        if self._wishes.documents and is_well:
            await self._documents.gather(is_stopping)
            self._is_finished &= not self.outcome.documents["queued"]

    async def _crawl_pages(self, is_stopping: Callable[[], bool]) -> None:
        fetched = 0
        while (page := self._next()) is not None:
            if is_stopping():
                self.outcome.interrupted = True
                return
            if fetched == self._wishes.limit:
                self.outcome.limited = True
                return
            await self._visit(*page)
            fetched += 1
            self._observer.page(self._target, page[0], self.outcome)
            if self.outcome.held or self._intake.is_in_vain or self._is_unreachable:
                return
        await self._resolve_doubts()
        self._is_finished = True

    def close(self) -> None:
        """Write down how the run ended; one that broke off is taken up again by the next."""
        self._intake.doubts.leave()
        self._absences.close()
        mine = [
            event for event in self._client.events() if event.origin in self._origins
        ]  # of all councils side by side
        self.outcome.events = [asdict(event) for event in worth_telling(mine)]
        self.outcome.queued = self._archive.frontier_counts(self._target.council).get("waiting", 0)
        self.outcome.limited |= bool(self._wishes.only)
        self.outcome.sampled.update(self._intake.sample.counts())
        self._archive.end_run(self._run_id, summary(self.outcome), is_complete=self._is_finished)

    def _begin(self) -> None:
        """Make the pages due at which the harvest begins."""
        if self._target.is_whole:
            kinds = self._wishes.kinds
            wanted = [row for row in entries(self._target.base_url) if kinds is None or row["kind"] in kinds]
            wanted = [row for row in wanted if not self._absences.has(row["kind"])]
        else:
            wanted = [{"url": url, "kind": SEED, "priority": 0} for url in self._target.seeds]
        self._archive.frontier_add(self._target.council, wanted)
        self._intake.make_due(row["url"] for row in wanted)
        if self._target.is_whole:
            self._draw()

    def _draw(self) -> None:
        """Make a few settled pages due, to see what the policy misses."""
        now = self._now()
        settled = self._archive.frontier_settled(self._target.council, iso(now + SETTLED))
        drawn = draw(settled, now.date().isoformat())
        self._intake.sample.drawn = frozenset(drawn)
        self._intake.make_due(drawn)

    def _next(self) -> tuple[str, Step | None] | None:
        """What to ask for next: lists of plans, then windows of registers, then all that these lead to."""
        rows = self._archive.frontier_next(self._target.council, iso(self._now()), kinds=self._wishes.kinds)
        if self._walks and (not rows or rows[0]["priority"] >= REGISTERS_AT):
            step = self._walks.next()
            if step is not None:
                return step.url, step
        return (rows[0]["url"], None) if rows else None

    async def _visit(self, url: str, step: Step | None) -> None:
        self._origins |= origins_of(url)
        had = self._intake.had(url) if step else None  # a kill may have come before its window was written down
        if had is None:
            await self._fetch(url, step)
        else:
            self._intake.take(had, step)

    async def _fetch(self, url: str, step: Step | None = None) -> None:
        """Fetch a page and take in the answer; where there is none, leave the site alone or put the page off."""
        try:
            capture = await self._get(url)
        except scraper.FetchError as error:
            if _is_of_the_site(error):
                self._leave_alone(error)
            elif step is not None and self._walks is not None:
                self._walks.fail(step, str(error), is_forbidden=isinstance(error, scraper.RobotsDenied))
            else:
                self._intake.defer(url, str(error))
            self._is_unreachable = isinstance(error, scraper.NetworkError) and not self.outcome.usable
            return
        for place in (capture.final_url, *(hop.url for hop in capture.redirects)):
            self._origins |= origins_of(place)
        self._intake.receive(exchange(capture, url, self._target.council, self._run_id), step)

    async def _get(self, url: str) -> scraper.Capture:
        """Fetch a page. A failing site that is to be left alone for minutes only is asked once more after them."""
        try:
            return await self._client.get(url)
        except scraper.CircuitOpen as error:
            if error.seconds > self._client.settings.longest_wait:
                raise
            await self._sleep(error.seconds)
        return await self._client.get(url)

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
            await self._fetch(self._target.front)

    def _leave_alone_if_of_the_site(self, error: scraper.FetchError) -> bool:
        """Leave the site alone where an error would meet every address of it; say whether that is so."""
        if is_of_site := _is_of_the_site(error):
            self._leave_alone(error)
        return is_of_site

    def _leave_alone(self, error: scraper.FetchError) -> None:
        """Put off all that waits of this council: its site is not to be asked again so soon. Others go on."""
        not_before = error.not_before if isinstance(error, scraper.Parked) else None
        until = iso(not_before or self._now() + RETRY_AFTER)
        self._archive.frontier_hold(self._target.council, str(error), until)
        self.outcome.held.append({"council": self._target.council, "reason": str(error), "not_before": until})


def _is_of_the_site(error: scraper.FetchError) -> bool:
    """Whether an error would meet every page of the site alike."""
    no_such_name = isinstance(error, scraper.DnsError) and not error.retryable
    return no_such_name or isinstance(error, (scraper.Parked, scraper.TlsError))
