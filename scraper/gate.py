"""The gate of an origin: its robots.txt, fetched once, before any page."""

from collections.abc import Awaitable, Callable

import httpx

from .capture import Capture
from .errors import RobotsDenied
from .origins import Origin
from .robots import Robots
from .settings import Settings


class Gate:
    """Lets through what robots.txt allows. `fetch` gets a robots.txt itself, without asking this gate.

    It goes no further than the page may: with `public_only`, to no private address.
    """

    def __init__(self, settings: Settings, fetch: Callable[[str, bool], Awaitable[Capture]]) -> None:
        self._settings, self._fetch = settings, fetch

    async def admit(self, origin: Origin, here: str, url: str, *, public_only: bool = False) -> None:
        """Raise RobotsDenied, for the address `url` that was asked for, where robots.txt forbids `here`."""
        if not (await self._robots(origin, here, public_only)).allows(here):
            raise RobotsDenied(f"robots.txt of {httpx.URL(here).host} forbids {here}.", url)

    async def _robots(self, origin: Origin, here: str, public_only: bool) -> Robots:
        """An origin's robots.txt, fetched once; one that cannot be had for now forbids everything for now."""
        async with origin.robots_lock:
            if origin.robots is None:
                origin.robots = await self._read(origin, here, public_only)
        return origin.robots

    async def _read(self, origin: Origin, here: str, public_only: bool) -> Robots:
        place = str(httpx.URL(here).join("/robots.txt"))
        answer = await self._fetch(place, public_only)
        challenged = answer.header("cf-mitigated") is not None
        rules = None if challenged else Robots.read(answer.status, answer.payload(), self._settings.product)
        if rules is None:
            raise RobotsDenied(f"{place} could not be read (status {answer.status}), so nothing is fetched.", here)
        origin.clock.slow_to(min(rules.crawl_delay, self._settings.longest_crawl_delay))
        return rules
