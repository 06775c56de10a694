"""One hop: a request to one address in its origin's turn, and the capture of what came back."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from .capture import Capture, Redirect
from .errors import Parked, TooLarge
from .origins import Origin
from .politeness import Held
from .settings import Settings
from .translation import translated

_FOREIGN = (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError, TimeoutError)


@dataclass(slots=True)
class Journey:
    """A fetch under way: the address asked for, when it `began`, its redirects, and the errors of earlier attempts.

    `public_only` once it came from a public site: no private address may follow. `is_counted` where its captures take
    the count of handshakes; those of robots.txt go to the page.
    """

    url: str
    began: float
    errors: list[str]
    redirects: list[Redirect] = field(default_factory=list)
    public_only: bool = False
    is_counted: bool = True


class Hops:
    """Makes hops: asks when it is an origin's turn, with one request and one deadline for each."""

    def __init__(self, settings: Settings, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._settings, self._clock, self._now = settings, clock, now

    async def take(self, origin: Origin, here: str, journey: Journey) -> Capture:
        """Ask for one address; raises a FetchError where no answer came."""
        request = _request(here, self._settings)
        try:
            async with origin.clock.turn(self._settings.longest_wait), asyncio.timeout(self._settings.deadline):
                response = await origin.send(request, public_only=journey.public_only)
                captured_at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                body = await _body(response, here, self._settings.max_bytes)
        except Held as held:
            message = f"{here} is to be left alone for {held.seconds:.0f} more seconds."
            raise Parked(message, journey.url, held.seconds).starting(self._now()) from held
        except _FOREIGN as error:
            await origin.close()
            raise translated(error, here) from error
        completeness = _completeness(response, body)
        return Capture(
            url=journey.url,
            final_url=here,
            redirects=tuple(journey.redirects),
            captured_at=captured_at,
            status=response.status_code,
            reason=response.reason_phrase,
            http_version=response.http_version,
            headers=_text(response.headers),
            request_headers=_text(request.headers),
            body=body,
            completeness=completeness,
            attempts=len(journey.errors) + 1,
            errors=tuple(journey.errors),
            elapsed=self._clock() - journey.began,
            max_bytes=self._settings.max_bytes,
            handshakes=origin.line.count_handshakes() if journey.is_counted else 0,
            clean_close=origin.line.connection.clean_close if completeness == "unknown" else None,
            **origin.line.provenance(),
        )


def _request(url: str, settings: Settings) -> httpx.Request:
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


async def _body(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    """The body as sent, up to the cap."""
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in response.aiter_raw():
            size += len(piece)
            if size > max_bytes:
                raise TooLarge(f"{url} is larger than {max_bytes:,} bytes.", url)
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


def _text(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
