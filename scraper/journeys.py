"""Journeys: from an address over its redirects to an answer, each hop past its own origin's robots.txt."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx

from .addresses import Address, address
from .capture import Capture, Redirect
from .errors import NetworkError, TlsError, TooManyRedirects
from .gate import Gate
from .hop import Hops, Journey
from .redirects import Course
from .retry import REDIRECTS, waits_for
from .robots import LARGEST
from .settings import Settings
from .sites import Site, Sites

MOST_HOPS: Final = 10
MOST_ROBOTS_HOPS: Final = 5


class Journeys:
    """Makes journeys over the sites of one client; `course` says where they may lead."""

    def __init__(
        self,
        settings: Settings,
        sites: Sites,
        course: Course,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._sites, self._course, self._clock, self._now = sites, course, clock, now
        self._hops = Hops(settings, clock, now)
        self._gate = Gate(settings, self._robots_txt, clock)

    def start(self, url: str) -> Address:
        """Where to ask for an address: by https, unless a person opted in to http."""
        start = address(url)
        return start if start.url.scheme == "https" else address(self._course.begin(url))

    async def _robots_txt(self, place: str, public_only: bool) -> Capture:
        journey = Journey(place, self._clock(), [], LARGEST, is_robots=True)
        journey.public_only = public_only
        return await self.follow(self.start(place), journey, robots=False, most_hops=MOST_ROBOTS_HOPS)

    async def follow(
        self, here: Address, journey: Journey, *, robots: bool = True, most_hops: int = MOST_HOPS
    ) -> Capture:
        """Fetch a page and follow its redirects, each hop under its own origin's rules."""
        while True:
            site = self._sites.at(here)
            try:
                if robots:
                    await self._gate.admit(site, here, journey.url, public_only=journey.public_only)
                capture = await self._hops.take(site, here, journey)
            except (TlsError, NetworkError) as error:
                if not journey.redirects and here.text != journey.url:
                    self._course.with_way_out(error, journey.url)
                raise
            target = capture.header("Location") if capture.status in REDIRECTS and not capture.challenge else None
            if target is None:
                return capture
            if len(journey.redirects) >= most_hops:
                raise TooManyRedirects(f"{journey.url} redirects more than {most_hops} times.", journey.url)
            journey.redirects.append(_redirect(capture, target))
            here = address(await self._next(site, capture.final_url, target, journey))
            if (wait := waits_for(capture, self._now())) is not None:  # before the redirect is followed
                self._sites.at(here).pace.hold(wait, here.text, journey.url)

    async def _next(self, site: Site, here: str, target: str, journey: Journey) -> str:
        """Where a redirect leads. A site that turned out to be public may not lead to a private address."""
        after = self._course.follow(here, target, journey.url)
        is_private = site.line.is_private
        if is_private is None:
            is_private = not await self._course.is_public(httpx.URL(here).host)
        journey.public_only = journey.public_only or not is_private
        if journey.public_only:
            await self._course.check_public(here, after, journey.url)
        return after


def _redirect(capture: Capture, target: str) -> Redirect:
    return Redirect(
        capture.final_url,
        capture.status,
        target,
        capture.switches,
        capture.authenticated,
        capture.tls,
        capture.opt_in,
    )
