"""Addresses: which origin (scheme, host, port) one belongs to, and which are none that can be fetched."""

from dataclasses import dataclass
from functools import lru_cache

import httpx

from .errors import BadUrl


@dataclass(frozen=True, slots=True)
class Address:
    """A web address as it was written, as httpx reads it, and its origin: `https://host` or `https://host:port`.

    Read once and kept for a while: reading one costs as much as a tenth of a request.
    """

    text: str
    url: httpx.URL
    origin: str


@lru_cache(maxsize=64)
def address(text: str) -> Address:
    """Read an address; raises BadUrl for what is no web address."""
    try:
        url = httpx.URL(text)
        host = url.host
    except (httpx.InvalidURL, ValueError) as error:  # a host of bad punycode shows only when it is read
        raise BadUrl(f"{text!r} is not a web address.", text) from error
    if url.scheme not in {"http", "https"} or not host or (url.port or 0) > 65535:
        raise BadUrl(f"{text!r} is not a web address: it should begin with https:// and a host name.", text)
    if url.userinfo:  # not repeated: this message may be printed and stored
        raise BadUrl(f"An address on {host} carries a user name or password: take it out, none is ever sent.", text)
    usual = ":443" if url.scheme == "https" else ":80"
    return Address(text, url, f"{url.scheme}://{url.netloc.decode().removesuffix(usual)}")


def origin_of(text: str) -> str:
    """The origin of an address; raises BadUrl for what is no web address."""
    return address(text).origin
