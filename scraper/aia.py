"""Intermediate certificates that a server forgot to send, fetched from where its own certificate says they are.

The address comes from a peer that is not authenticated yet. So sizes, hops and addresses are bounded, and nothing
fetched is trusted: it only lets the real handshake build a chain to a root that was trusted before. A self-signed
certificate is therefore never taken.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

MOST_URLS: Final = 3
MOST_LEVELS: Final = 4
MOST_HOPS: Final = 3
MOST_BYTES: Final = 64 * 1024
SECONDS: Final = 15.0

# IPv6 networks that carry an IPv4 address inside, which may be a private one.
_TRANSLATED: Final = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "2002::/16")))

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    one = ipaddress.ip_address(address.partition("%")[0])
    return one.is_global and not any(one in network for network in _TRANSLATED)


async def intermediates(leaf: bytes, *, allow_private: bool = False, resolver: Resolve = resolve) -> tuple[bytes, ...]:
    """The certificates above a leaf, in DER, lowest first; none where they cannot be had."""
    chain: list[bytes] = []
    try:
        async with asyncio.timeout(SECONDS), httpx.AsyncHTTPTransport(trust_env=False) as transport:
            certificate: x509.Certificate | None = x509.load_der_x509_certificate(leaf)
            while certificate is not None and len(chain) < MOST_LEVELS:
                certificate = await _issuer(certificate, transport, allow_private=allow_private, resolver=resolver)
                if certificate is not None:
                    chain.append(certificate.public_bytes(Encoding.DER))
    except (TimeoutError, ValueError):
        pass
    return tuple(chain)


async def _issuer(
    certificate: x509.Certificate, transport: httpx.AsyncHTTPTransport, *, allow_private: bool, resolver: Resolve
) -> x509.Certificate | None:
    """The certificate whose subject is the wanted issuer, and which is not self-signed."""
    for url in issuer_urls(certificate)[:MOST_URLS]:
        body = await _download(url, transport, allow_private=allow_private, resolver=resolver)
        for candidate in read_certificates(body or b""):
            if candidate.subject == certificate.issuer and candidate.subject != candidate.issuer:
                return candidate
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


def read_certificates(body: bytes) -> list[x509.Certificate]:
    """Certificates in DER, PEM or PKCS#7; none in anything else."""
    loaders: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
        lambda der: [x509.load_der_x509_certificate(der)],
        x509.load_pem_x509_certificates,
        pkcs7.load_der_pkcs7_certificates,
        pkcs7.load_pem_pkcs7_certificates,
    )
    for load in loaders:
        try:
            return load(body)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
    return []


async def _download(
    url: str, transport: httpx.AsyncHTTPTransport, *, allow_private: bool, resolver: Resolve
) -> bytes | None:
    """The body behind a URL; `None` for a failure, a private address, or anything over the caps."""
    for _ in range(MOST_HOPS + 1):
        try:
            answer = await _get(url, transport, allow_private=allow_private, resolver=resolver)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError, ValueError):
            return None
        if isinstance(answer, bytes) or answer is None:
            return answer
        url = urljoin(url, answer)
    return None


async def _get(
    url: str, transport: httpx.AsyncHTTPTransport, *, allow_private: bool, resolver: Resolve
) -> bytes | str | None:
    """One request: the body, the address of a redirect, or `None`.

    The connection goes to the very address that was checked, so that a name cannot change its mind in between.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = await resolver(host, port)
    if parts.scheme not in {"http", "https"} or not (allow_private or all(map(is_public, addresses))):
        return None
    address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    request = httpx.Request(
        "GET",
        parts._replace(netloc=f"{address}:{port}", fragment="").geturl(),
        headers={"Host": parts.netloc.rpartition("@")[2]},
        extensions={"sni_hostname": host, "timeout": httpx.Timeout(SECONDS).as_dict()},
    )
    response = await transport.handle_async_request(request)
    try:
        if response.has_redirect_location:
            return response.headers["Location"]
        if response.status_code != 200:
            return None
        body = b""
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                return None
        return body
    finally:
        await response.aclose()
