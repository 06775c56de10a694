"""Reasons for a restriction: that they are gone only their own page can say, so it is asked once there is a sign of it.

The signs are that what they are about is gone, or back, or that its page no longer leads to them. By themselves they
would be looked at once a month.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import storage

from .corridor import recalled, understand

_PAGE_TYPE: Final = "restriction"
_LISTED: Final = frozenset({"document", "plan_item"})  # what a page only lists; the reasons on it are of something else


def led_to(archive: storage.Archive, council: str, url: str) -> list[str]:
    """The addresses of reasons that a page leads to, or led to when it was last a page."""
    last = archive.last_capture(council, url)
    reading = understand(recalled(archive, last["id"])).reading if last else None
    return [link.url for link in reading.links if link.page_type == _PAGE_TYPE] if reading else []


def to_ask(archive: storage.Archive, changes: Iterable[storage.Change], url: str) -> Iterator[str]:
    """The addresses of reasons on which the changes of a page cast doubt."""
    for change in changes:
        if change.field == "restriction_url" and change.old:
            yield change.old
        elif change.field == "gone_since" and change.kind not in _LISTED:
            yield from led_to(archive, change.council, url)
