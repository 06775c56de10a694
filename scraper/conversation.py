"""A conversation: requests without a body and their answers over one stream, in HTTP/1.1 as h11 reads it."""

import ssl
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Final, Self

import h11
import httpx

from .streams import Stream
from .tls_streams import TlsStream

LARGEST_HEAD: Final = 100 * 1024
KEEPALIVE: Final = 300.0  # seconds, longer than any pace: a new handshake for every request costs both ends

Trace = Callable[[str, dict[str, Any]], Awaitable[None]]


class Conversation:
    """One request at a time. Raises the errors of httpx, and the SSLErrors of an answer as they are.

    `has_answered` once anything has come since the newest request.
    """

    def __init__(self, stream: Stream | TlsStream) -> None:
        self._stream = stream
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
        self._until = 0.0  # after which it is not used again; 0 while a request is under way, and at the end
        self._silence: float | None = None
        self.has_answered = False

    @property
    def is_kept(self) -> bool:
        """Whether both ends are ready for another request."""
        return time.monotonic() < self._until and self._stream.is_quiet

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and give the answer as soon as its head has come."""
        self._until, self.has_answered = 0.0, False
        self._silence = request.extensions.get("timeout", {}).get("read")
        try:
            self._send(request)
            while not isinstance(head := await self.hear(), h11.Response):
                pass  # an interim answer
        except BaseException:
            self.close()
            raise
        return httpx.Response(
            head.status_code,
            headers=head.headers.raw_items(),
            stream=Body(self, request.extensions.get("trace")),
            extensions={"http_version": b"HTTP/" + head.http_version, "reason_phrase": bytes(head.reason)},
        )

    def _send(self, request: httpx.Request) -> None:
        target = request.url.raw_path
        try:
            headers = _checked(tuple(request.headers.raw)).headers
            head = self._http.send(h11.Request(method=request.method, target=target, headers=headers))
            end = self._http.send(h11.EndOfMessage())
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._stream.write((head or b"") + (end or b""))

    async def hear(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        """The next part of the answer."""
        try:
            while (part := self._http.next_event()) is h11.NEED_DATA:
                data = await self._stream.read(self._silence)
                self.has_answered = self.has_answered or bool(data)
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        except ssl.SSLError:
            raise
        except TimeoutError as error:
            raise httpx.ReadTimeout("Nothing came for too long.") from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        return part

    def finish(self) -> None:
        """Be ready for the next request after a whole answer; end after any other."""
        whole = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if whole and not self._http.trailing_data[0]:
            self._http.start_next_cycle()
            self._until = time.monotonic() + KEEPALIVE
        else:
            self.close()

    def close(self) -> None:
        """End at once."""
        self._until = 0.0
        self._stream.close()

    async def aclose(self) -> None:
        """End, and see the socket go."""
        self._until = 0.0
        await self._stream.aclose()


@lru_cache(maxsize=512)
def _checked(headers: tuple[tuple[bytes, bytes], ...]) -> h11.Request:
    """A request with these headers, which h11 has checked; to one host they are the same every time."""
    return h11.Request(method="GET", target="/", headers=list(headers))


class Body(httpx.AsyncByteStream):
    """The body of an answer, piece by piece as it comes."""

    def __init__(self, conversation: Conversation, trace: Trace | None) -> None:
        self._conversation, self._trace = conversation, trace
        self._is_left = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        part = await self._conversation.hear()
        if isinstance(part, h11.Data):
            return bytes(part.data)
        if self._trace is not None:
            await self._trace("http11.receive_response_body.complete", {})
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Leave it: read to its end, the connection is kept, and else closed."""
        if not self._is_left:
            self._is_left = True
            self._conversation.finish()
