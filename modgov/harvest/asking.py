"""Asking one council's site for a page: what comes of it, and when the site is to be left alone."""

from collections.abc import Awaitable, Callable

import scraper
import storage

from ..exchanges import exchange
from ..opt_ins import origins_of
from ..options import iso
from ..outcomes import Outcome
from ..targets import Target
from .disk import Disk
from .intake import Intake
from .times import RETRY_AFTER, Clock
from .walking import Step, Walks


class Asking:
    """Asks in one run. `origins` are the sites that had a part in it.

    `is_unreachable` once nothing came of the first page, and its retries.
    """

    def __init__(
        self,
        archive: storage.Archive,
        client: scraper.Client,
        target: Target,
        outcome: Outcome,
        intake: Intake,
        walks: Walks | None,
        disk: Disk,
        *,
        run_id: int,
        now: Clock,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._archive, self._client, self._target, self._outcome = archive, client, target, outcome
        self._intake, self._walks, self._disk = intake, walks, disk
        self._run_id, self._now, self._sleep = run_id, now, sleep
        self.origins: set[str] = set()
        self.is_unreachable = False

    async def visit(self, url: str, step: Step | None) -> None:
        """Have a page, from the site or from what this harvest stored before; with `step`, a register's window."""
        had = self._intake.had(url) if step else None  # a kill may have come before its window was written down
        if had is None:
            await self.fetch(url, step)
        else:
            self._intake.take(had, step)

    async def fetch(self, url: str, step: Step | None = None) -> None:
        """Fetch a page and take in the answer; where there is none, leave the site alone or put the page off."""
        self.origins |= origins_of(url)
        try:
            capture = await self._get(url)
        except scraper.FetchError as error:
            if _is_of_the_site(error):
                self._leave_alone(error)
            elif step is not None and self._walks is not None:
                self._walks.fail(step, str(error), is_forbidden=isinstance(error, scraper.RobotsDenied))
            else:
                self._intake.defer(url, str(error))
            self.is_unreachable = isinstance(error, scraper.NetworkError) and not self._outcome.usable
            return
        for place in {capture.final_url, *(hop.url for hop in capture.redirects)} - {url}:
            self.origins |= origins_of(place)
        stored = self._intake.store(exchange(capture, url, self._target.council, self._run_id), step)
        await self._disk.hold(stored.written)
        self._intake.receive(stored, step)

    async def _get(self, url: str) -> scraper.Capture:
        """Fetch a page. A failing site that is to be left alone for minutes only is asked once more after them."""
        try:
            return await self._client.get(url)
        except scraper.CircuitOpen as error:
            if error.seconds > self._client.settings.longest_wait:
                raise
            await self._sleep(error.seconds)
        return await self._client.get(url)

    def leave_alone_if_of_the_site(self, error: scraper.FetchError) -> bool:
        """Leave the site alone where an error would meet every address of it; say whether that is so."""
        if is_of_site := _is_of_the_site(error):
            self._leave_alone(error)
        return is_of_site

    def _leave_alone(self, error: scraper.FetchError) -> None:
        """Put off all that waits of this council: its site is not to be asked again so soon. Others go on."""
        parked = error if isinstance(error, scraper.Parked) else None
        not_before, reason = (parked.not_before, parked.why) if parked else (None, str(error))
        until = iso(not_before or self._now() + RETRY_AFTER)
        self._archive.frontier_hold(self._target.council, reason, until)
        self._outcome.held.append({"council": self._target.council, "reason": reason, "not_before": until})


def _is_of_the_site(error: scraper.FetchError) -> bool:
    """Whether an error would meet every page of the site alike."""
    no_such_name = isinstance(error, scraper.DnsError) and not error.retryable
    return no_such_name or isinstance(error, (scraper.Parked, scraper.TlsError))
