"""HTML to blocks, in one pass over the tree.

Skins differ from council to council, so nothing here looks at where an element stands: a block is a block wherever
it is nested. What only screen readers see (`span.mgHide`) is left out, as ModernGov repeats text in it; only in a
register of decisions it says what nothing else does, the id.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from .blocks import (
    AGENDA_HEADING,
    AGENDA_TITLE,
    FIELD,
    HEADING,
    ITEM,
    PAGE_KIND,
    PARAGRAPH,
    STRONG,
    TITLE,
    Block,
    Link,
)
from .folding import fold

NESTING: Final = frozenset({"div", "h1", "h2", "h3", "table", "ul", "ol"})
BREAK: Final = "\v"
_LONGEST_LABEL: Final = 100
_REF: Final = re.compile(r"ref:\s*(\d+)", re.IGNORECASE)
_HIDDEN: Final = "\xa0\xa0ref: "  # folded, it reads as in a text
_NO_PLAIN_CELL: Final = frozenset({"table", "h1", "h2", "h3", "h4"})
_LIST: Final = "table, h2, h3, h4, .mgLabel, a[href*='DecisionDetails']"
_OPTIONS: Final = LexborDocumentOptions.WO_EVENTS  # nothing listens to them


def blocks(html: bytes | str, *, is_register: bool = False, has_agenda: bool = False) -> list[Block]:
    """Read a page, or a piece of one, into blocks.

    Of a register, hidden refs are kept, its search form is not, and a table's cell is one block, even an empty one.
    Where a page `has_agenda`, the titles of its items are told from other paragraphs.
    """
    root = LexborHTMLParser(html, options=_OPTIONS).root
    if root is None:  # pragma: no cover - lexbor makes a root even of nothing
        return []
    return _Walker(is_register=is_register, has_agenda=has_agenda).all_in(root)


_Leave = Callable[[], None]


def _stay_out() -> None:
    """What entering an element returns where nothing in it is to be taken."""


class _Walker:
    """Gathers text until a block ends, then lays the block down."""

    def __init__(self, *, in_actions: bool = False, is_register: bool = False, has_agenda: bool = False) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links: list[Link] = []
        self._label: str | None = None
        self._size = ""
        self._kind: str = PARAGRAPH
        self._group = 0
        self._groups = 0
        self._bold = 0
        self._plain = False
        self._in_actions = in_actions
        self._is_register = is_register
        self._has_agenda = has_agenda

    def all_in(self, root: LexborNode) -> list[Block]:
        """Every block in an element."""
        self.walk(root)
        self.flush()
        return self.blocks

    def walk(self, root: LexborNode) -> None:  # noqa: C901  # taken apart, it takes a fifth longer
        """Take everything in an element, in order. The stack is our own: pages nest deeper than Python may call.

        Text, paragraphs and spans are nine nodes in ten, so they are taken here and not by a method of their own.
        """
        pieces, end_block = self._pieces, self._end_block
        entered: list[tuple[LexborNode, _Leave | None]] = []
        node = root.first_child
        while node is not None or entered:
            if node is None:
                node, leave = entered.pop()
                if leave is not None:
                    leave()
                node = node.next
                continue
            tag = node.tag
            if tag == "-text":
                text = node.text_content or ""
                if not text.isspace():
                    pieces.append(text)
                    if not self._bold:
                        self._plain = True
                elif pieces:
                    pieces.append(" ")
                node = node.next
                continue
            if tag == "span":
                classes = node.attributes.get("class")
                leave = self._classed(node, classes) if classes else None
            elif tag == "p":
                if pieces or self._label is not None:
                    self.flush()
                if self._has_agenda and (kind := _agenda_kind(node)):
                    leave = self._titled(kind)
                else:
                    leave = _stay_out if self._lay_whole(node) else self._begin_paragraph(node) or end_block
            else:
                enter = _ENTERING.get(tag or "")
                leave = None if enter is None else enter(self, node)
            if leave is _stay_out:
                node = node.next
            else:
                entered.append((node, leave))
                node = node.first_child

    def skip(self, _: LexborNode) -> _Leave:
        """Leave out what is no content, or not the page's own."""
        return _stay_out

    def container(self, _: LexborNode) -> _Leave:
        """Enter an element that ends the block before it, and its own."""
        self._end_block()
        return self._end_block

    def cell(self, node: LexborNode) -> _Leave:
        """Enter a table's cell."""
        if not self._is_register or not _is_plain_cell(node):
            return self.container(node)
        self._end_block()
        inner = _Walker(in_actions=True, is_register=True).all_in(node)
        text = "\n".join(block.text for block in inner if block.text)
        links = tuple(link for block in inner for link in block.links)
        self.blocks.append(Block(PARAGRAPH, text, "", links, self._group))
        return _stay_out

    def form(self, node: LexborNode) -> _Leave:
        """Enter a form; the one that searches a register is no part of its list."""
        if self._is_register and node.css_first(_LIST) is None:
            return _stay_out
        return self.container(node)

    def item(self, node: LexborNode) -> _Leave:
        """Enter a list item: an entry, or something that only hangs in a list."""
        self._end_block()
        if not self._links and self._lay_link(node):
            return _stay_out
        outer, self._kind = self._kind, ITEM if _is_leaf(node) else PARAGRAPH

        def leave() -> None:
            self._end_block()
            self._kind = outer

        return leave

    def group(self, node: LexborNode) -> _Leave:
        """Enter a list or a table row, and number it."""
        self.flush()
        if "mgActionList" in (node.attributes.get("class") or "") and not self._in_actions:
            return self._lay_actions(node)
        self._groups += 1
        outer, self._group = self._group, self._groups

        def leave() -> None:
            self.flush()
            self._group = outer

        return leave

    def heading(self, node: LexborNode) -> _Leave:
        """Enter a heading; its class tells the page's own and the record's title from others."""
        self.flush()
        kind = _heading_kind(node.attributes.get("class") or "")
        only = node.first_child
        if only is not None and only.next is None and only.tag == "-text":
            text = fold(only.text_content or "")
            if text:
                self.blocks.append(Block(kind, text, "", (), self._group))
            return _stay_out
        return self._titled(kind)

    def _titled(self, kind: str) -> _Leave:
        """Enter something that is of a kind throughout."""
        outer, self._kind = self._kind, kind

        def leave() -> None:
            self.flush()
            self._kind = outer

        return leave

    def bold(self, _: LexborNode) -> _Leave:
        """Enter what is bold."""
        self._bold += 1

        def leave() -> None:
            self._bold -= 1

        return leave

    def line_break(self, _: LexborNode) -> _Leave:
        """End a line within a block."""
        self._pieces.append(BREAK)
        return _stay_out

    def _begin_paragraph(self, node: LexborNode) -> _Leave | None:
        """Enter a paragraph; some skins print a label as one."""
        return self._lay_label(node) if "mgLabel" in (node.attributes.get("class") or "") else None

    def _classed(self, node: LexborNode, classes: str) -> _Leave | None:
        """Enter a span by its class: a label, a file's size, something hidden, or no more than text."""
        if "mgHide" in classes:
            if self._is_register and (ref := _REF.fullmatch(fold(node.text()))):
                self._pieces.append(f"{_HIDDEN}{ref[1]} ")
            return _stay_out
        if "mgFileSize" in classes:
            self._size = fold(node.text())
            return _stay_out
        return self._lay_label(node) if "mgLabel" in classes else None

    def anchor(self, node: LexborNode) -> _Leave:
        """Enter a link: its text goes into the block, the link beside it."""
        start = len(self._pieces)
        self._size = ""

        def leave() -> None:
            href = node.attributes.get("href") or _agenda_anchor(node)
            if href and len(self._pieces) >= start:
                text = "".join(self._pieces[start:]).replace(BREAK, " ")
                if self._is_register:
                    text = text.partition(_HIDDEN)[0]
                self._links.append(Link(fold(text), href, self._size))

        return leave

    def _lay_whole(self, paragraph: LexborNode) -> bool:
        """Lay a paragraph that is one text, or a label and one text, as most are; false for any other."""
        if self._kind is not PARAGRAPH or self._links:
            return False
        first = paragraph.first_child
        if first is None:
            return False
        second = first.next
        if second is not None:
            return second.tag == "-text" and second.next is None and self._lay_whole_field(first, second)
        if first.tag == "span" and not first.attributes.get("class"):  # Word wraps every text in one
            first = first.first_child
            if first is None or first.next is not None:
                return False
        if first.tag != "-text":
            return False
        text = fold(first.text_content or "")
        if text:
            if len(text) < _LONGEST_LABEL and "mgLabel" in (paragraph.attributes.get("class") or ""):
                return False
            self.blocks.append(Block(STRONG if self._bold else PARAGRAPH, text, "", (), self._group))
        return True

    def _lay_link(self, item: LexborNode) -> bool:
        """Lay a list item that is one link: a text, and perhaps a file's size behind it; false for any other."""
        link = item.first_child
        if link is None or link.next is not None or link.tag != "a":
            return False
        printed = link.first_child
        if printed is None or printed.tag != "-text":
            return False
        behind, size = printed.next, ""
        if behind is not None:
            if behind.next is not None or behind.tag != "span":
                return False
            if "mgFileSize" not in (behind.attributes.get("class") or ""):
                return False
            size = fold(behind.text())
        text, href = fold(printed.text_content or ""), link.attributes.get("href")
        if not text or not href:
            return False
        self.blocks.append(Block(ITEM, text, "", (Link(text, href, size),), self._group))
        return True

    def _lay_whole_field(self, span: LexborNode, value: LexborNode) -> bool:
        if span.tag != "span" or "mgLabel" not in (span.attributes.get("class") or ""):
            return False
        printed = span.first_child
        if printed is None or printed.next is not None or printed.tag != "-text":
            return False
        label = _label(printed.text_content or "")
        if label:
            self.blocks.append(Block(FIELD, fold(value.text_content or ""), label, (), self._group))
        return bool(label)

    def _lay_actions(self, node: LexborNode) -> _Leave:
        """Keep the links of what one can do with the page, without their words: they are not what the page says."""
        apart = _Walker(in_actions=True).all_in(node)
        links = tuple(link for block in apart for link in block.links)
        self.blocks.append(Block(ITEM, "", "", links, self._group))
        return _stay_out

    def _lay_label(self, node: LexborNode) -> _Leave:
        """Begin a field; a second label in one paragraph ends the first one's value."""
        label = _label(node.text())
        if label:
            self.flush()
            self._label = label
        return _stay_out

    def _end_block(self) -> None:
        """Lay down a block that has begun; a link without text waits for the text that follows it."""
        if self._pieces or self._label is not None:
            self.flush()

    def flush(self) -> None:
        """Lay down what was gathered, if it is anything."""
        pieces, links, label = self._pieces, self._links, self._label
        if not pieces and not links and label is None:
            return
        text = _lines(pieces[0] if len(pieces) == 1 else "".join(pieces))
        if label is not None:
            self.blocks.append(Block(FIELD, text, label, tuple(links), self._group))
            self._label = None
        elif text or links:
            kind = self._kind
            if kind is PARAGRAPH and not self._plain:
                kind = STRONG
            self.blocks.append(Block(kind, text, "", tuple(links), self._group))
        links.clear()
        pieces.clear()
        self._plain = False


@lru_cache(maxsize=2048)  # councils print the same labels on every page
def _label(printed: str) -> str:
    return fold(printed).rstrip(": ")


def _heading_kind(classes: str) -> str:
    if "mgSubTitleTxt" in classes:
        return TITLE
    return PAGE_KIND if "mgMainTitleTxt" in classes else HEADING


def _agenda_kind(paragraph: LexborNode) -> str | None:
    """Whether a paragraph is an agenda item's number or title, or a heading within the item."""
    classes = paragraph.attributes.get("class") or ""
    if "mgAiTitleTxt" in classes:
        return AGENDA_TITLE
    return AGENDA_HEADING if "mgSubItemTitleTxt" in classes else None


def _agenda_anchor(link: LexborNode) -> str | None:
    """The anchor that an agenda item's id stands in, as an address on the page itself."""
    name = link.attributes.get("name") or link.attributes.get("id") or ""
    return f"#{name}" if name.startswith("AI") and name[2:].isdigit() else None


def _lines(text: str) -> str:
    """Fold each line of a block; only a `<br>` makes a line."""
    if BREAK not in text:
        return fold(text)
    return "\n".join(filter(None, map(fold, text.split(BREAK))))


def _is_leaf(item: LexborNode) -> bool:
    """Whether a list item is an entry, and not the open `<li>` that ModernGov's default template leaves a page in."""
    child = item.child
    while child is not None:
        if child.tag in NESTING:
            return False
        child = child.next
    return True


def _is_plain_cell(cell: LexborNode) -> bool:
    """Whether a cell holds a value of its table, and not a record or a table of its own."""
    return not any(
        node.tag in _NO_PLAIN_CELL or "mgLabel" in (node.attributes.get("class") or "") for node in cell.traverse()
    )


_CONTAINERS: Final = (
    "div", "th", "table", "tbody", "thead", "dl", "dt", "dd", "section", "article", "main", "body", "html",
    "fieldset", "caption", "blockquote", "header", "footer", "aside", "hr", "pre", "center",
)  # fmt: skip
_SKIPPED: Final = (
    "script", "style", "noscript", "svg", "select", "template", "iframe", "head", "nav", "_comment", "-comment", "!--",
)  # fmt: skip

# How each element is entered, which tells how it is left; any other is a part of the line that it stands in.
_ENTERING: Final[dict[str, Callable[[_Walker, LexborNode], _Leave | None]]] = {
    **dict.fromkeys(_SKIPPED, _Walker.skip),
    **dict.fromkeys(_CONTAINERS, _Walker.container),
    **dict.fromkeys(("ul", "ol", "tr"), _Walker.group),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Walker.heading),
    **dict.fromkeys(("b", "strong"), _Walker.bold),
    "li": _Walker.item,
    "td": _Walker.cell,
    "form": _Walker.form,
    "a": _Walker.anchor,
    "br": _Walker.line_break,
}
