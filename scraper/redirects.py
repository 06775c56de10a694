"""Where a fetch may lead: to https wherever that can be had, and never from a public site into a private network."""

from collections.abc import Callable
from datetime import date

import httpx

from .addresses import origin_of
from .advice import REASON
from .errors import BadUrl, FetchError, UnsafeRedirect
from .networks import Resolve, is_public
from .opt_ins import OptIn, of_origin
from .settings import Settings


class Course:
    """Decides where to go next. `today` is the day by which opt-ins end."""

    def __init__(self, settings: Settings, resolver: Resolve, today: Callable[[], date]) -> None:
        self._settings, self._resolver, self._today = settings, resolver, today

    def begin(self, url: str) -> str:
        """Where to ask for an address: http only where a person opted in to that, else https."""
        origin = origin_of(url)
        if not origin.startswith("http://") or self._takes_http(origin):
            return url
        parsed = httpx.URL(url)
        return str(parsed.copy_with(scheme="https", port=None if parsed.port in {None, 80} else parsed.port))

    def _takes_http(self, origin: str) -> bool:
        in_force, _ = of_origin(self._settings.opt_ins, origin, self._today())
        return "http" in in_force

    def with_way_out(self, error: FetchError, url: str) -> None:
        """Add to the error of an address that was asked by https, though it says http, how to ask it as it says."""
        origin = origin_of(url)
        error.way_out = OptIn(origin, "http", REASON)
        said = str(error).removesuffix(".")
        error.args = (f"{said}; {url} was asked by https: if the site has none, the opt-in http asks it without.",)

    def follow(self, here: str, target: str, url: str) -> str:
        """Where a redirect leads, unless it gives up security on the way."""
        try:
            before, after = httpx.URL(here), httpx.URL(here).join(target)
            _ = before.host, after.host
        except (httpx.InvalidURL, ValueError) as error:  # a host of bad punycode shows only when it is read
            raise BadUrl(f"{here} redirects to {target!r}, which is no address.", url) from error
        if after.scheme != "http":
            if before.scheme == "https" and after.scheme != "https":
                raise UnsafeRedirect(f"{here} redirects to {after}, which is not secure.", url)
            return str(after)
        origin = origin_of(str(after))
        if before.scheme == "https" and not self._takes_http(origin):
            refused = UnsafeRedirect(
                f"{here} redirects to {after}, which is not secure: the opt-in http for {origin} would follow it.", url
            )
            refused.way_out = OptIn(origin, "http", REASON)
            raise refused
        return self.begin(str(after))

    async def check_public(self, here: str, target: str, url: str) -> None:
        """Refuse a redirect from a public site to another, at an address inside a private network.

        The connection is checked once more when it is made, since a name may change its mind in between.
        """
        if httpx.URL(here).host != httpx.URL(target).host and not await self.is_public(httpx.URL(target).host):
            raise UnsafeRedirect(f"{here} redirects to {target}, an address inside a private network.", url)

    async def is_public(self, host: str) -> bool:
        """Whether all addresses of a host are public; a name that is not found cannot be connected to either."""
        try:
            return all(is_public(address) for address in await self._resolver(host, 0))
        except (OSError, ValueError):
            return True
