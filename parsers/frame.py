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
from .vocabulary.decisions import DECISION_KINDS
from .vocabulary.furniture import ALPHABET_STRIPS, FOOTERS, FURNITURE, FURNITURE_OF_SITES
from .vocabulary.headings import PAGE_KINDS, PLAIN_PAGE_KINDS

BANNER_MARK: Final = "default template, your custom branding"
_FURNITURE_BEGINNINGS: Final = frozenset(line[:2] for line in (*FURNITURE_OF_SITES, *FOOTERS, *ALPHABET_STRIPS))
_BANNER_BYTES: Final = BANNER_MARK.encode()
_BANNER_WITHIN: Final = 8192
_TEMPLATE_URL: Final = re.compile(r"should be at (https?://\S+)", re.IGNORECASE)
_TECHNICAL_ERROR: Final = re.compile(r"technical error:\s*(.+)", re.IGNORECASE)
_META_TITLE: Final = (
    re.compile(
        rb"<meta\s[^<>]{0,200}?name=[\"']DC\.title[\"'][^<>]{0,200}?content=[\"']([^\"'<>]{0,2000})", re.IGNORECASE
    ),
    re.compile(rb"<title[^<>]{0,200}>([^<]{0,2000})</title", re.IGNORECASE),
)
_HEAD_WITHIN: Final = 65_536
_LONGEST_FURNITURE: Final = 60
_MOST_LETTERS: Final = 10
_CRUMB_JOINT: Final = re.compile(r"\s+[>\u203a\u00bb]\s+")
_KIND_PREFIX: Final = re.compile(
    r"(?:issue details|decision details|committee details|issue - (?:decisions|meetings|items at meetings)"
    r"|issue|agenda item)\s*[-:\u2013]\s+",
    re.IGNORECASE,
)


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


def unframe(
    blocks: Sequence[Block], *, banner: bool, is_own: bool = False, kinds: frozenset[str] = PAGE_KINDS
) -> tuple[Frame, list[Block]]:
    """Part a page into its frame and its content: what stands behind the page's own heading, less furniture.

    `is_own` says that the blocks are of ModernGov's own element, where no site's footer is to be expected; `kinds` are
    the words that are the page's own heading where nothing marks it.
    """
    frame, rest = _banner(blocks) if banner else (Frame(), blocks)
    start, found = 0, None
    for index, block in enumerate(rest):
        if block.kind is FIELD or (block.kind is TITLE and found is not None):
            break
        heading = _page_heading(block, kinds)
        # Councils head parts of a description "Issue", too: then the first such heading is the page's.
        if heading is not None and (heading.is_plain or found is None or index == start):
            start, found = index + 1, heading
    kind, crumbs, below = found[:3] if found else (None, (), "")
    frame = Frame(kind or (frame.breadcrumb[-1] if frame.breadcrumb else None), frame.breadcrumb or crumbs, *frame[2:])
    content = [Block(PARAGRAPH, below), *rest[start:]] if below else rest[start:]
    return frame, _without_furniture(content, is_own=is_own)


class _Heading(NamedTuple):
    """A page's own heading: the page kind, the breadcrumb that it ends, what a dense text has below it in its block.

    It `is_plain` where its markup or its words can be nothing else.
    """

    kind: str
    breadcrumb: tuple[str, ...]
    below: str
    is_plain: bool


def _page_heading(block: Block, kinds: frozenset[str]) -> _Heading | None:
    if block.kind is PAGE_KIND:
        return _Heading(block.text, (), "", is_plain=True)
    if block.kind is ITEM and block.links:  # a menu's entry
        return None
    if block.kind is TITLE or (len(block.text) > _LONGEST_FURNITURE and "\n" not in block.text):
        return None
    lines = block.text.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        crumbs = tuple(_CRUMB_JOINT.split(lines[at]))
        kind = crumbs[-1]
        if kind.lower() in kinds:
            below = "\n".join(lines[at + 1 :])
            return _Heading(kind, crumbs if len(crumbs) > 1 else (), below, kind.lower() in PLAIN_PAGE_KINDS)
    return None


def meta_title(page: bytes) -> str | None:
    """The record's title by the page's head, for skins that print no heading: without the page kind before it."""
    for pattern in _META_TITLE:
        found = pattern.search(page, 0, _HEAD_WITHIN)
        if found:
            title = fold(html.unescape(found[1].decode("utf-8", "replace")))
            title = _KIND_PREFIX.sub("", title, count=1)
            if title and title.lower() not in PAGE_KINDS | DECISION_KINDS:
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


def _without_furniture(blocks: Sequence[Block], *, is_own: bool) -> list[Block]:
    """Leave out a site's own words. Its footer ends the record, and cannot stand above a record's fields."""
    kept: list[Block] = []
    letters: set[int] = set()
    has_fields = False
    for block in blocks:
        text = block.text
        if block.kind is FIELD:
            has_fields = True
            kept.append(block)
            continue
        is_short = len(text) <= _LONGEST_FURNITURE
        if not (is_short and (len(text) == 1 or text[:2].lower() in _FURNITURE_BEGINNINGS)) and "\n" not in text:
            kept.append(block)
            continue
        if len(text) == 1 and text.isalpha():
            letters.add(len(kept))
        lines = text.split("\n")
        own, is_end = _own(lines, FURNITURE if is_own else FURNITURE_OF_SITES, may_end=has_fields and not is_own)
        if own or block.links:
            kept.append(block if len(own) == len(lines) else block._replace(text="\n".join(own)))
        if is_end:
            break
    if len(letters) > _MOST_LETTERS:  # an A to Z, a letter an entry
        kept = [block for at, block in enumerate(kept) if at not in letters]
    return kept


def _own(lines: Sequence[str], furniture: frozenset[str], *, may_end: bool) -> tuple[list[str], bool]:
    """Lines that are no furniture, and whether the site's footer begins in them."""
    own: list[str] = []
    for line in lines:
        folded = line.lower()
        if may_end and folded.startswith(FOOTERS):
            return own, True
        if folded not in furniture and not folded.startswith(ALPHABET_STRIPS):
            own.append(line)
    return own, False
