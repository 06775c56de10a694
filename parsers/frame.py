"""What stands around a record: ModernGov's default-template banner, breadcrumbs, the page's heading, its title.

The banner says that ModernGov could not fetch the council's own design. The page behind it is whole, so it is a
warning; its words are never content.
"""

import html
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from .blocks import FIELD, ITEM, PAGE_KIND, PARAGRAPH, TITLE, Block
from .folding import fold
from .vocabulary.furniture import ALPHABET_STRIPS, FOOTERS, FURNITURE
from .vocabulary.headings import PAGE_KINDS

BANNER_MARK: Final = "default template, your custom branding"
_FURNITURE_BEGINNINGS: Final = frozenset(line[:2] for line in (*FURNITURE, *FOOTERS, *ALPHABET_STRIPS))
_BANNER_BYTES: Final = BANNER_MARK.encode()
_BANNER_WITHIN: Final = 8192
_TEMPLATE_URL: Final = re.compile(r"should be at (https?://\S+)", re.IGNORECASE)
_TECHNICAL_ERROR: Final = re.compile(r"technical error:\s*(.+)", re.IGNORECASE)
_META_TITLE: Final = (
    re.compile(rb"<meta[^>]+name=[\"']DC\.title[\"'][^>]*?content=[\"']([^\"']*)", re.IGNORECASE),
    re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL),
)
_LONGEST_FURNITURE: Final = 60
_KIND_PREFIX: Final = re.compile(r"(?:issue details|issue|agenda item)\s*[-:\u2013]\s+", re.IGNORECASE)


class Frame(NamedTuple):
    """The page around the record. `template_url` and `technical_error` are the banner's, null without a banner."""

    kind: str | None = None
    breadcrumb: tuple[str, ...] = ()
    template_url: str | None = None
    technical_error: str | None = None
    has_banner: bool = False


def has_banner(page: bytes) -> bool:
    """Whether a page begins with the default template's words: with it, no council's own skin stands before them."""
    at = page.find(b"default template", 0, _BANNER_WITHIN)
    return at >= 0 and page[at : at + len(BANNER_MARK)].lower() == _BANNER_BYTES


def unframe(blocks: Sequence[Block], *, banner: bool) -> tuple[Frame, list[Block]]:
    """Part a page into its frame and its content: what stands behind the page's own heading, less furniture."""
    frame, rest = _banner(blocks) if banner else (Frame(), blocks)
    start, kind, below = 0, None, ""
    for index, block in enumerate(rest):
        if block.kind is FIELD or (block.kind is TITLE and kind is not None):
            break
        if block.kind is PAGE_KIND:
            start, kind, below = index + 1, block.text, ""
        elif _is_short(block.text) and (found := _page_kind(block)) is not None:
            start, (kind, below) = index + 1, found
    if frame.breadcrumb and kind is None:
        kind = frame.breadcrumb[-1]
    content = [Block(PARAGRAPH, below), *rest[start:]] if below else rest[start:]
    return Frame(kind, *frame[1:]), _without_furniture(content)


def _page_kind(block: Block) -> tuple[str, str] | None:
    """The line of a block that is the page's own heading, and what a dense text has below it in the same block."""
    if block.kind is TITLE:
        return None
    lines = block.text.split("\n")
    at = max((at for at, line in enumerate(lines) if line.lower() in PAGE_KINDS), default=None)
    return None if at is None else (lines[at], "\n".join(lines[at + 1 :]))


def meta_title(page: bytes) -> str | None:
    """The record's title by the page's head, for skins that print no heading: without the page kind before it."""
    for pattern in _META_TITLE:
        found = pattern.search(page)
        if found:
            title = fold(html.unescape(found[1].decode("utf-8", "replace")))
            title = _KIND_PREFIX.sub("", title, count=1)
            if title and title.lower() not in PAGE_KINDS:
                return title
    return None


def _banner(blocks: Sequence[Block]) -> tuple[Frame, Sequence[Block]]:
    """Read the banner and the breadcrumb that the default template prints as list items."""
    first = next((at for at, block in enumerate(blocks) if BANNER_MARK in block.text.lower()), None)
    if first is None:
        return Frame(), blocks
    at, url, error = first, None, None
    while at < len(blocks) and blocks[at].kind not in (ITEM, PAGE_KIND, TITLE, FIELD):
        text = blocks[at].text
        if at > first and not (_TEMPLATE_URL.search(text) or _TECHNICAL_ERROR.search(text) or "template" in text):
            break
        url = url or _group(_TEMPLATE_URL.search(text))
        error = error or _group(_TECHNICAL_ERROR.search(text))
        at += 1
    crumbs: list[str] = []
    while at < len(blocks) and (blocks[at].kind is ITEM or _is_open_crumb(blocks[at], crumbs)):
        crumbs.append(blocks[at].text)
        at += 1
    frame = Frame(breadcrumb=tuple(crumbs), template_url=url, technical_error=error, has_banner=True)
    return frame, blocks[at:]


def _is_open_crumb(block: Block, crumbs: list[str]) -> bool:
    """Whether a paragraph is the last crumb: the template leaves its list item open around the whole page."""
    return block.kind is PARAGRAPH and len(crumbs) == 1 and len(block.text) < 60 and not block.links


def _group(found: re.Match[str] | None) -> str | None:
    return found[1] if found else None


def _without_furniture(blocks: Sequence[Block]) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        text = block.text
        if block.kind is FIELD or not (_may_begin_furniture(text) or "\n" in text):
            kept.append(block)
            continue
        lines = text.split("\n")
        own, is_end = _own(lines)
        if own or block.links:
            kept.append(block if len(own) == len(lines) else block._replace(text="\n".join(own)))
        if is_end:
            break
    return kept


def _is_short(text: str) -> bool:
    """Whether a text, or a line of it, may be furniture by its length."""
    return len(text) <= _LONGEST_FURNITURE or "\n" in text


def _may_begin_furniture(text: str) -> bool:
    return len(text) <= _LONGEST_FURNITURE and text[:2].lower() in _FURNITURE_BEGINNINGS


def _own(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Lines that are no furniture, and whether the site's footer begins in them."""
    own: list[str] = []
    for line in lines:
        folded = line.lower()
        if folded.startswith(FOOTERS):
            return own, True
        if folded not in FURNITURE and not folded.startswith(ALPHABET_STRIPS):
            own.append(line)
    return own, False
