"""The few shapes that nearly every block has, each read at once; a walk takes what has any other shape apart."""

from typing import Final

from selectolax.lexbor import LexborNode

from ..blocks import FIELD, ITEM, Block, Link
from ..folding import fold
from .nodes import classes, label

_LONGEST_LABEL: Final = 100
_BLANK: Final = Block(ITEM, "")


def whole_paragraph(paragraph: LexborNode, kind: str, group: int) -> Block | None:
    """A paragraph that is one text, one link, or a label and one text; null for any other.

    A blank one is a block without text.
    """
    first = paragraph.first_child
    if first is None:
        return None
    second = first.next
    if second is not None:
        return _whole_field(first, second, group)
    printed = _text(first)
    if printed is None:
        block = whole_link(first, kind, group) if first.tag == "a" else None
    else:
        text = fold(printed)
        block = Block(kind, text, "", (), group) if text else _BLANK
    return None if block is None or _is_label(paragraph, block.text) else block


def whole_entry(item: LexborNode, group: int) -> Block | None:
    """A list item that is one link; null for any other."""
    link = item.first_child
    return whole_link(link, ITEM, group) if link is not None and link.next is None and link.tag == "a" else None


def whole_link(link: LexborNode, kind: str, group: int) -> Block | None:
    """A link that is a text, and perhaps a file's size behind it; null for any other."""
    printed = link.first_child
    text = printed.text_content if printed is not None else None
    if printed is None or text is None:
        return None
    behind, size = printed.next, ""
    if behind is not None:
        if behind.next is not None or behind.tag != "span" or "mgFileSize" not in classes(behind):
            return None
        size = fold(behind.text())
    text, href = fold(text), link.attributes.get("href")
    return Block(kind, text, "", (Link(text, href, size),), group) if text and href else None


def _whole_field(span: LexborNode, behind: LexborNode, group: int) -> Block | None:
    if behind.next is not None or span.tag != "span" or "mgLabel" not in classes(span):
        return None
    value = _text(behind)
    if value is None:
        return None
    printed = span.first_child
    text = printed.text_content if printed is not None and printed.next is None else None
    named = label(text) if text is not None else ""
    return Block(FIELD, fold(value), named, (), group) if named else None


def _text(node: LexborNode) -> str | None:
    """A text, or that of a span around one: Word wraps every text, ModernGov a status. Null for anything else."""
    if (text := node.text_content) is not None or node.tag != "span":
        return text
    its = node.attributes.get("class")
    if its and ("mgLabel" in its or "mgHide" in its or "mgFileSize" in its):
        return None
    only = node.first_child
    return only.text_content if only is not None and only.next is None else None


def _is_label(paragraph: LexborNode, text: str) -> bool:
    """Whether a paragraph is a label alone, as some skins print it."""
    return 0 < len(text) < _LONGEST_LABEL and "mgLabel" in classes(paragraph)
