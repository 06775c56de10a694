"""The title of a page that states one thing: marked as one, else the first heading, the head's, or a first line."""

from collections.abc import Sequence

from .blocks import AGENDA_TITLE, FIELD, HEADING, PARAGRAPH, TITLE, Block
from .frame import meta_title
from .pages import Source


def part_title(source: Source) -> tuple[Block | None, Sequence[Block]]:
    """A page's title, and the blocks behind it.

    A text's first line is one only below the page's own heading, and an HTML page's first heading where none is marked.
    """
    blocks = source.blocks
    for at, block in enumerate(blocks):
        if block.kind is FIELD:
            break
        if block.kind in (TITLE, AGENDA_TITLE):
            return block, [*blocks[:at], *blocks[at + 1 :]]
    first = blocks[0] if blocks else None
    if first is not None and first.kind is HEADING:
        return first, blocks[1:]
    if not source.is_text:
        printed = meta_title(source.page)
        is_title = printed is not None and printed.lower() != (source.frame.kind or "").lower()
        return (Block(TITLE, printed) if printed and is_title else None), blocks
    if first is None or first.kind is not PARAGRAPH or source.frame.kind is None:
        return None, blocks
    line, _, rest = first.text.partition("\n")
    return first._replace(text=line), [*([first._replace(text=rest)] if rest else []), *blocks[1:]]
