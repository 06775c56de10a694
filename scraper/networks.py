"""Where a name leads: its addresses, and whether they are of the public internet."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Final

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
    return one.is_global and not one.is_multicast and not any(one in network for network in _TRANSLATED)
