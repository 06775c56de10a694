"""The client: a URL in, a capture out, politely."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import httpx

from .addresses import Address, address
from .aia import Resolve, is_public, resolve
from .capture import Capture, Redirect
from .errors import BadUrl, FetchError, TooManyRedirects, UnsafeRedirect
from .events import Event
from .gate import Gate
from .hop import Hops, Journey
from .origins import TransportFactory, make_transport
from .politeness import Sleep
from .retry import REDIRECTS, Retriable, is_retried, needs_retry, retrying, waits_for
from .robots import LARGEST
from .settings import Settings
from .sites import Sites

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
        self._sleep, self._clock, self._now, self._resolver = sleep, clock, now, resolver
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
        start = address(url)
        errors: list[str] = []
        try:
            return await self._attempt(start, errors)
        except (FetchError, Retriable) as error:
            if not is_retried(error):
                raise
            failed = error
        try:
            return await self._retry(start, errors, failed)
        except Retriable as last:
            return last.answer

    async def _retry(self, start: Address, errors: list[str], failed: Exception) -> Capture:
        """Retry what has failed once. Tenacity is asked only here: it costs a tenth of a request that goes well."""
        has_failed = False
        async for attempt in retrying(self.settings, self._sleep, self._sites.at(start).pace):
            with attempt:
                if not has_failed:
                    has_failed = True
                    raise failed
                return await self._attempt(start, errors)
        raise AssertionError("a retry either returns or raises")

    async def _attempt(self, start: Address, errors: list[str]) -> Capture:
        journey = Journey(start.text, self._clock(), errors, self.settings.max_bytes)
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

    async def _robots_txt(self, place: str) -> Capture:
        journey = Journey(place, self._clock(), [], LARGEST, is_cut_short=True)
        return await self._follow(address(place), journey, robots=False, most_hops=MOST_ROBOTS_HOPS)

    async def _follow(
        self, here: Address, journey: Journey, *, robots: bool = True, most_hops: int = MOST_HOPS
    ) -> Capture:
        """Fetch a page and follow its redirects, each hop under its own origin's rules."""
        while True:
            site = self._sites.at(here)
            if robots:
                await self._gate.admit(site, here, journey.url)
            capture = await self._hops.take(site, here, journey)
            target = capture.header("Location") if capture.status in REDIRECTS and not capture.challenge else None
            if target is None:
                return capture
            if len(journey.redirects) >= most_hops:
                raise TooManyRedirects(f"{journey.url} redirects more than {most_hops} times.", journey.url)
            hop = Redirect(here.text, capture.status, target, capture.switches, capture.authenticated, capture.tls)
            journey.redirects.append(hop)
            here = address(await self._safe_target(here.text, target, journey.url))
            if (wait := waits_for(capture, self._now())) is not None:  # before the redirect is followed
                self._sites.at(here).pace.hold(wait, here.text, journey.url)

    async def _safe_target(self, here: str, target: str, url: str) -> str:
        """Where a redirect leads, unless it gives up security on the way."""
        try:
            before, after = httpx.URL(here), httpx.URL(here).join(target)
            hosts = before.host, after.host
        except (httpx.InvalidURL, ValueError) as error:  # a host of bad punycode shows only when it is read
            raise BadUrl(f"{here} redirects to {target!r}, which is no address.", url) from error
        if before.scheme == "https" and after.scheme != "https":
            raise UnsafeRedirect(f"{here} redirects to {after}, which is not secure.", url)
        if hosts[0] != hosts[1] and await self._is_public(hosts[0]) and not await self._is_public(hosts[1]):
            raise UnsafeRedirect(f"{here} redirects to {after}, an address inside a private network.", url)
        return str(after)

    async def _is_public(self, host: str) -> bool:
        try:
            return all(is_public(address) for address in await self._resolver(host, 0))
        except (OSError, ValueError):
            return True  # a name that cannot be found cannot be connected to either
