"""One origin (scheme, host, port): its line, its clock, its robots.txt.

A line for each origin, never one pool for all: httpx looks through the whole pool at every request, and no connection
that an opt-in allowed can then serve another origin.
"""

import asyncio
from typing import Any

import httpx

from .line import Line
from .politeness import HostClock
from .robots import Robots
from .transports import TransportFactory, make_transport

__all__ = ["Origin", "TransportFactory", "make_transport"]


class Origin:
    """An origin and what was learnt of it in this run."""

    def __init__(self, line: Line, clock: HostClock) -> None:
        self.line, self.clock = line, clock
        self.robots: Robots | None = None
        self.robots_lock = asyncio.Lock()

    async def send(self, request: httpx.Request, *, public_only: bool = False) -> httpx.Response:
        """Send a request; to a private address never where it must be `public_only`."""
        return await self.line.send(request, public_only=public_only)

    def learnt(self) -> dict[str, Any]:
        """What the next run should know of this origin."""
        return {"tls": self.line.learnt()}

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        await self.line.close()
