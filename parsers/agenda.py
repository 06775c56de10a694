"""The items of an agenda on a meeting's page, in order."""

from collections.abc import Sequence

from .agenda_item import Item
from .agenda_layout import is_number
from .blocks import AGENDA_HEADING, AGENDA_TITLE, Block
from .pages import Source
from .vocabulary.meetings import ITEM_LABELS


class Agenda:
    """The items of a meeting being read, block by block."""

    def __init__(self, source: Source) -> None:
        self.items: list[Item] = []
        self.outside: list[Block] = []
        self._source = source
        self._number: Block | None = None

    def take(self, blocks: Sequence[Block]) -> None:
        """Read everything from the first item on, in order."""
        for at, block in enumerate(blocks):
            following = blocks[at + 1] if at + 1 < len(blocks) else None
            if block.kind is AGENDA_TITLE:
                self._take_title(block, following)
            elif self._is_number_cell(block, following):
                self._end_numbered()
                self._number = block
            else:
                if block.text:  # the item of the number before has no title
                    self._end_numbered()
                self._take_other(block)
        self._end_numbered()

    def _take_other(self, block: Block) -> None:
        if block.kind is AGENDA_HEADING and self._is_sub_item(block):
            self._begin(None, block, is_sub_item=True)
        elif self.items and not self._is_outside(block):
            self.items[-1].take(block, self._source)
        else:
            self.outside.append(block)

    def _is_number_cell(self, block: Block, following: Block | None) -> bool:
        """Whether a number stands in a cell without the class of one, before its title."""
        is_before_title = following is not None and following.kind is AGENDA_TITLE and block.group == following.group
        return is_before_title and block.group != 0 and is_number(block.text)

    def _take_title(self, block: Block, following: Block | None) -> None:
        """Take a number, or a title, which look alike but for their order in a row."""
        pairs = following is not None and following.kind is AGENDA_TITLE and block.group == following.group != 0
        has_number = self._number is not None and self._number.group == block.group
        if not has_number and (pairs or not block.text or is_number(block.text)):
            self._end_numbered()
            self._number = block
        else:
            self._begin(self._number if has_number else None, block)

    def _end_numbered(self) -> None:
        """Keep an item of which there is nothing but its number, or its anchor."""
        if self._number is not None:
            self._begin(self._number, None)

    def _begin(self, number: Block | None, block: Block | None, *, is_sub_item: bool = False) -> None:
        item = Item(number.text if number else None, block or number, is_sub_item=is_sub_item)
        if number:
            item.note(number.links, self._source, anchors_only=True)
        if block:
            item.entitle(block, self._source)
        self.items.append(item)
        self._number = None

    def _is_sub_item(self, block: Block) -> bool:
        """Whether a heading within an item is the title of an item below it: a label ends in a colon."""
        return bool(block.text) and not block.text.endswith(":") and block.text.lower() not in ITEM_LABELS

    def _is_outside(self, block: Block) -> bool:
        """Whether a block stands below the table of items."""
        return self.items[-1].group != 0 and block.group == 0
