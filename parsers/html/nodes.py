"""What is asked of single elements, apart from any walk."""

from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborNode

from ..folding import fold

_NESTING: Final = frozenset({"div", "h1", "h2", "h3", "table", "ul", "ol"})


def classes(node: LexborNode) -> str:
    """An element's classes as written; empty where it has none."""
    return node.attributes.get("class") or ""


@lru_cache(maxsize=2048)  # councils print the same labels on every page
def label(printed: str) -> str:
    """A printed label without its colon."""
    return fold(printed).rstrip(": ")


def is_leaf(item: LexborNode) -> bool:
    """Whether a list item is an entry, and not the open `<li>` that ModernGov's default template leaves a page in."""
    child = item.first_child
    while child is not None:
        if child.tag in _NESTING:
            return False
        child = child.next
    return True


def agenda_anchor(link: LexborNode) -> str | None:
    """The anchor that an agenda item's id stands in, as an address on the page itself."""
    name = link.attributes.get("name") or link.attributes.get("id") or ""
    return f"#{name}" if name.startswith("AI") and name[2:].isdigit() else None
