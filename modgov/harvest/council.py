"""One council's harvest under way: which page comes next, what becomes of it, and when the site is to be left alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import scraper
import storage

from ..exchanges import exchange
from ..loopback import worth_telling
from ..opt_ins import origins_of
from ..options import iso
from ..outcomes import Outcome, summary
from ..statements import LAST, REFUSALS, followed
from ..targets import Target
from .corridor import Understood, keep, understand

_RETRY_AFTER = timedelta(hours=6)
_RESUME_WITHIN = timedelta(hours=20)
_FAILURES_IN_A_ROW = 5


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
    limit: int | None = None,
    since: str | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    outcome: Outcome | None = None,
) -> Outcome:
    """Harvest one council: follow its forward plans to their issues, one page at a time, until nothing is waiting.

    What an interrupted harvest of the last hours had done is not done again. `outcome` is filled as pages come, so
    that a caller who stops the harvest still knows what it did.
    """
    run = _Run(archive, client, target, observer, outcome or Outcome(), since=since, now=now, sleep=sleep)
    try:
        await run.crawl(limit)
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
        since: str | None,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.outcome = outcome
        self._archive, self._client, self._target, self._observer = archive, client, target, observer
        self._since, self._now, self._sleep = since, now, sleep
        self._failing: tuple[str, int] = ("", 0)
        self._tried: set[str] = set()
        self._origins: set[str] = set()
        archive.save_council(target.council_row())
        resume_since = iso(now() - _RESUME_WITHIN)
        self._run_id = archive.begin_run("harvest", [target.council, *target.seeds], resume_since=resume_since)
        self._first_run_id = archive.run(self._run_id)["first_run_id"]

    async def crawl(self, limit: int | None) -> None:
        """Fetch, store and read until nothing is waiting, the limit is reached, or the site keeps failing."""
        self._absorb_pending()
        self._queue([{"url": url, "kind": "seed", "priority": 0} for url in self._target.seeds])
        fetched = 0
        while (url := self._next()) is not None:
            if fetched == limit:
                self.outcome.limited = True
                return
            self._tried.add(url)
            self._origins |= origins_of(url)
            await self._visit(url)
            fetched += 1
            self._observer.page(self._target, url, self.outcome)
            if self.outcome.held or self._failing[1] >= _FAILURES_IN_A_ROW:
                return

    def close(self) -> None:
        """Write down how the run ended; one with work left is taken up again by the next."""
        mine = [event for event in worth_telling(self._client.events()) if event.origin in self._origins]
        self.outcome.events = [asdict(event) for event in mine]
        self.outcome.queued = self._archive.frontier_counts(self._target.council).get("waiting", 0)
        self._archive.end_run(self._run_id, summary(self.outcome), is_complete=not self.outcome.queued)

    def _next(self) -> str | None:
        """The page that waits longest; behind all of them, issues that no plan lists any more."""
        council, now = self._target.council, iso(self._now())
        waiting = self._archive.frontier_next(council, now)
        if not waiting and self._target.is_whole:
            known = self._archive.frontier_known(council, "issue")
            self._queue({"url": url, "kind": "issue", "priority": LAST} for url in known)
            waiting = self._archive.frontier_next(council, now)
        return waiting[0]["url"] if waiting else None

    async def _visit(self, url: str) -> None:
        try:
            capture = await self._get(url)
        except scraper.FetchError as error:
            if _is_of_the_site(error):
                self._leave_alone(error)
            else:
                self._defer(url, str(error))
            return
        for place in (capture.final_url, *(hop.url for hop in capture.redirects)):
            self._origins |= origins_of(place)
        self._absorb(self._archive.add_capture(exchange(capture, url, self._target.council, self._run_id)))

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
            if capture["council"] == self._target.council:
                self._absorb(capture["id"])

    def _absorb(self, capture_id: int) -> None:
        understood = understand(self._archive, capture_id)
        links = self._queue(followed(understood.reading, self._since)) if understood.is_usable else []
        keep(self._archive, understood, self.outcome, links)
        if understood.is_usable:
            self._failing = ("", 0)
        else:
            self._refuse(understood)

    def _queue(self, links: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Make pages due that this harvest has not had yet; return them, for the new ones among them to be added."""
        council = self._target.council
        wanted = [link for link in links if link["url"] not in self._tried and not self._is_done(link["url"])]
        seeds = [link for link in wanted if link["kind"] == "seed"]
        self._archive.frontier_add(council, seeds)
        self._archive.frontier_reset(council, [link["url"] for link in wanted])
        return wanted

    def _is_done(self, url: str) -> bool:
        last = self._archive.last_capture(self._target.council, url)
        return last is not None and (last["run_id"] or 0) >= self._first_run_id

    def _leave_alone(self, error: scraper.FetchError) -> None:
        """Put off all that waits of this council: its site is not to be asked again so soon. Others go on."""
        not_before = error.not_before if isinstance(error, scraper.Parked) else None
        until = iso(not_before or self._now() + _RETRY_AFTER)
        self._archive.frontier_hold(self._target.council, str(error), until)
        self.outcome.held.append({"council": self._target.council, "reason": str(error), "not_before": until})

    def _refuse(self, understood: Understood) -> None:
        """Put off a page that was none. ModernGov's own error page is an answer, not a failure of the site."""
        capture, verdict = understood.capture, understood.verdict
        reason = f"{REFUSALS.get(verdict, verdict)} (status {capture['status']})"
        self._defer(capture["url"], reason, failure="" if verdict == "moderngov-error" else verdict)

    def _defer(self, url: str, reason: str, *, failure: str = "") -> None:
        """Put a page off to another run. `failure` names the verdict where the whole site may answer like that."""
        before, times = self._failing
        self._failing = (failure, times + 1 if failure and failure == before else int(bool(failure)))
        self.outcome.deferred.append({"url": url, "reason": reason})
        self._archive.frontier_defer(self._target.council, url, reason, iso(self._now() + _RETRY_AFTER))


def _is_of_the_site(error: scraper.FetchError) -> bool:
    """Whether an error would meet every page of the site alike."""
    no_such_name = isinstance(error, scraper.DnsError) and not error.retryable
    return no_such_name or isinstance(error, (scraper.Parked, scraper.TlsError))
