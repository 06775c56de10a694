"""What a page is made of, whatever it was written in: a stream of blocks.

HTML and text renderings become the same blocks; the page modules read blocks and never touch tags.
"""

from typing import Final, NamedTuple

# What a block is. STRONG is a paragraph that is bold throughout: often a heading that is not marked as one. Plain
# strings by plain names, compared by `is`: every block is asked several times, and an enum takes five times as long.
PAGE_KIND: Final = "page-kind"
TITLE: Final = "title"
HEADING: Final = "heading"
STRONG: Final = "strong"
FIELD: Final = "field"
PARAGRAPH: Final = "paragraph"
ITEM: Final = "item"
# An agenda item's number or title, and a heading within the item; only pages on meetings have them.
AGENDA_TITLE: Final = "agenda-title"
AGENDA_HEADING: Final = "agenda-heading"


class Link(NamedTuple):
    """A link as printed: its text without the file size, its address as written, and the size ("PDF 119 KB")."""

    text: str
    href: str
    size: str


class Block(NamedTuple):
    """A piece of a page. `text` has its whitespace folded; a line break in it was a line break on the page.

    `label` is a FIELD's label as printed, without its colon. `group` numbers the list or table row that the block
    stands in, 0 where it stands in none. A link whose address is `#AI` and a number is an agenda item's anchor.
    """

    kind: str
    text: str
    label: str = ""
    links: tuple[Link, ...] = ()
    group: int = 0

    def lines(self) -> "list[Block]":
        """A block for each line of this one."""
        return [self] if "\n" not in self.text else [self._replace(text=line) for line in self.text.split("\n")]
