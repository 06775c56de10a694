"""Sites on this machine: what they are asked never crosses a network, so they may go without TLS."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import scraper


def plain_here(addresses: Iterable[str], written: Sequence[scraper.OptIn] = ()) -> tuple[scraper.OptIn, ...]:
    """Opt-ins to http for those addresses that are http:// on this machine, less those that a person has `written`."""
    here = {scraper.origin_of(one) for one in addresses if _is_plain_here(one)}
    said = {opt_in.origin for opt_in in written if opt_in.kind == "http"}
    return tuple(scraper.OptIn(origin, "http", "it is on this machine") for origin in sorted(here - said))


def worth_telling(events: Iterable[scraper.Event]) -> list[scraper.Event]:
    """The events that a person should hear of: that a site on this machine goes without TLS is no news."""
    return [event for event in events if event.kind != "opt-in-used" or not _is_plain_here(event.origin)]


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_plain_here(address: str) -> bool:
    return address.startswith("http://") and is_loopback(address)
