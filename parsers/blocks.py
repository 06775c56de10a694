"""What a page is made of, whatever it was written in: a stream of blocks.

HTML and text renderings become the same blocks; the page modules read blocks and never touch tags.
"""

from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a block is. STRONG is a paragraph that is bold throughout: often a heading that is not marked as one."""

    PAGE_KIND = 1
    TITLE = 2
    HEADING = 3
    STRONG = 4
    FIELD = 5
    PARAGRAPH = 6
    ITEM = 7


class Link(NamedTuple):
    """A link as printed: its text without the file size, its address as written, and the size ("PDF 119 KB")."""

    text: str
    href: str
    size: str


class Block(NamedTuple):
    """A piece of a page. `text` has its whitespace folded; a line break in it was a line break on the page.

    `label` is a FIELD's label as printed, without its colon. `group` numbers the list or table row that the block
    stands in, 0 where it stands in none.
    """

    kind: Kind
    text: str
    label: str = ""
    links: tuple[Link, ...] = ()
    group: int = 0

    def lines(self) -> "list[Block]":
        """A block for each line of this one."""
        return [self] if "\n" not in self.text else [self._replace(text=line) for line in self.text.split("\n")]
