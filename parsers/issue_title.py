"""The title of an issue's page, which stands in its markup, in its head, or in a text's first line."""

import re
from collections.abc import Sequence
from typing import Final

from .blocks import FIELD, HEADING, PARAGRAPH, TITLE, Block
from .frame import meta_title
from .labelling import is_description_heading
from .pages import Source
from .vocabulary.headings import PAGE_KINDS, SECTION_FIELDS

_TITLE_END: Final = re.compile(r"[.;,]$")
_LONGEST_UNCERTAIN_TITLE: Final = 120


def is_headed(source: Source) -> bool:
    """Whether the page's own heading is one of ModernGov's."""
    return (source.frame.kind or "").lower() in PAGE_KINDS


def find_title(source: Source) -> tuple[str | None, Sequence[Block], list[str]]:
    """The record's title, the blocks behind it, and what is to be warned of."""
    blocks = source.blocks
    for at, block in enumerate(blocks):
        if block.kind is FIELD:
            break
        if block.kind is TITLE:
            return block.text, blocks[at + 1 :], []
    if blocks and blocks[0].kind is HEADING and blocks[0].text.lower() not in SECTION_FIELDS:
        return blocks[0].text, blocks[1:], []
    if not source.is_text:
        return meta_title(source.page), blocks, []
    return _title_in_text(source)


def _title_in_text(source: Source) -> tuple[str | None, Sequence[Block], list[str]]:
    """A text's first line is the title behind the page's heading; without one it is only likely to be."""
    first = source.blocks[0] if source.blocks else None
    if first is None or first.kind is not PARAGRAPH:
        return None, source.blocks, ["title-missing"]
    is_sure = is_headed(source) and not (source.frame.breadcrumb and not source.frame.has_banner)
    line, _, rest = first.text.partition("\n")
    if not is_sure and not _may_be_title(line):
        return None, source.blocks, ["title-missing"]
    below = [*([first._replace(text=rest)] if rest else []), *source.blocks[1:]]
    return line, below, [] if is_sure else ["title-uncertain"]


def _may_be_title(line: str) -> bool:
    is_title_like = len(line) <= _LONGEST_UNCERTAIN_TITLE and not _TITLE_END.search(line)
    return is_title_like and not is_description_heading(line)
