"""The client: a URL in, a capture out, politely."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from .addresses import origin_of
from .capture import Capture, Redirect
from .errors import FetchError, NetworkError, Parked, TlsError, TooManyRedirects
from .events import Event
from .gate import Gate
from .hop import Hops, Journey
from .line import Line
from .networks import Resolve, resolve
from .origins import Origin, TransportFactory, make_transport
from .politeness import HostClock, Sleep
from .redirects import Course
from .retry import RETRIED, Retriable, retry_after, retrying, server_time
from .settings import Settings

MOST_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
        remembered: Mapping[str, Mapping[str, Any]] | None = None,
        transport_factory: TransportFactory = make_transport,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _now,
        resolver: Resolve = resolve,
    ) -> None:
        self.settings = settings
        self._factory, self._sleep, self._clock, self._now = transport_factory, sleep, clock, now
        self._course = Course(settings, resolver, lambda: now().date())
        self._origins: dict[str, Origin] = {}
        self._remembered = remembered or {}
        self._events: list[Event] = []
        self._hops = Hops(settings, clock, now)
        self._gate = Gate(settings, self._robots_txt)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with AsyncExitStack() as stack:
            for origin in self._origins.values():
                stack.push_async_callback(origin.close)

    def events(self) -> tuple[Event, ...]:
        """What befell the origins so far, in order."""
        return tuple(self._events)

    def learnt(self) -> dict[str, dict[str, Any]]:
        """What was learnt of each origin that was asked, for the next run to begin with; JSON can hold it."""
        return {key: origin.learnt() for key, origin in self._origins.items()}

    async def get(self, url: str) -> Capture:
        """Fetch a page. An answer with an error status is a capture too; what is none raises a FetchError."""
        errors: list[str] = []
        try:
            async for attempt in retrying(self.settings, self._sleep):
                with attempt:
                    try:
                        return await self._attempt(url, errors)
                    except (FetchError, Retriable) as error:
                        errors.append(str(error))
                        raise
        except Retriable as last:
            return last.answer
        raise AssertionError("a retry either returns or raises")

    async def _attempt(self, url: str, errors: list[str]) -> Capture:
        capture = await self._follow(Journey(url, self._clock(), errors))
        if capture.status not in RETRIED or capture.header("cf-mitigated"):
            return capture
        moment = server_time(capture.header("Date")) or self._now()
        wait = retry_after(capture.status, capture.header("Retry-After"), moment)
        if wait is not None:
            self._origin(capture.final_url).clock.hold(wait)
            if wait > self.settings.longest_wait:
                message = f"{capture.final_url} asks to be left alone for {wait:.0f} seconds."
                raise Parked(message, url, wait).starting(self._now())
        raise Retriable(capture, capture.status, wait)

    async def _follow(self, journey: Journey, *, robots: bool = True) -> Capture:
        """Fetch a page and follow its redirects, each hop under its own origin's rules."""
        here = self._course.begin(journey.url)
        while True:
            origin = self._origin(here)
            try:
                if robots:
                    await self._gate.admit(origin, here, journey.url, public_only=journey.public_only)
                capture = await self._hops.take(origin, here, journey)
            except (TlsError, NetworkError) as error:
                if not journey.redirects and here != journey.url:
                    self._course.with_way_out(error, journey.url)
                raise
            target = capture.header("Location") if capture.status in _REDIRECTS else None
            if target is None:
                return capture
            if len(journey.redirects) >= MOST_HOPS:
                raise TooManyRedirects(f"{journey.url} redirects more than {MOST_HOPS} times.", journey.url)
            journey.redirects.append(_redirect(capture, target))
            here = await self._next(origin, capture.final_url, target, journey)

    async def _next(self, origin: Origin, here: str, target: str, journey: Journey) -> str:
        """Where a redirect leads. A site that turned out to be public may not lead to a private address."""
        after = self._course.follow(here, target, journey.url)
        is_private = origin.line.is_private
        if is_private is None:
            is_private = not await self._course.is_public(httpx.URL(here).host)
        journey.public_only = journey.public_only or not is_private
        if journey.public_only:
            await self._course.check_public(here, after, journey.url)
        return after

    async def _robots_txt(self, place: str, public_only: bool) -> Capture:
        journey = Journey(place, self._clock(), [], public_only=public_only, is_counted=False)
        return await self._follow(journey, robots=False)

    def _origin(self, url: str) -> Origin:
        key = origin_of(url)
        if key not in self._origins:
            clock = HostClock(self.settings.interval, sleep=self._sleep, clock=self._clock)
            remembered = self._remembered.get(key, {}).get("tls") or {}
            line = Line(
                httpx.URL(key),
                self.settings,
                self._factory,
                remembered=remembered,
                tell=self._events.append,
                now=self._now,
            )
            self._origins[key] = Origin(line, clock)
        return self._origins[key]


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
