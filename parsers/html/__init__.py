"""HTML to blocks, in one pass over the tree.

Skins differ from council to council, so nothing here looks at where an element stands: a block is a block wherever
it is nested.
"""

from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from ..blocks import Block
from .agenda import AgendaWalker
from .register import RegisterWalker
from .walker import Walker

_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS.value  # nothing listens to them


def blocks(html: bytes | str, *, is_register: bool = False, has_agenda: bool = False) -> list[Block]:
    """Read a page, or a piece of one, into blocks.

    Of a register, hidden refs are kept, its search form is not, and a table's cell is one block, even an empty one.
    Where a page `has_agenda`, the titles of its items are told from other paragraphs.
    """
    root = LexborHTMLParser(html, options=_OPTIONS).root
    if root is None:  # pragma: no cover - lexbor makes a root even of nothing
        return []
    walker = RegisterWalker if is_register else AgendaWalker if has_agenda else Walker
    return walker().all_in(root)
