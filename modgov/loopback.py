"""Sites on this machine: what they are asked never crosses a network, so they may go without TLS."""

import scraper


def plain_here(addresses: list[str]) -> tuple[scraper.OptIn, ...]:
    """Opt-ins to http for those addresses that are http:// on this machine."""
    here = {address for address in addresses if address.startswith("http://") and is_loopback(address)}
    origins = sorted({scraper.origin_of(address) for address in here})
    return tuple(scraper.OptIn(origin, "http", "it is on this machine") for origin in origins)


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine."""
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    return host == "localhost" or host.startswith("127.")
