"""Transports: what carries requests to one origin. Tests and others may put in their own."""

import ssl
from collections.abc import Callable

import httpx

KEEPALIVE = 300.0  # longer than any pace: a new handshake for every request costs both ends

TransportFactory = Callable[[ssl.SSLContext | None], httpx.AsyncBaseTransport]


def make_transport(secure: ssl.SSLContext | None) -> httpx.AsyncBaseTransport:
    """A transport that keeps one connection to one origin."""
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE)
    return httpx.AsyncHTTPTransport(verify=secure or False, limits=limits, retries=0, trust_env=False)
