"""The client: a URL in, a capture out, politely. The only place that builds requests."""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self

import httpx

from .aia import Resolve, is_public, resolve
from .capture import Capture, Redirect
from .errors import BadUrl, FetchError, Parked, RobotsDenied, TooLarge, TooManyRedirects, UnsafeRedirect
from .opt_ins import Event
from .origins import Origin, TransportFactory, make_transport
from .politeness import Held, HostClock, Sleep
from .retry import RETRIED, Retriable, retry_after, retrying
from .robots import Robots
from .settings import Settings
from .translation import translated

MOST_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_A_YEAR = 365 * 86_400.0
_FOREIGN = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, TimeoutError)


def _now() -> datetime:
    return datetime.now(UTC)


class Client:
    """Fetches pages: one request at a time for each origin, at its pace, as robots.txt allows, with retries.

    One client serves many tasks. `sleep`, `clock`, `now`, `resolver` and `transport_factory` can be put in by tests.
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
        self._factory, self._sleep, self._clock, self._now = transport_factory, sleep, clock, now
        self._resolver = resolver
        self._origins: dict[str, Origin] = {}
        self._remembered = remembered

    def learnt(self) -> dict[str, dict[str, Any]]:
        """What was learnt of each origin, for the next run."""
        return {
            key: {
                "tls": {
                    "switches": sorted(origin.switches),
                    "authenticated": origin.authenticated,
                    "why": origin.diagnosis,
                },
                "pace": {},
            }
            for key, origin in self._origins.items()
        }

    def events(self) -> tuple[Event, ...]:
        """What a person should hear of."""
        return ()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with AsyncExitStack() as stack:
            for origin in self._origins.values():
                stack.push_async_callback(origin.close)
        self._origins.clear()

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
        capture = await self._follow(url, errors)
        if capture.status not in RETRIED or capture.header("cf-mitigated"):
            return capture
        wait = retry_after(capture.status, capture.header("Retry-After"), self._server_time(capture))
        if wait is not None:
            self._origin(capture.final_url).clock.hold(wait)
            if wait > self.settings.longest_wait:
                raise self._parked(f"{capture.final_url} asks to be left alone for {wait:.0f} seconds.", url, wait)
        raise Retriable(capture, capture.status, wait)

    def _parked(self, message: str, url: str, seconds: float) -> Parked:
        return Parked(message, url, seconds, self._now().astimezone(UTC) + timedelta(seconds=min(seconds, _A_YEAR)))

    def _server_time(self, capture: Capture) -> datetime:
        """The server's own clock, by which its dates count; ours where it does not say."""
        try:  # never strptime, which reads month names in the language of this machine
            moment = parsedate_to_datetime(capture.header("Date") or "")
        except (ValueError, OverflowError):
            return self._now()
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    async def _follow(self, url: str, errors: list[str], *, robots: bool = True) -> Capture:
        """Fetch a page and follow its redirects, each hop under its own origin's rules."""
        began = self._clock()
        hops: list[Redirect] = []
        here = url
        while True:
            capture = await self._hop(here, url, tuple(hops), errors, robots=robots, began=began)
            target = capture.header("Location") if capture.status in _REDIRECTS else None
            if target is None:
                return capture
            if len(hops) >= MOST_HOPS:
                raise TooManyRedirects(f"{url} redirects more than {MOST_HOPS} times.", url)
            hops.append(Redirect(here, capture.status, target, capture.switches, capture.authenticated, capture.tls))
            here = await self._safe_target(here, target, url)

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

    async def _hop(
        self, here: str, url: str, hops: tuple[Redirect, ...], errors: list[str], *, robots: bool, began: float
    ) -> Capture:
        origin = self._origin(here)
        if robots and not (await self._robots(origin, here)).allows(here):
            raise RobotsDenied(f"robots.txt of {httpx.URL(here).host} forbids {here}.", url)
        request = self._request(here)
        try:
            async with origin.clock.turn(self.settings.longest_wait), asyncio.timeout(self.settings.deadline):
                response = await origin.send(request)
                captured_at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                body = await self._body(response, here)
        except Held as held:
            raise self._parked(
                f"{here} is to be left alone for {held.seconds:.0f} more seconds.", url, held.seconds
            ) from held
        except _FOREIGN as error:
            await origin.close()
            raise translated(error, here) from error
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
        return Capture(
            url=url,
            final_url=here,
            redirects=hops,
            captured_at=captured_at,
            status=response.status_code,
            reason=response.reason_phrase,
            http_version=response.http_version,
            headers=headers,
            request_headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
            ),
            body=body,
            completeness=_completeness(response, body),
            peer=origin.peer,
            tls=origin.tls,
            switches=tuple(sorted(origin.switches)),
            authenticated=origin.authenticated,
            diagnosis=origin.diagnosis,
            attempts=len(errors) + 1,
            errors=tuple(errors),
            elapsed=self._clock() - began,
            max_bytes=self.settings.max_bytes,
        )

    async def _robots(self, origin: Origin, here: str) -> Robots:
        """An origin's robots.txt, fetched once; one that cannot be had for now forbids everything for now."""
        async with origin.robots_lock:
            if origin.robots is None:
                origin.robots = await self._read_robots(origin, here)
        return origin.robots

    async def _read_robots(self, origin: Origin, here: str) -> Robots:
        place = str(httpx.URL(here).join("/robots.txt"))
        answer = await self._follow(place, [], robots=False)
        challenged = answer.header("cf-mitigated") is not None
        rules = None if challenged else Robots.read(answer.status, answer.payload(), self.settings.product)
        if rules is None:
            raise RobotsDenied(f"{place} could not be read (status {answer.status}), so nothing is fetched.", here)
        origin.clock.slow_to(min(rules.crawl_delay, self.settings.longest_crawl_delay))
        return rules

    def _origin(self, url: str) -> Origin:
        try:
            parsed = httpx.URL(url)
            host = parsed.host
        except (httpx.InvalidURL, ValueError) as error:
            raise BadUrl(f"{url!r} is not a web address.", url) from error
        if parsed.scheme not in {"http", "https"} or not host or (parsed.port or 0) > 65535:
            raise BadUrl(f"{url!r} is not a web address: it should begin with https:// and a host name.", url)
        key = f"{parsed.scheme}://{parsed.netloc.decode()}"
        if key not in self._origins:
            clock = HostClock(self.settings.interval, sleep=self._sleep, clock=self._clock)
            self._origins[key] = Origin(httpx.URL(key), self.settings, clock, self._factory)
        return self._origins[key]

    def _request(self, url: str) -> httpx.Request:
        settings = self.settings
        timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        return httpx.Request(
            "GET",
            url,
            headers={
                "User-Agent": settings.user_agent,
                "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
                "Accept-Language": "en-GB,en;q=0.8,cy;q=0.6",
                "Accept-Encoding": "gzip, deflate",
            },
            extensions={"timeout": timeout.as_dict()},
        )

    async def _body(self, response: httpx.Response, url: str) -> bytes:
        """The body as sent, up to the cap."""
        pieces: list[bytes] = []
        size = 0
        try:
            async for piece in response.aiter_raw():
                size += len(piece)
                if size > self.settings.max_bytes:
                    raise TooLarge(f"{url} is larger than {self.settings.max_bytes:,} bytes.", url)
                pieces.append(piece)
        finally:
            await response.aclose()
        return b"".join(pieces)


def _completeness(response: httpx.Response, body: bytes) -> str:
    """How the end of a body was known: by its length, by its last chunk, or not at all."""
    if not body:
        return "empty"
    if "chunked" in response.headers.get("Transfer-Encoding", "").lower():
        return "chunked"
    return "length" if "Content-Length" in response.headers else "unknown"
