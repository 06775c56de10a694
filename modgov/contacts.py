"""Whom a site may ask about us: real sites are not fetched without a contact."""

from collections.abc import Iterable

from .exits import Exit, stop
from .loopback import is_loopback


def contact_for(contact: str | None, urls: Iterable[str]) -> str:
    """The contact to tell; ends the command where there is none and a site that is not on this machine is meant."""
    if contact and contact.strip():
        return contact
    if not all(map(is_loopback, urls)):
        stop(
            "Say who you are to the sites you visit: --contact you@example.org, or set MODGOV_CONTACT, or put "
            'contact = "you@example.org" into modgov.toml.',
            Exit.USAGE,
        )
    return "local"
