"""The one connection to an origin: made anew for every setting, watched while it is made, so that its facts are whole.

Facts are read at the end of the handshake: a connection that its peer has cut says nothing of itself any more. An
exception raised there also stops the request before a byte of it is sent, which is where a pin is compared.
"""

import asyncio
from typing import Any

import httpx

from .capture import TlsFacts
from .dialling import dial
from .errors import UnsafeRedirect
from .facts import facts_of
from .leaves import Leaf
from .networks import is_public
from .settings import Settings
from .tls import STRICT, Setting, context_of, looking_context
from .tls_streams import TlsStream
from .transports import TransportFactory


class PinMismatch(Exception):  # noqa: N818 - never leaves this room: the origin turns it into TlsError
    """The certificate is not the pinned one; nothing was sent."""

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(leaf.sha256)
        self.leaf = leaf


class Connection:
    """How one origin is reached under a `setting`. `handshakes` counts those begun, since the origin was first asked.

    `tls` and `peer` are of the newest connection. `in_handshake` says whether that was still in its handshake when it
    failed. `clean_close` says whether TLS announced the end of an answer that ended with its connection.
    """

    def __init__(self, url: httpx.URL, settings: Settings, factory: TransportFactory) -> None:
        self.setting: Setting = STRICT
        self.handshakes = 0
        self.in_handshake = False
        self.tls: TlsFacts | None = None
        self.peer: str | None = None
        self.clean_close: bool | None = None
        self._url, self._settings, self._factory = url, settings, factory
        self._transport: httpx.AsyncBaseTransport | None = None
        self._address: str | None = None
        self._public_only = False
        self._secured: Any = None

    @property
    def is_private(self) -> bool:
        """Whether the newest connection leads into a private network."""
        return self._address is not None and not is_public(self._address)

    async def send(self, request: httpx.Request, *, public_only: bool = False) -> httpx.Response:
        """Send a request under the present setting; to a private address never where it must be `public_only`."""
        self.in_handshake, self._public_only, self.clean_close = False, public_only, None
        if public_only and self._transport is not None and self.is_private:
            raise self._private()
        request.extensions["trace"] = self._watch
        if (alias := self.setting.opted("alias")) is not None:
            request.extensions["sni_hostname"] = alias.value
        response = await self._open().handle_async_request(request)
        pin = self.setting.opted("pin")
        if pin is not None and (self.tls is None or self.tls.certificate_sha256 != pin.value):
            await response.aclose()
            raise PinMismatch(Leaf(b""))  # a transport that lets nobody watch it has no use for pins
        return response

    async def close(self) -> None:
        """Close the connection; the next request opens another."""
        closing, self._transport = self._transport, None  # first, so that nobody sends over it meanwhile
        if closing is not None:
            await closing.aclose()

    def _open(self) -> httpx.AsyncBaseTransport:
        if self._transport is None:
            secure = context_of(self.setting, self._settings.ca_file) if self._url.scheme == "https" else None
            self._transport = self._factory(secure)
        return self._transport

    async def look(self, setting: Setting) -> Leaf:
        """The site's own certificate, looked at without trusting it and without sending anything.

        It is looked for where the last handshake was, so that no name is asked again that may have changed its mind.
        """
        host, port = self._url.raw_host.decode("ascii").strip("[]"), self._url.port or 443
        alias = setting.opted("alias")
        self.handshakes += 1
        async with asyncio.timeout(self._settings.connect_timeout):
            stream = await dial(self._address or host, port)
            try:
                return _leaf_of(await TlsStream.over(stream, looking_context(), (alias and alias.value) or host))
            finally:
                await stream.aclose()

    async def _watch(self, event: str, details: dict[str, Any]) -> None:
        """Watch the connection being made, and the end of an answer."""
        if event == "connection.connect_tcp.complete":
            await self._connected(details["return_value"])
        elif event == "connection.start_tls.started":
            self.in_handshake = True
            self.handshakes += 1
        elif event == "connection.start_tls.complete":
            self.in_handshake = False
            await self._secure(details["return_value"])
        elif event == "http11.receive_response_body.complete" and self._secured is not None:
            was_cut = self._secured.get_extra_info("was_cut")
            self.clean_close = None if was_cut is None else not was_cut

    async def _connected(self, stream: Any) -> None:
        address = stream.get_extra_info("server_addr")
        self._address = address[0] if address else None
        self.peer = f"{address[0]}:{address[1]}" if address else None
        if self._public_only and self.is_private:
            await stream.aclose()
            raise self._private()

    async def _secure(self, stream: Any) -> None:
        self._secured, leaf = stream, _leaf_of(stream)
        pin = self.setting.opted("pin")
        if pin is not None and pin.value != leaf.sha256:
            await stream.aclose()
            raise PinMismatch(leaf)
        self.tls = facts_of(stream.get_extra_info("ssl_object"), leaf, self.setting)

    def _private(self) -> UnsafeRedirect:
        message = f"A public site redirects to {self._url}, which is at {self._address} inside a private network."
        return UnsafeRedirect(message, str(self._url))


def _leaf_of(stream: Any) -> Leaf:
    """The certificate that the peer of a stream inside TLS has shown."""
    return Leaf.read(stream.get_extra_info("ssl_object").getpeercert(binary_form=True) or b"")
