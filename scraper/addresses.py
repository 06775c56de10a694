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
    usual = ":443" if parsed.scheme == "https" else ":80"
    return f"{parsed.scheme}://{parsed.netloc.decode().removesuffix(usual)}"
