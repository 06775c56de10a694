"""A feed. It states no record of its own: its links lead to what is new, each once however often it is repeated."""

from html import unescape
from typing import Final

from ..blocks import ITEM, Block, Link
from ..folding import fold
from ..xml import Element, NotXmlError, read_xml
from . import Found, PageType, Source

PAGE = PageType(name="rss", scripts=("mgRss.aspx",), version=1, is_xml=True)

_ROOTS: Final = frozenset({"rss", "rdf", "feed"})


def read(source: Source) -> Found:
    """Read a feed; an HTML page in its place is no feed."""
    try:
        root = read_xml(source.page)
    except NotXmlError as error:
        return Found(recognised=error.is_cut_off, is_cut_off=error.is_cut_off)
    if root.name not in _ROOTS:
        return Found(recognised=False)
    items = [element for element in root.walk() if element.name in ("item", "entry")]
    laid = [_entry(item) for item in items]
    return Found(laid=tuple(block for block in laid if block.links), is_empty_list=not items)


def _entry(item: Element) -> Block:
    """An item as an entry of a list; titles may be escaped twice."""
    title, link = fold(unescape(item.value("title"))), item.child("link")
    href = item.value("link") or (link.attributes.get("href", "") if link else "") or item.value("guid")
    return Block(ITEM, title, "", (Link(title, href, ""),) if href else ())
