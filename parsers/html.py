"""HTML to blocks, in one pass over the tree.

Skins differ from council to council, so nothing here looks at where an element stands: a block is a block wherever
it is nested. What only screen readers see (`span.mgHide`) is left out, as ModernGov repeats text in it.
"""

from collections.abc import Callable
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .blocks import Block, Kind, Link
from .folding import fold

NESTING: Final = frozenset({"div", "h1", "h2", "h3", "table", "ul", "ol"})
BREAK: Final = "\v"


def blocks(html: bytes | str) -> list[Block]:
    """Read a page, or a piece of one, into blocks."""
    root = LexborHTMLParser(html).root
    if root is None:
        return []
    walker = _Walker()
    walker.walk(root)
    walker.flush()
    return walker.blocks


class _Walker:
    """Gathers text until a block ends, then lays the block down."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links: list[Link] = []
        self._label: str | None = None
        self._size = ""
        self._kind: str = Kind.PARAGRAPH
        self._group = 0
        self._groups = 0
        self._bold = 0
        self._plain = False

    def walk(self, node: LexborNode) -> None:
        """Take everything in an element, in order."""
        pieces = self._pieces
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":  # in place, as half of all nodes are text
                text = child.text_content or ""
                if not text.isspace():
                    pieces.append(text)
                    if not self._bold:
                        self._plain = True
                elif pieces:
                    pieces.append(" ")
            elif tag in _TAKING:
                _TAKING[tag](self, child)
            else:
                self.walk(child)
            child = child.next

    def skip(self, _: LexborNode) -> None:
        """Leave out what is no content, or not the page's own."""

    def container(self, node: LexborNode) -> None:
        """Take an element that ends the block before it, and its own."""
        if self._pieces or self._label is not None:
            self.flush()
        self.walk(node)
        if self._pieces or self._label is not None:
            self.flush()

    def paragraph(self, node: LexborNode) -> None:
        """Take a paragraph; some skins print a label as one."""
        if "mgLabel" in (node.attributes.get("class") or ""):
            if self._pieces or self._label is not None:
                self.flush()
            self._lay_label(node)
        else:
            self.container(node)

    def item(self, node: LexborNode) -> None:
        """Take a list item: an entry, or something that only hangs in a list."""
        if self._pieces or self._label is not None:
            self.flush()
        outer, self._kind = self._kind, Kind.ITEM if _is_leaf(node) else Kind.PARAGRAPH
        self.container(node)
        self._kind = outer

    def group(self, node: LexborNode) -> None:
        """Take a list or a table row, and number it."""
        self.flush()
        self._groups += 1
        outer, self._group = self._group, self._groups
        self.walk(node)
        self.flush()
        self._group = outer

    def heading(self, node: LexborNode) -> None:
        """Take a heading; its class tells the page's own and the record's title from others."""
        self.flush()
        classes = node.attributes.get("class") or ""
        outer, self._kind = self._kind, _heading_kind(classes)
        self.walk(node)
        self.flush()
        self._kind = outer

    def bold(self, node: LexborNode) -> None:
        """Take what is bold."""
        self._bold += 1
        self.walk(node)
        self._bold -= 1

    def line_break(self, _: LexborNode) -> None:
        """End a line within a block."""
        self._pieces.append(BREAK)

    def span(self, node: LexborNode) -> None:
        """Take a span by its class: a label, a file's size, something hidden, or no more than text."""
        classes = node.attributes.get("class") or ""
        if "mg" not in classes:
            self.walk(node)
        elif "mgHide" in classes:
            return
        elif "mgFileSize" in classes:
            self._size = fold(node.text())
        elif "mgLabel" in classes:
            self._lay_label(node)
        else:
            self.walk(node)

    def anchor(self, node: LexborNode) -> None:
        """Take a link's text into the block, and the link beside it."""
        start = len(self._pieces)
        self._size = ""
        self.walk(node)
        href = node.attributes.get("href")
        if href and len(self._pieces) >= start:
            self._links.append(Link(fold("".join(self._pieces[start:]).replace(BREAK, " ")), href, self._size))

    def _lay_label(self, node: LexborNode) -> None:
        """Begin a field; a second label in one paragraph ends the first one's value."""
        label = fold(node.text()).rstrip(": ")
        if not label:
            return
        self.flush()
        self._label = label

    def flush(self) -> None:
        """Lay down what was gathered, if it is anything."""
        pieces, links, label = self._pieces, self._links, self._label
        if not (pieces or links or label is not None):
            return
        text = _lines(pieces[0] if len(pieces) == 1 else "".join(pieces))
        if text or links or label is not None:
            kind = self._kind
            if label is not None:
                kind = Kind.FIELD
            elif kind is Kind.PARAGRAPH and not self._plain:
                kind = Kind.STRONG
            self.blocks.append(Block(kind, text, label or "", tuple(links), self._group))
            links.clear()
            self._label = None
        pieces.clear()
        self._plain = False


def _heading_kind(classes: str) -> str:
    if "mgSubTitleTxt" in classes:
        return Kind.TITLE
    return Kind.PAGE_KIND if "mgMainTitleTxt" in classes else Kind.HEADING


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


_CONTAINERS: Final = (
    "div", "td", "th", "table", "tbody", "thead", "dl", "dt", "dd", "section", "article", "main", "body", "html",
    "form", "fieldset", "caption", "blockquote", "header", "footer", "aside", "hr", "pre", "center",
)  # fmt: skip
_SKIPPED: Final = (
    "script", "style", "noscript", "svg", "select", "template", "iframe", "head", "nav", "_comment", "-comment", "!--",
)  # fmt: skip

# How each element is taken; any other is a part of the line that it stands in.
_TAKING: Final[dict[str, Callable[[_Walker, LexborNode], None]]] = {
    **dict.fromkeys(_SKIPPED, _Walker.skip),
    **dict.fromkeys(_CONTAINERS, _Walker.container),
    **dict.fromkeys(("ul", "ol", "tr"), _Walker.group),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Walker.heading),
    **dict.fromkeys(("b", "strong"), _Walker.bold),
    "p": _Walker.paragraph,
    "li": _Walker.item,
    "span": _Walker.span,
    "a": _Walker.anchor,
    "br": _Walker.line_break,
}
