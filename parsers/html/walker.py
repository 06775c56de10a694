"""The walk over a page's tree: text is gathered until a block ends, and then laid down.

What only screen readers see (`span.mgHide`) is left out, as ModernGov repeats text in it.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from selectolax.lexbor import LexborNode

from ..blocks import FIELD, HEADING, ITEM, PAGE_KIND, PARAGRAPH, STRONG, TITLE, Block, Link
from ..folding import fold
from .nodes import agenda_anchor, classes, is_leaf, label
from .shapes import whole_entry, whole_paragraph

BREAK: Final = "\v"
_CONTAINERS: Final = (
    "div", "td", "th", "table", "tbody", "thead", "dl", "dt", "dd", "section", "article", "main", "body", "html",
    "form", "fieldset", "caption", "blockquote", "header", "footer", "aside", "hr", "pre", "center",
)  # fmt: skip
_SKIPPED: Final = (
    "script", "style", "noscript", "svg", "select", "template", "iframe", "head", "nav", "_comment", "-comment", "!--",
)  # fmt: skip

Leave = Callable[[], None]


def stay_out() -> None:
    """What entering an element returns where nothing in it is to be taken."""


class Walker:
    """Lays the blocks of a page. How an element is entered tells how it is left."""

    def __init__(self, *, in_actions: bool = False) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.row = 0
        self._links: list[Link] = []
        self._label: str | None = None
        self._size = ""
        self._kind: str = PARAGRAPH
        self._rows = 0
        self._bold = 0
        self._plain = False
        self._in_actions = in_actions

    def all_in(self, root: LexborNode) -> list[Block]:
        """Every block in an element."""
        self.walk(root)
        self.flush()
        return self.blocks

    def walk(self, root: LexborNode) -> None:
        """Take everything in an element, in order. The stack is our own: pages nest deeper than Python may call.

        Text is every second node, so that it is taken here and not by a method of its own.
        """
        pieces, entering = self.pieces, self.entering
        entered: list[tuple[LexborNode, Leave | None]] = []
        node = root.first_child
        while node is not None or entered:
            if node is None:
                node, leave = entered.pop()
                if leave is not None:
                    leave()
            elif (text := node.text_content) is None:
                enter = entering.get(node.tag or "")  # any other element is a part of the line that it stands in
                leave = None if enter is None else enter(self, node)
                if leave is not stay_out:
                    entered.append((node, leave))
                    node = node.first_child
                    continue
            elif not text.isspace():
                pieces.append(text)
                self._plain = self._plain or not self._bold
            elif pieces:
                pieces.append(" ")
            node = node.next
            if not pieces and node is not None and node.is_empty_text_node:  # as between most blocks
                node = node.next

    def skip(self, _: LexborNode) -> Leave:
        """Leave out what is no content, or not the page's own."""
        return stay_out

    def container(self, _: LexborNode) -> Leave:
        """Enter an element that ends the block before it, and its own."""
        self.end_block()
        return self.end_block

    def paragraph(self, node: LexborNode) -> Leave:
        """Enter a paragraph; some skins print a label as one."""
        if self.pieces or self._label is not None:
            self.flush()
        if self._kind is PARAGRAPH and not self._links:
            whole = whole_paragraph(node, STRONG if self._bold else PARAGRAPH, self.row)
            if whole is not None:
                if whole.text or whole.label:
                    self.blocks.append(whole)
                return stay_out
        return self._lay_label(node) if "mgLabel" in classes(node) else self.end_block

    def item(self, node: LexborNode) -> Leave:
        """Enter a list item: an entry, or something that only hangs in a list."""
        self.end_block()
        if not self._links and (whole := whole_entry(node, self.row)) is not None:
            self.blocks.append(whole)
            return stay_out
        return self.titled(ITEM if is_leaf(node) else PARAGRAPH, self.end_block)

    def group(self, node: LexborNode) -> Leave:
        """Enter a list or a table row, and number it."""
        self.flush()
        if "mgActionList" in classes(node) and not self._in_actions:
            return self._lay_actions(node)
        self._rows += 1
        outer, self.row = self.row, self._rows

        def leave() -> None:
            self.flush()
            self.row = outer

        return leave

    def heading(self, node: LexborNode) -> Leave:
        """Enter a heading; its class tells the page's own and the record's title from others."""
        self.flush()
        kind = _heading_kind(classes(node))
        only = node.first_child
        if only is not None and only.next is None and (printed := only.text_content) is not None:
            text = fold(printed)
            if text:
                self.blocks.append(Block(kind, text, "", (), self.row))
            return stay_out
        return self.titled(kind)

    def titled(self, kind: str, end: Leave | None = None) -> Leave:
        """Enter something that is of a kind throughout; `end` lays its last block."""
        outer, self._kind = self._kind, kind
        end = end or self.flush

        def leave() -> None:
            end()
            self._kind = outer

        return leave

    def bold(self, _: LexborNode) -> Leave:
        """Enter what is bold."""
        self._bold += 1

        def leave() -> None:
            self._bold -= 1

        return leave

    def line_break(self, _: LexborNode) -> Leave:
        """End a line within a block."""
        self.pieces.append(BREAK)
        return stay_out

    def span(self, node: LexborNode) -> Leave | None:
        """Enter a span by its class: a label, a file's size, something hidden, or no more than text."""
        its = node.attributes.get("class")
        if not its:
            return None
        if "mgHide" in its:
            self.take_hidden(node.text())
            return stay_out
        if "mgFileSize" in its:
            self._size = fold(node.text())
            return stay_out
        return self._lay_label(node) if "mgLabel" in its else None

    def take_hidden(self, text: str) -> None:
        """Leave out what only screen readers see."""

    def anchor(self, node: LexborNode) -> Leave:
        """Enter a link: its text goes into the block, the link beside it."""
        start = len(self.pieces)
        self._size = ""

        def leave() -> None:
            href = node.attributes.get("href") or agenda_anchor(node)
            if href and len(self.pieces) >= start:
                self._links.append(Link(fold(self.link_text(start)), href, self._size))

        return leave

    def link_text(self, start: int) -> str:
        """The words of a link that began at a piece."""
        return "".join(self.pieces[start:]).replace(BREAK, " ")

    def _lay_actions(self, node: LexborNode) -> Leave:
        """Keep the links of what one can do with the page, without their words: they are not what the page says."""
        apart = Walker(in_actions=True).all_in(node)
        links = tuple(link for block in apart for link in block.links)
        self.blocks.append(Block(ITEM, "", "", links, self.row))
        return stay_out

    def _lay_label(self, node: LexborNode) -> Leave:
        """Begin a field; a second label in one paragraph ends the first one's value."""
        named = label(node.text())
        if named:
            self.flush()
            self._label = named
        return stay_out

    def end_block(self) -> None:
        """Lay down a block that has begun; a link without text waits for the text that follows it."""
        if self.pieces or self._label is not None:
            self.flush()

    def flush(self) -> None:
        """Lay down what was gathered, if it is anything."""
        pieces, links, named = self.pieces, self._links, self._label
        if not pieces and not links and named is None:
            return
        text = _lines(pieces[0] if len(pieces) == 1 else "".join(pieces))
        if named is not None:
            self.blocks.append(Block(FIELD, text, named, tuple(links), self.row))
            self._label = None
        elif text or links:
            kind = STRONG if self._kind is PARAGRAPH and not self._plain else self._kind
            self.blocks.append(Block(kind, text, "", tuple(links), self.row))
        links.clear()
        pieces.clear()
        self._plain = False

    entering: ClassVar[Mapping[str, "Enter"]] = {
        **dict.fromkeys(_SKIPPED, skip),
        **dict.fromkeys(_CONTAINERS, container),
        **dict.fromkeys(("ul", "ol", "tr"), group),
        **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
        **dict.fromkeys(("b", "strong"), bold),
        "p": paragraph,
        "span": span,
        "li": item,
        "a": anchor,
        "br": line_break,
    }


Enter = Callable[..., Leave | None]


def _heading_kind(of_heading: str) -> str:
    if "mgSubTitleTxt" in of_heading:
        return TITLE
    return PAGE_KIND if "mgMainTitleTxt" in of_heading else HEADING


def _lines(text: str) -> str:
    """Fold each line of a block; only a `<br>` makes a line."""
    if BREAK not in text:
        return fold(text)
    return "\n".join(filter(None, map(fold, text.split(BREAK))))
