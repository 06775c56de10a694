"""A page of hits of the document search. Its links lead to the hits and the next page."""

import re
from typing import Final

from ..blocks import AGENDA_TITLE
from ..vocabulary.meetings import NO_RESULTS, SEARCH_KINDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="search", scripts=("ieSearchResults2.aspx",), version=1, is_labelled=False, kinds=SEARCH_KINDS, has_agenda=True
)

_COUNTED: Final = re.compile(r"(?:results|canlyniadau) \d+ (?:to|i) \d+\b", re.IGNORECASE)


def read(source: Source) -> Found:
    """Read a page of hits. One without any says so; one that neither has hits nor says so is not such a page."""
    is_counted = any(_COUNTED.match(block.text) for block in source.blocks)
    hits = [block for block in source.blocks if block.kind is AGENDA_TITLE and block.links]
    if hits or (is_counted and not source.is_text):
        return Found(recognised=bool(hits) or any(block.links for block in source.blocks))
    if any(NO_RESULTS.search(block.text) for block in source.blocks):
        return Found(is_empty_list=True)
    entries = [line.text for block in source.blocks for line in block.lines() if line.text]
    return Found(unread=tuple(Unread("hits", entry) for entry in entries), recognised=is_counted)
