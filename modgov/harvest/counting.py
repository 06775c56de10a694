"""Zero is suspicious: lists are counted whenever they are read, and one far below its own history is reported."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from parsers import Reading

_COUNTED: Final = {
    "plans": "plan",
    "plan_items": "plan_item",
    "committees": "committee",
    "meetings": "meeting",
}
_NOUNS: Final = {"plans_home": "bodies", "plans": "editions", "plan_items": "items", "committees": "committees"}
_REMEMBERED: Final = 10  # counts; after so many a list that has shrunk is as it should be
_TELLING: Final = 3  # entries that a list must have had before their absence tells anything
_MANY: Final = 8


def count(reading: Reading) -> int | None:
    """How many entries a list has; `None` for a page that is no list."""
    if reading.page_type == "plans_home":
        return len({link.url for link in reading.links if link.page_type in {"plans", "plan_items"}})
    kind = _COUNTED.get(reading.page_type or "")
    return sum(record.kind == kind for record in reading.records) if kind else None


def list_name(url: str) -> str:
    """The name of a list: its script and parameters."""
    parts = urlsplit(url)
    return parts.path.rpartition("/")[2] + (f"?{parts.query}" if parts.query else "")


def noun(page_type: str | None) -> str:
    """What the entries of a list are."""
    return _NOUNS.get(page_type or "", "entries")


def is_suspicious(rows: int, history: Sequence[int]) -> bool:
    """Whether a count is far below what the list had: nothing where there was something, or less than half of much."""
    most = max(history[-_REMEMBERED:], default=0)
    return most >= _TELLING and (not rows or (most >= _MANY and 2 * rows < most))


def suspicion(rows: int, history: Sequence[int], what: str) -> str:
    """A suspicious count in words."""
    most = max(history[-_REMEMBERED:], default=0)
    return f"It lists {rows or 'no'} {what}, where it had {most}: look whether the site is well."
