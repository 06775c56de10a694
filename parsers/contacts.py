"""Whom to ask: the contact line of a record, with the addresses and numbers in it."""

from operator import itemgetter
from typing import Any

from .fields import Fields
from .values import emails, phones


def read_contact(fields: Fields) -> dict[str, Any]:
    """The columns of a contact line; none at all where the page has no such line."""
    contact = fields.text("contact")
    if contact is None:
        return {}
    addressed = [link for link in fields.links.get("contact", ()) if link.href.lower().startswith("mailto:")]
    found = [(max(contact.find(link.text), 0), link.href[7:].partition("?")[0]) for link in addressed]
    found += [(contact.find(address), address) for address in emails(contact)]
    return {
        "contact": contact,
        "contact_emails": list(dict.fromkeys(address for _, address in sorted(found, key=itemgetter(0)))),
        "contact_phones": phones(contact),
    }
