"""Addresses: which origin (scheme, host, port) one belongs to, and which are none that can be fetched."""

import httpx

from .errors import BadUrl


def origin_of(url: str) -> str:
    """The origin of an address, as `https://host` or `https://host:port`; raises BadUrl for what is no web address."""
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, ValueError) as error:  # a host of bad punycode shows only when it is read
        raise BadUrl(f"{url!r} is not a web address.", url) from error
    if parsed.scheme not in {"http", "https"} or not host or (parsed.port or 0) > 65535:
        raise BadUrl(f"{url!r} is not a web address: it should begin with https:// and a host name.", url)
    if parsed.userinfo:  # not repeated: this message may be printed and stored
        raise BadUrl(f"An address on {host} carries a user name or password: take it out, none is ever sent.", url)
    return f"{parsed.scheme}://{parsed.netloc.decode()}"
