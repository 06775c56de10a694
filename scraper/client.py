"""The client: a URL in, a capture out, politely."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import httpx

from .addresses import Address, address
from .capture import Capture, Redirect
from .errors import FetchError, NetworkError, TlsError, TooManyRedirects
from .events import Event
from .gate import Gate
from .hop import Hops, Journey
from .networks import Resolve, resolve
from .politeness import Sleep
from .redirects import Course
from .retry import REDIRECTS, Retriable, is_retried, needs_retry, retrying, waits_for
from .robots import LARGEST
from .settings import Settings
from .sites import Site, Sites
from .transports import TransportFactory, make_transport

MOST_HOPS: Final = 10
MOST_ROBOTS_HOPS: Final = 5


def _now() -> datetime:
    return datetime.now(UTC)


class Client:
    """Fetches pages: one request at a time for each origin, at its pace, as robots.txt allows, with retries.

    One client serves many tasks. `sleep`, `clock`, `now`, `resolver` and `transport_factory` can be put in by tests.
    `remembered` is what `learnt` said at the end of an earlier run.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport_factory: TransportFactory = make_transport,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _now,
        resolver: Resolve = resolve,
        remembered: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        self.settings = settings
        self._sleep, self._clock, self._now = sleep, clock, now
        self._course = Course(settings, resolver, lambda: now().date())
        self._sites = Sites(
            settings,
            factory=transport_factory,
            sleep=sleep,
            clock=clock,
            now=now,
            resolver=resolver,
            remembered=remembered,
        )
        self._hops = Hops(settings, clock, now)
        self._gate = Gate(settings, self._robots_txt, clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._sites.close()

    def learnt(self) -> dict[str, dict[str, Any]]:
        """What was learnt of each origin, as JSON; given back as `remembered`, the next run goes on from there."""
        return self._sites.learnt()

    def events(self) -> tuple[Event, ...]:
        """What a person should hear of, by origin."""
        return self._sites.events()

    async def get(self, url: str) -> Capture:
        """Fetch a page. An answer with an error status is a capture too; what is none raises a FetchError.

        So is a bot check, with its `challenge`; after it the origin is left alone, and `get` raises Blocked.
        """
        start = self._start(url)
        errors: list[str] = []
        try:
            return await self._attempt(start, url, errors)
        except (FetchError, Retriable) as error:
            if not is_retried(error):
                raise
            failed = error
        try:
            return await self._retry(start, url, errors, failed)
        except Retriable as last:
            return last.answer

    def _start(self, url: str) -> Address:
        """Where to ask for an address: by https, unless a person opted in to http."""
        start = address(url)
        return start if start.url.scheme == "https" else address(self._course.begin(url))

    async def _retry(self, start: Address, url: str, errors: list[str], failed: Exception) -> Capture:
        """Retry what has failed once. Tenacity is asked only here: it costs a tenth of a request that goes well."""
        has_failed = False
        async for attempt in retrying(self.settings, self._sleep, self._sites.at(start).pace):
            with attempt:
                if not has_failed:
                    has_failed = True
                    raise failed
                return await self._attempt(start, url, errors)
        raise AssertionError("a retry either returns or raises")

    async def _attempt(self, start: Address, url: str, errors: list[str]) -> Capture:
        journey = Journey(url, self._clock(), errors, self.settings.max_bytes)
        try:
            capture = await self._follow(start, journey)
        except FetchError as error:
            errors.append(str(error))
            raise
        if not needs_retry(capture):
            return capture
        unwanted = Retriable(capture, waits_for(capture, self._now()))
        errors.append(str(unwanted))
        raise unwanted

    async def _robots_txt(self, place: str, public_only: bool) -> Capture:
        journey = Journey(place, self._clock(), [], LARGEST, is_robots=True)
        journey.public_only = public_only
        return await self._follow(self._start(place), journey, robots=False, most_hops=MOST_ROBOTS_HOPS)

    async def _follow(
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
