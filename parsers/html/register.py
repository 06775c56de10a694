"""The walk over registers of decisions, where hidden words say what nothing else does: a decision's id."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final

from selectolax.lexbor import LexborNode

from ..blocks import PARAGRAPH, Block
from ..folding import fold
from .nodes import classes
from .walker import Enter, Leave, Walker, stay_out

_REF: Final = re.compile(r"ref:\s*(\d+)", re.IGNORECASE)
_HIDDEN: Final = "\xa0\xa0ref: "  # folded, it reads as in a text
_NO_PLAIN_CELL: Final = frozenset({"table", "h1", "h2", "h3", "h4"})
_LIST: Final = "table, h2, h3, h4, .mgLabel, a[href*='DecisionDetails']"


class RegisterWalker(Walker):
    """Keeps hidden refs, leaves out the search form, and lays a table's cell as one block, even an empty one."""

    def cell(self, node: LexborNode) -> Leave:
        """Enter a table's cell."""
        if not _is_plain(node):
            return self.container(node)
        self.end_block()
        inner = RegisterWalker(in_actions=True).all_in(node)
        text = "\n".join(block.text for block in inner if block.text)
        links = tuple(link for block in inner for link in block.links)
        self.blocks.append(Block(PARAGRAPH, text, "", links, self.row))
        return stay_out

    def form(self, node: LexborNode) -> Leave:
        """Enter a form; the one that searches the register is no part of its list."""
        return self.container(node) if node.css_first(_LIST) is not None else stay_out

    def take_hidden(self, text: str) -> None:
        """Keep a ref that only screen readers see."""
        if ref := _REF.fullmatch(fold(text)):
            self.pieces.append(f"{_HIDDEN}{ref[1]} ")

    def link_text(self, start: int) -> str:
        """The words of a link, without the ref hidden behind them."""
        return super().link_text(start).partition(_HIDDEN)[0]

    entering: ClassVar[Mapping[str, Enter]] = {**Walker.entering, "td": cell, "form": form}


def _is_plain(cell: LexborNode) -> bool:
    """Whether a cell holds a value of its table, and not a record or a table of its own."""
    return not any(node.tag in _NO_PLAIN_CELL or "mgLabel" in classes(node) for node in cell.traverse())
