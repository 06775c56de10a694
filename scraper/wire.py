"""What goes over the wire: a request that tells no more than it must, and the body of an answer, up to a cap."""

import ssl
from functools import lru_cache
from io import BytesIO
from typing import Final, cast

import httpx

from .asking import Asking
from .errors import TooLarge
from .settings import Settings

_NOTHING: Final = httpx.ByteStream(b"")


def request_for(url: httpx.URL, settings: Settings, asking: Asking | None = None) -> httpx.Request:
    """A request that says who asks and nothing else: no cookie, no password, no page that it came from."""
    timeout = {
        "connect": settings.connect_timeout,
        "read": settings.read_timeout,
        "write": settings.read_timeout,
        "pool": settings.read_timeout,
    }
    headers = _headers(url.netloc.decode("ascii"), settings.user_agent)
    if asking:
        headers = headers.copy()
        headers.update(asking.headers)
    # With a stream of its own, httpx adds no header; making them anew costs more than all else here.
    return httpx.Request("GET", url, headers=headers, stream=_NOTHING, extensions={"timeout": timeout})


@lru_cache(maxsize=512)
def _headers(host: str, user_agent: str) -> httpx.Headers:
    """The headers of every request to a host; httpx takes a copy."""
    return httpx.Headers(
        {
            "Host": host,
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Language": "en-GB,en;q=0.8,cy;q=0.6",
            "Accept-Encoding": "gzip, deflate",
        }
    )


async def read_body(response: httpx.Response, url: str, max_bytes: int, *, may_cap: bool) -> tuple[bytes, str]:
    """The body as sent, and how its end was known; `capped` where it `may_cap` a larger one, which else is an error."""
    body = BytesIO()  # unlike a list of pieces, it is no larger where a server sends two bytes at a time
    size = 0
    try:
        async for piece in cast("httpx.AsyncByteStream", response.stream):  # unlike aiter_raw, it cuts nothing anew
            size += body.write(piece)
            if size > max_bytes and may_cap:
                return body.getvalue(), "capped"
            if size > max_bytes:
                raise TooLarge(f"{url} is larger than {max_bytes:,} bytes.", url)
    except (httpx.TimeoutException, TimeoutError):
        raise
    except (httpx.HTTPError, ssl.SSLError, OSError):
        return body.getvalue(), "cut"
    finally:
        await response.aclose()
    return body.getvalue(), _completeness(response, size)


def _completeness(response: httpx.Response, size: int) -> str:
    """How the end of a whole body was known: by its length, by its last chunk, or not at all."""
    if not size:
        return "empty"
    if "chunked" in response.headers.get("Transfer-Encoding", "").lower():
        return "chunked"
    return "length" if "Content-Length" in response.headers else "unknown"


def headers_of(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Headers as sent, in their order and case."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw)
