"""Neighbours: origins on one machine of a hoster who serves many councils, which therefore share a pace."""

import asyncio
from collections.abc import Callable

from .networks import Resolve
from .politeness import HostClock
from .settings import Settings


class Neighbours:
    """A clock for each address of the hosts named in `Settings.shared_hosts`.

    Only for those: behind the address of a content network stand thousands of machines.
    """

    def __init__(self, settings: Settings, resolver: Resolve, make_clock: Callable[[], HostClock]) -> None:
        self._settings, self._resolver, self._make_clock = settings, resolver, make_clock
        self._by_address: dict[str, HostClock] = {}
        self._by_host: dict[str, tuple[HostClock, ...]] = {}

    async def clocks(self, host: str) -> tuple[HostClock, ...]:
        """The clocks that a host shares with its neighbours, always in the same order."""
        if not any(host.endswith(f".{shared}") for shared in self._settings.shared_hosts):
            return ()
        if host not in self._by_host:
            try:
                async with asyncio.timeout(self._settings.connect_timeout):
                    addresses = await self._resolver(host, 443)
            except (OSError, TimeoutError, ValueError):
                return ()  # the connection will say so
            self._by_host[host] = tuple(self._clock_of(address) for address in sorted(set(addresses)))
        return self._by_host[host]

    def _clock_of(self, address: str) -> HostClock:
        if address not in self._by_address:
            self._by_address[address] = self._make_clock()
        return self._by_address[address]
