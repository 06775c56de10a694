"""Intermediate certificates that a server forgot to send, fetched from where its own certificate says they are.

The address comes from a peer that is not authenticated yet. So sizes, hops, time and addresses are bounded, and nothing
fetched is trusted: it only lets the real handshake build a chain to a root that was trusted before. A self-signed
certificate is therefore never taken.
"""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from .issuers import Issuer, issuer_among, read_certificates
from .networks import Resolve, is_public, resolve
from .transports import make_transport

MOST_URLS: Final = 3
MOST_LEVELS: Final = 4
MOST_HOPS: Final = 3
MOST_BYTES: Final = 64 * 1024
SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Reach:
    """Through what, and how far, a search for issuers may reach."""

    secure: ssl.SSLContext
    resolver: Resolve
    allow_private: bool


async def intermediates(
    leaf: bytes, *, allow_private: bool = False, resolver: Resolve = resolve, seconds: float = SECONDS
) -> tuple[Issuer, ...]:
    """The certificates above a leaf, lowest first; none where they cannot be had within so many `seconds`."""
    chain: list[Issuer] = []
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # what is fetched proves itself, or it is of no use
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(seconds):
            reach = _Reach(unverified, resolver, allow_private)
            certificate = x509.load_der_x509_certificate(leaf)
            while len(chain) < MOST_LEVELS and (issuer := await _issuer(certificate, reach)) is not None:
                chain.append(issuer)
                certificate = issuer.certificate
    except (TimeoutError, ValueError, x509.InvalidVersion):
        pass
    return tuple(chain)


async def _issuer(certificate: x509.Certificate, reach: _Reach) -> Issuer | None:
    """The issuer of a certificate, from the first of its addresses that has it."""
    for url in issuer_urls(certificate)[:MOST_URLS]:
        body = await _download(url, reach)
        found = issuer_among(read_certificates(body or b""), certificate)
        if found is not None:
            return Issuer.of(url, found)
    return None


def issuer_urls(certificate: x509.Certificate) -> list[str]:
    """Where a certificate says its issuer's certificate can be had (its "CA Issuers" entries)."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return []
    return [
        entry.access_location.value
        for entry in access
        if entry.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(entry.access_location, x509.UniformResourceIdentifier)
        and entry.access_location.value.lower().startswith(("http://", "https://"))
    ]


async def _download(url: str, reach: _Reach) -> bytes | None:
    """The body behind a URL; `None` for a failure, a private address, or anything over the caps."""
    for _ in range(MOST_HOPS + 1):
        try:
            answer = await _get(url, reach)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError, ValueError):
            return None
        if isinstance(answer, bytes) or answer is None:
            return answer
        url = urljoin(url, answer)
    return None


async def _get(url: str, reach: _Reach) -> bytes | str | None:
    """One request: the body, the address of a redirect, or `None`.

    The connection goes to the very address that was checked, so that a name cannot change its mind in between.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in {"http", "https"}:
        return None
    addresses = await reach.resolver(host, port)
    if not (reach.allow_private or all(map(is_public, addresses))):
        return None
    address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    request = httpx.Request(
        "GET",
        parts._replace(netloc=f"{address}:{port}", fragment="").geturl(),
        headers={"Host": parts.netloc.rpartition("@")[2]},
        extensions={"sni_hostname": host, "timeout": httpx.Timeout(SECONDS).as_dict()},
    )
    async with make_transport(reach.secure if parts.scheme == "https" else None) as transport:
        response = await transport.handle_async_request(request)
        if response.has_redirect_location:
            return response.headers["Location"]
        return await _body(response) if response.status_code == 200 else None


async def _body(response: httpx.Response) -> bytes | None:
    """A body within the cap."""
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return body
