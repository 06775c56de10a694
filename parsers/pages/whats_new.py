"""What a council has published of late. It states no record of its own: its links lead to what is new."""

from typing import Final

from ..vocabulary.meetings import NOTHING_NEW, WHATS_NEW_KINDS
from . import Found, PageType, Source, Unread

PAGE = PageType(name="whats_new", scripts=("mgWhatsNew.aspx",), version=1, is_labelled=False, kinds=WHATS_NEW_KINDS)

_ITSELF: Final = frozenset({"mgWhatsNew.aspx", "mgRss.aspx", "ieDocSearch.aspx", "mgRegisterKeywordInterest.aspx"})


def read(source: Source) -> Found:
    """Read what is new; without any link it is an empty list, unless it is a text, whose links are lost."""
    targets = [source.resolve(link.href) for block in source.blocks if block.text for link in block.links]
    if any(target and target.script not in _ITSELF and target.council == source.location.council for target in targets):
        return Found()
    is_headed = (source.frame.kind or "").lower() in WHATS_NEW_KINDS
    is_said = any(NOTHING_NEW.search(block.text) for block in source.blocks)
    entries = [line.text for block in source.blocks for line in block.lines() if line.text] if source.is_text else []
    return Found(
        unread=() if is_said else tuple(Unread("entries", entry) for entry in entries),
        recognised=is_headed or is_said,
        is_empty_list=is_said or not source.is_text,
    )
