"""The client: a URL in, a capture out, politely."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self

from .addresses import Address
from .asking import Asking
from .capture import Capture
from .errors import FetchError
from .events import Event
from .hop import Journey
from .journeys import Journeys
from .networks import Resolve, resolve
from .politeness import Sleep
from .redirects import Course
from .retry import Retriable, is_retried, needs_retry, retrying, waits_for
from .settings import Settings
from .sites import Sites
from .transports import TransportFactory, make_transport


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
        self._sites = Sites(
            settings,
            factory=transport_factory,
            sleep=sleep,
            clock=clock,
            now=now,
            resolver=resolver,
            remembered=remembered,
        )
        course = Course(settings, resolver, lambda: now().date())
        self._journeys = Journeys(settings, self._sites, course, clock, now)

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

    async def get(self, url: str, asking: Asking | None = None) -> Capture:
        """Fetch a page. An answer with an error status is a capture too; what is none raises a FetchError.

        So is a bot check, with its `challenge`; after it the origin is left alone, and `get` raises Blocked. With
        `asking`, a file may be larger than a page and take longer, or be asked for only if it has changed.
        """
        start = self._journeys.start(url)
        errors: list[str] = []
        try:
            return await self._attempt(start, url, errors, asking)
        except (FetchError, Retriable) as error:
            if not is_retried(error):
                raise
            failed = error
        try:
            return await self._retry(start, url, errors, asking, failed)
        except Retriable as last:
            return last.answer

    async def _retry(
        self, start: Address, url: str, errors: list[str], asking: Asking | None, failed: Exception
    ) -> Capture:
        """Retry what has failed once. Tenacity is asked only here: it costs a tenth of a request that goes well."""
        has_failed = False
        async for attempt in retrying(self.settings, self._sleep, self._sites.at(start).pace):
            with attempt:
                if not has_failed:
                    has_failed = True
                    raise failed
                return await self._attempt(start, url, errors, asking)
        raise AssertionError("a retry either returns or raises")

    async def _attempt(self, start: Address, url: str, errors: list[str], asking: Asking | None) -> Capture:
        most = asking.max_bytes if asking else self.settings.max_bytes
        journey = Journey(url, self._clock(), errors, most, asking=asking)
        try:
            capture = await self._journeys.follow(start, journey)
        except FetchError as error:
            errors.append(str(error))
            raise
        if not needs_retry(capture):
            return capture
        unwanted = Retriable(capture, waits_for(capture, self._now()))
        errors.append(str(unwanted))
        raise unwanted
