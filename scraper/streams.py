"""Streams: the bytes of one connection, read when they are wanted.

Plain asyncio: layers that suit every event loop cost as much here as the rest of a request.
"""

import asyncio
import select
from typing import Any, Final, cast

MOST_KEPT: Final = 256 * 1024  # bytes unread, before the peer has to wait


class Stream(asyncio.Protocol):
    """A connection over TCP. What comes is kept until it is read."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._came: list[bytes] = []
        self._unread = 0
        self._error: Exception | None = None
        self._has_ended = self._is_paused = False
        self._news: asyncio.Future[None] | None = None

    async def read(self, seconds: float | None) -> bytes:
        """What has come, nothing at the end; raises TimeoutError after so many seconds of silence, or an OSError."""
        if not (self._came or self._has_ended):
            await self._wait(seconds)
            if not (self._came or self._has_ended):
                raise TimeoutError
        if not self._came and self._error is not None:
            raise self._error
        data = self._came[0] if len(self._came) == 1 else b"".join(self._came)
        self._came.clear()
        self._unread = 0
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()
        return data

    async def _wait(self, seconds: float | None) -> None:
        """Wait until something comes or ends, or for so long. An alarm costs half of what asyncio.timeout does."""
        loop = asyncio.get_running_loop()
        self._news = loop.create_future()
        alarm = None if seconds is None else loop.call_later(seconds, self._tell)
        try:
            await self._news
        finally:
            self._news = None
            if alarm is not None:
                alarm.cancel()

    def write(self, data: bytes) -> None:
        """Send: at once, or as soon as there is room; a failure shows when the answer is read."""
        self._transport.write(data)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come that was not read, not even an end: so a kept connection may be used again."""
        return not (self._came or self._has_ended or _is_readable(self._transport.get_extra_info("socket").fileno()))

    def get_extra_info(self, name: str) -> Any:
        """`server_addr`, the address of the peer, as httpx calls it; `None` for what a stream does not know."""
        return self._transport.get_extra_info("peername") if name == "server_addr" else None

    def close(self) -> None:
        """Close at once, without waiting for anything. Whoever still reads gets an error: no peer has said all."""
        self._error = self._error or ConnectionAbortedError("This end closed the connection.")
        self._transport.abort()

    async def aclose(self) -> None:
        """Close, and see the socket go."""
        self.close()
        await asyncio.sleep(0)

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Keep what came; beyond the cap, let no more come for now."""
        self._came.append(data)
        self._unread += len(data)
        if self._unread > MOST_KEPT and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._tell()

    def eof_received(self) -> bool:
        """Keep that the peer has said all; whoever reads that closes the connection."""
        self._has_ended = True
        self._tell()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Keep why it broke."""
        self._has_ended, self._error = True, self._error or error
        self._tell()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)


def _is_readable(descriptor: int) -> bool:
    """Whether a socket has something that the loop has not seen yet."""
    if hasattr(select, "poll"):
        asked = select.poll()
        asked.register(descriptor, select.POLLIN)
        return bool(asked.poll(0))
    return bool(select.select([descriptor], [], [], 0)[0])
