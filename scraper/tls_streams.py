"""Streams inside TLS. Over memory, unlike asyncio's own: only so is it known how a connection ended."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, Protocol, Self, TypeVar

from .streams import Stream

_PIECE: Final = 64 * 1024  # more than a record holds
T = TypeVar("T")


class TlsStream:
    """A stream inside TLS."""

    def __init__(self, stream: Stream, secured: ssl.SSLObject, comes: ssl.MemoryBIO, goes: ssl.MemoryBIO) -> None:
        self._stream, self._secured, self._comes, self._goes = stream, secured, comes, goes
        self._was_cut = False

    @classmethod
    async def over(cls, stream: Stream, context: ssl.SSLContext, name: str) -> Self:
        """Make the handshake with a server of that name; raises an SSLError or OSError."""
        comes, goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        # truststore asks the operating system, at the start and for the certificate, which may take its time.
        do: _Do = _at_once if type(context) is ssl.SSLContext else asyncio.to_thread
        secured = await do(partial(context.wrap_bio, comes, goes, server_hostname=name))
        made = cls(stream, secured, comes, goes)
        await made._shake_hands(do)
        return made

    async def _shake_hands(self, do: "_Do") -> None:
        while True:
            try:
                return await do(self._secured.do_handshake)
            except ssl.SSLWantReadError:
                pass
            finally:
                self._send()
            await self._receive(None)

    async def read(self, seconds: float | None) -> bytes:
        """What has come, in clear; nothing at the end, whether it was announced or not."""
        while True:
            try:
                return self._secured.read(_PIECE)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLEOFError:
                self._was_cut = True
                return b""
            finally:
                self._send()
            await self._receive(seconds)

    async def _receive(self, seconds: float | None) -> None:
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
        """`ssl_object`, `was_cut` for an end that TLS did not announce, and what the stream knows."""
        if name == "was_cut":
            return self._was_cut
        return self._secured if name == "ssl_object" else self._stream.get_extra_info(name)

    def close(self) -> None:
        """Close at once, without a goodbye, which servers do not wait for."""
        self._stream.close()

    async def aclose(self) -> None:
        """Close, and see the socket go."""
        await self._stream.aclose()


class _Do(Protocol):
    """Does a step of TLS, here or in a thread."""

    def __call__(self, step: Callable[[], T], /) -> Awaitable[T]: ...


async def _at_once(step: Callable[[], T], /) -> T:
    return step()
