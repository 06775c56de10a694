"""The one border where foreign exceptions become ours. Theirs often have no message at all; ours always do."""

import socket
import ssl
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from .advice import explain
from .diagnosis import CERTIFICATE_WANTED, Diagnosis
from .errors import BadUrl, DnsError, FetchError, IncompleteBody, TimedOut, TlsError, Unreachable

E = TypeVar("E", bound=BaseException)


def translated(error: BaseException, url: str) -> FetchError:
    """Our error for an exception of httpx, ssl, sockets or asyncio."""
    place = urlsplit(url).netloc or url
    if isinstance(error, FetchError):
        return error
    if (unnamed := _first(error, socket.gaierror)) is not None:
        unknown = DnsError(f"No server is called {place}: check the address, or the network.", url)
        unknown.retryable = unnamed.errno != socket.EAI_NONAME
        return unknown
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return TimedOut(f"{place} did not answer in time.", url)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return BadUrl(f"{url} is not an address that can be fetched.", url)
    if isinstance(error, httpx.RemoteProtocolError):
        return IncompleteBody(f"{place} ended its answer early or broke the rules of HTTP.", url)
    broken = _first(error, ssl.SSLError)
    if getattr(broken, "reason", None) == CERTIFICATE_WANTED:
        explained = explain(Diagnosis(CERTIFICATE_WANTED), place, None)
        return TlsError(f"{place} cannot be read: {explained}.", url, CERTIFICATE_WANTED)
    if _first(error, ConnectionRefusedError) is not None:
        return Unreachable(f"{place} refuses connections.", url)
    kind = "TLS broke" if isinstance(error, ssl.SSLError) else "the connection broke"
    return Unreachable(f"{place} could not be reached: {kind} ({type(error).__name__}).", url)


def _first(error: BaseException, kind: type[E]) -> E | None:
    """The exception of a kind among this one and those that it hides; asyncio's happy eyeballs groups them."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        if isinstance(one, kind):
            return one
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *one.args]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
    return None
