"""The gate of a site: its robots.txt, fetched before any page, and again after a day."""

from collections.abc import Awaitable, Callable
from typing import Final

from .addresses import Address
from .capture import Capture
from .errors import FetchError, IncompleteBody, RobotsDenied, TooManyRedirects
from .packing import unpacked_start
from .robots import LARGEST, Robots
from .settings import Settings
from .sites import Site

SECONDS_KEPT: Final = 86_400.0


class Gate:
    """Lets through what robots.txt allows. `fetch` gets a robots.txt itself, without asking this gate.

    It goes no further than the page may: with `public_only`, to no private address.
    """

    def __init__(
        self, settings: Settings, fetch: Callable[[str, bool], Awaitable[Capture]], clock: Callable[[], float]
    ) -> None:
        self._settings, self._fetch, self._clock = settings, fetch, clock

    async def admit(self, site: Site, here: Address, url: str, *, public_only: bool = False) -> None:
        """Raise RobotsDenied, for the address `url` that was asked for, where robots.txt forbids `here`."""
        try:
            rules = await self._rules(site, here, public_only)
        except FetchError as error:
            error.url = url
            raise
        if not rules.allows(here.text):
            raise RobotsDenied(f"robots.txt of {here.url.host} forbids {here.text}.", url)

    async def _rules(self, site: Site, here: Address, public_only: bool) -> Robots:
        """A site's robots.txt; one that cannot be had for now forbids everything for now."""
        async with site.robots_lock:
            if site.robots is None or self._clock() - site.robots_read > SECONDS_KEPT:
                site.robots = None
                site.robots = await self._read(site, f"{here.origin}/robots.txt", public_only)
                site.robots_read = self._clock()
                site.pace.clock.slow_to(min(site.robots.crawl_delay, self._settings.longest_crawl_delay))
        return site.robots

    async def _read(self, site: Site, place: str, public_only: bool) -> Robots:
        try:
            answer = await self._fetch(place, public_only)
        except TooManyRedirects:
            return Robots("", self._settings.product)  # counts as none, by RFC 9309
        if answer.challenge:
            site.pace.admit(place)
            raise RobotsDenied(f"{place} leads to a bot check ({answer.challenge}), so nothing is fetched.", place)
        if answer.completeness == "cut":  # what is missing may forbid the page
            raise IncompleteBody(f"{place} ended early, so nothing is fetched.", place)
        text = unpacked_start(answer.body, answer.header("Content-Encoding"), LARGEST + 1)
        rules = Robots.read(answer.status, text, self._settings.product)
        if rules is None:
            raise RobotsDenied(f"{place} could not be read (status {answer.status}), so nothing is fetched.", place)
        return rules
