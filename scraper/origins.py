"""One origin (scheme, host, port): its transport and its TLS switches.

A transport for each origin, never one pool for all: httpx looks through the whole pool at every request.
"""

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import Callable
from typing import Any

import httpx
from cryptography import x509

from .aia import intermediates
from .capture import TlsFacts
from .errors import FetchError, TlsError
from .settings import Settings
from .tls import TRANSIENT, Diagnosis, context, diagnose, looking_context
from .translation import translated

MOST_HANDSHAKES = 5
KEEPALIVE = 300.0  # longer than any pace: a new handshake for every request costs both ends

TransportFactory = Callable[[ssl.SSLContext | None], httpx.AsyncBaseTransport]


def make_transport(secure: ssl.SSLContext | None) -> httpx.AsyncBaseTransport:
    """A transport that keeps one connection to one origin."""
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE)
    return httpx.AsyncHTTPTransport(verify=secure or False, limits=limits, retries=0, trust_env=False)


class Origin:
    """An origin and what was learnt of it in this run: the `switches` that it needed, and the first `diagnosis`."""

    def __init__(self, url: httpx.URL, settings: Settings, factory: TransportFactory) -> None:
        self.switches: frozenset[str] = frozenset()
        self.diagnosis: str | None = None
        self.tls: TlsFacts | None = None
        self.peer: str | None = None
        self._url, self._settings, self._factory = url, settings, factory
        self._fetched: tuple[bytes, ...] = ()
        self._transport: httpx.AsyncBaseTransport | None = None
        self._in_handshake = False

    @property
    def authenticated(self) -> str:
        """Whether the peer is who it says: no switch of this ladder gives that up."""
        return "yes" if self._url.scheme == "https" else "no"

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request, climbing the ladder while the handshake names a defect that a switch answers."""
        request.extensions["trace"] = self._trace
        before = self.switches, self._fetched, self.diagnosis
        try:
            response = await self._climb(request)
        except BaseException:
            # A climb that led nowhere is undone: the next request begins where this one did, not over a wider context.
            self.switches, self._fetched, self.diagnosis = before
            await self.close()
            raise
        if not self.switches:
            self.diagnosis = None  # it passed by itself
        return response

    async def _climb(self, request: httpx.Request) -> httpx.Response:
        tried_again = False
        for handshakes in range(1, MOST_HANDSHAKES + 1):
            self._in_handshake = False
            try:
                return await self._open().handle_async_request(request)
            except (httpx.TransportError, ssl.SSLError, OSError) as error:
                diagnosis = diagnose(error) if self._in_handshake else None
                if diagnosis is None or isinstance(error, httpx.TimeoutException):
                    raise
                self.diagnosis = self.diagnosis or diagnosis.words
                may_pass = diagnosis.is_silent or diagnosis.words in TRANSIENT
                if may_pass and not tried_again and handshakes < MOST_HANDSHAKES:
                    tried_again = True
                elif handshakes == MOST_HANDSHAKES or not await self._switch_on(diagnosis):
                    raise self._refused(diagnosis) from error
                await self.close()
        raise AssertionError("the last handshake either answers or raises")

    def learnt(self) -> dict[str, Any]:
        """What the next run should know of this origin."""
        return {}

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        closing, self._transport = self._transport, None  # first, so that nobody sends over it meanwhile
        if closing is not None:
            await closing.aclose()

    def _open(self) -> httpx.AsyncBaseTransport:
        if self._transport is None:
            secure = None
            if self._url.scheme == "https":
                secure = context(self.switches, self._fetched, self._settings.ca_file)
            self._transport = self._factory(secure)
        return self._transport

    async def _switch_on(self, diagnosis: Diagnosis) -> bool:
        """Switch on what answers a defect; false where nothing does, or it was on already."""
        switch = diagnosis.switch
        if switch is None or switch in self.switches:
            return False
        if switch == "aia":
            self._fetched = await intermediates(await self._leaf(), allow_private=self._settings.allow_private_aia)
            if not self._fetched:
                return False
        self.switches |= {switch}
        return True

    async def _leaf(self) -> bytes:
        """The server's own certificate, looked at without trusting it and without sending anything."""
        host, port = self._url.host, self._url.port or 443
        secure = looking_context(self.switches)
        try:
            async with asyncio.timeout(self._settings.connect_timeout):
                _, writer = await asyncio.open_connection(host, port, ssl=secure, server_hostname=host)
        except (OSError, TimeoutError) as error:
            raise translated(error, str(self._url)) from error
        try:
            return writer.get_extra_info("ssl_object").getpeercert(binary_form=True) or b""
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _refused(self, diagnosis: Diagnosis) -> FetchError:
        place = f"{self._url.scheme}://{self._url.netloc.decode()}"
        return TlsError(f"{place} cannot be reached securely: {diagnosis.advice}.", str(self._url), diagnosis.words)

    async def _trace(self, event: str, details: dict[str, Any]) -> None:
        """Watch the connection being made: facts are whole only while it is open."""
        if event == "connection.start_tls.started":
            self._in_handshake = True
        elif event == "connection.start_tls.complete":
            self._in_handshake = False
            self.tls = _facts(details["return_value"].get_extra_info("ssl_object"))
        elif event == "connection.connect_tcp.complete":
            address = details["return_value"].get_extra_info("server_addr")
            self.peer = f"{address[0]}:{address[1]}" if address else None


def _facts(secured: ssl.SSLObject) -> TlsFacts:
    """What a finished handshake says of itself."""
    leaf = secured.getpeercert(binary_form=True)
    issuer, subject = _parties(leaf)
    cipher = secured.cipher()
    return TlsFacts(
        version=secured.version(),
        cipher=cipher[0] if cipher else None,
        alpn=secured.selected_alpn_protocol(),
        certificate_sha256=hashlib.sha256(leaf).hexdigest() if leaf else None,
        issuer=issuer,
        subject=subject,
    )


def _parties(leaf: bytes | None) -> tuple[str | None, str | None]:
    """Who issued a certificate, and to whom. OpenSSL takes some that `cryptography` cannot read: no reason to fail."""
    try:
        certificate = x509.load_der_x509_certificate(leaf or b"")
        return certificate.issuer.rfc4514_string(), certificate.subject.rfc4514_string()
    except ValueError:
        return None, None
