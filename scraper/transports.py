"""Transports: what carries requests to one origin. Tests and others may put in their own."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx

from .conversation import Conversation
from .dialling import dial
from .streams import Stream
from .tls_streams import TlsStream

TransportFactory = Callable[[ssl.SSLContext | None], httpx.AsyncBaseTransport]
T = TypeVar("T")


class OneConnection(httpx.AsyncBaseTransport):
    """Keeps one connection to one origin, and no pool, which httpx would look through at every request.

    Of httpx's extensions it takes `timeout`, `sni_hostname` and `trace`, which is told of a connection being made and
    of the end of a body.
    """

    def __init__(self, secure: ssl.SSLContext | None) -> None:
        self._secure = secure
        self._conversation: Conversation | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request over the kept connection, or over a new one; raises the errors of httpx, and SSLErrors.

        A server may close a kept connection just as a request is on its way. That is no failure, and nothing was
        answered: so the request is sent once more, over a new connection.
        """
        kept = self._conversation
        if kept is not None and kept.is_kept:
            try:
                return await kept.ask(request)
            except (httpx.ReadError, httpx.RemoteProtocolError):
                if kept.has_answered:
                    raise
        await self.aclose()
        self._conversation = Conversation(await self._connect(request))
        return await self._conversation.ask(request)

    async def aclose(self) -> None:
        """Close the connection; a further request opens another."""
        ended, self._conversation = self._conversation, None
        if ended is not None:
            await ended.aclose()

    async def _connect(self, request: httpx.Request) -> Stream | TlsStream:
        url, told = request.url, request.extensions.get("trace", _untold)
        seconds = request.extensions.get("timeout", {}).get("connect")
        host = url.raw_host.decode("ascii").strip("[]")
        stream = await _within(seconds, dial(host, url.port or (443 if self._secure else 80)))
        try:
            await told("connection.connect_tcp.complete", {"return_value": stream})
            if self._secure is None:
                return stream
            self._secure.set_alpn_protocols(["http/1.1"])
            await told("connection.start_tls.started", {})
            name = request.extensions.get("sni_hostname") or host
            secured = await _within(seconds, TlsStream.over(stream, self._secure, name))
            await told("connection.start_tls.complete", {"return_value": secured})
        except BaseException:
            stream.close()
            raise
        return secured


def make_transport(secure: ssl.SSLContext | None) -> httpx.AsyncBaseTransport:
    """A transport that keeps one connection to one origin."""
    return OneConnection(secure)


async def _within(seconds: float | None, work: Awaitable[T]) -> T:
    """Do a step of connecting in so many seconds; raises the errors of httpx."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise httpx.ConnectTimeout("No connection was made in time.") from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


async def _untold(event: str, details: dict[str, Any]) -> None:
    """Told by a connection that nobody watches."""
