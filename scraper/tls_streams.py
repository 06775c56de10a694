"""Streams inside TLS. Over memory, unlike asyncio's own: only so is it known how a connection ended."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Final, Self, TypeVar

from .streams import Stream

_PIECE: Final = 64 * 1024  # more than a record holds
T = TypeVar("T")


class TlsStream:
    """A stream inside TLS."""

    def __init__(self, stream: Stream, secured: ssl.SSLObject, comes: ssl.MemoryBIO, goes: ssl.MemoryBIO) -> None:
        self._stream, self._secured, self._comes, self._goes = stream, secured, comes, goes

    @classmethod
    async def over(cls, stream: Stream, context: ssl.SSLContext, name: str) -> Self:
        """Make the handshake with a server of that name; raises an SSLError or OSError."""
        comes, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        if type(context) is ssl.SSLContext:
            secured = context.wrap_bio(comes, goes, server_hostname=name)
        else:  # truststore asks the operating system, which may take its time
            secured = await asyncio.to_thread(context.wrap_bio, comes, goes, server_hostname=name)
        made = cls(stream, secured, comes, goes)
        await made._work(secured.do_handshake, None)
        return made

    async def read(self, seconds: float | None) -> bytes:
        """What has come, in clear; nothing at the end, whether it was announced or not."""
        try:
            return await self._work(self._read, seconds)
        except ssl.SSLEOFError:
            return b""

    def _read(self) -> bytes:
        return self._secured.read(_PIECE)

    async def _work(self, step: Callable[[], T], seconds: float | None) -> T:
        """Do a step of TLS as soon as all that it needs has come."""
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                pass
            finally:
                self._send()
            if data := await self._stream.read(seconds):
                self._comes.write(data)
            else:
                self._comes.write_eof()

    def _send(self) -> None:
        if self._goes.pending:
            self._stream.write(self._goes.read())

    def write(self, data: bytes) -> None:
        """Send, encrypted."""
        self._secured.write(data)
        self._send()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come that was not read, in clear or not."""
        return self._stream.is_quiet and not (self._comes.pending or self._secured.pending())

    def get_extra_info(self, name: str) -> Any:
        """`ssl_object`, and what the stream knows."""
        return self._secured if name == "ssl_object" else self._stream.get_extra_info(name)

    def close(self) -> None:
        """Close at once, without a goodbye, which servers do not wait for."""
        self._stream.close()

    async def aclose(self) -> None:
        """Close, and see the socket go."""
        await self._stream.aclose()
