"""The sites of a client: one for each origin (scheme, host, port), made when it is first met, closed together.

A line for each, never one pool for all: httpx looks through the whole pool at every request, and no connection that an
opt-in allowed can then serve another origin.
"""

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from .addresses import Address
from .breaker import Breaker
from .events import Event
from .line import Line
from .neighbours import Neighbours
from .networks import Resolve
from .pace import Pace
from .politeness import HostClock, Sleep
from .robots import Robots
from .settings import Settings
from .transports import TransportFactory


@dataclass(slots=True)
class Site:
    """An origin as one client knows it: its line, its pace, and its robots.txt with the time it was read."""

    line: Line
    pace: Pace
    robots: Robots | None = None
    robots_read: float = -math.inf
    robots_lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Sites:
    """All sites that a client has met."""

    def __init__(
        self,
        settings: Settings,
        *,
        factory: TransportFactory,
        sleep: Sleep,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        resolver: Resolve,
        remembered: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._settings, self._factory, self._remembered = settings, factory, remembered
        self._sleep, self._clock, self._now = sleep, clock, now
        self._neighbours = Neighbours(settings, resolver, self._make_clock)
        self._by_origin: dict[str, Site] = {}
        self._events: list[Event] = []

    def at(self, address: Address) -> Site:
        """The site of an address."""
        key = address.origin
        if key not in self._by_origin:
            self._by_origin[key] = self._make(key, self._remembered.get(key, {}))
        return self._by_origin[key]

    def __iter__(self) -> Iterator[Site]:
        return iter(self._by_origin.values())

    def _make(self, key: str, known: Mapping[str, Any]) -> Site:
        line = Line(
            httpx.URL(key),
            self._settings,
            self._factory,
            remembered=known.get("tls") or {},
            tell=self._events.append,
            now=self._now,
        )
        clock, breaker = self._make_clock(), Breaker(self._clock)
        pace = Pace(
            key,
            self._settings,
            clock,
            breaker,
            neighbours=self._neighbours,
            now=self._now,
            tell=self._events.append,
            remembered=known.get("pace") or {},
        )
        return Site(line, pace)

    def _make_clock(self) -> HostClock:
        settings = self._settings
        return HostClock(settings.interval, sleep=self._sleep, clock=self._clock, jitter=settings.jitter)

    def learnt(self) -> dict[str, dict[str, Any]]:
        """What was learnt of each origin, as JSON, for the next run."""
        return {key: {"tls": site.line.learnt(), "pace": site.pace.learnt()} for key, site in self._by_origin.items()}

    def events(self) -> tuple[Event, ...]:
        """What befell the origins so far, in order."""
        return tuple(self._events)

    async def close(self) -> None:
        """Close every connection, also where closing one of them fails."""
        async with AsyncExitStack() as stack:
            for site in self:
                stack.push_async_callback(site.line.close)
