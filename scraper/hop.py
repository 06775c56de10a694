"""One hop: a request to one address in its origin's turn, the capture of what came back, and what that means."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from .addresses import Address
from .asking import Asking
from .capture import Capture, Redirect
from .challenges import recognised
from .errors import FetchError
from .retry import RETRIED, waits_for
from .settings import Settings
from .sites import Site
from .translation import translated
from .transports import Unheard
from .wire import headers_of, read_body, request_for

_BROKEN = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError)  # TimeoutError is an OSError


@dataclass(slots=True)
class Journey:
    """A fetch under way: the address asked for, when it `began`, its redirects, and the errors of earlier attempts.

    `max_bytes` caps its bodies. `public_only` once it came from a public site: no private address may follow. For
    `is_robots`, the start of a larger body will do, and the count of handshakes is left to the page. `asking` is how
    a file is asked for.
    """

    url: str
    began: float
    errors: list[str]
    max_bytes: int
    is_robots: bool = False
    redirects: list[Redirect] = field(default_factory=list)
    public_only: bool = False
    asking: Asking | None = None


class Hops:
    """Makes hops: waits for an origin's turn and asks once, within one deadline."""

    def __init__(self, settings: Settings, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._settings, self._clock, self._now = settings, clock, now

    async def take(self, site: Site, here: Address, journey: Journey) -> Capture:
        """Ask for one address; raises a FetchError where no answer came.

        What a kept connection swallowed is no failure: it is asked once more, in a turn of its own, over a new one.
        """
        try:
            return await self._take_turn(site, here, journey)
        except Unheard:
            return await self._take_turn(site, here, journey)

    async def _take_turn(self, site: Site, here: Address, journey: Journey) -> Capture:
        async with site.pace.turn(here, journey.url):
            try:
                capture = await self._ask(site, here, journey)
            except FetchError as error:
                site.pace.fail(error)
                raise
            self._judge(site, capture, journey)
        return capture

    async def _ask(self, site: Site, here: Address, journey: Journey) -> Capture:
        request = request_for(here.url, self._settings, journey.asking)
        deadline = journey.asking.deadline if journey.asking else self._settings.deadline
        asked = self._clock()
        try:
            async with asyncio.timeout(deadline):
                response = await site.line.send(request, public_only=journey.public_only)
                captured_at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                site.pace.stretch(self._clock() - asked)
                body, completeness = await read_body(response, here.text, journey.max_bytes, may_cap=journey.is_robots)
        except Unheard:
            raise
        except _BROKEN as error:
            await site.line.close()
            raise translated(error, here.text) from error
        if completeness == "cut":  # the server is not done with it
            await site.line.close()
        line, headers = site.line, headers_of(response.headers)
        return Capture(
            url=journey.url,
            final_url=here.text,
            redirects=tuple(journey.redirects),
            captured_at=captured_at,
            status=response.status_code,
            reason=response.reason_phrase,
            http_version=response.http_version,
            headers=headers,
            request_headers=headers_of(request.headers),
            body=body,
            completeness=completeness,
            attempts=len(journey.errors) + 1,
            errors=tuple(journey.errors),
            elapsed=self._clock() - journey.began,
            max_bytes=max(self._settings.max_bytes, journey.max_bytes),
            challenge=recognised(response.status_code, headers, body),
            handshakes=line.count_handshakes() if not journey.is_robots else 0,
            clean_close=line.connection.clean_close if completeness == "unknown" else None,
            **line.provenance(),
        )

    def _judge(self, site: Site, capture: Capture, journey: Journey) -> None:
        """Count an answer for or against its origin, while its turn lasts; do as its Retry-After asks."""
        pace, status = site.pace, capture.status
        if capture.challenge:
            pace.block(capture.challenge, status)
            return
        if status in RETRIED or capture.completeness == "cut":
            if status != 500 or not journey.errors:  # again for the same address, it is the page that fails
                pace.falter(status)
        elif not journey.is_robots:  # a file that is served says little of pages that fail
            pace.succeed()
        wait = waits_for(capture, self._now())
        if wait is not None:
            pace.hold(wait, capture.final_url, journey.url)
