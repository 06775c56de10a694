"""An issue's chronology. No page of this kind was ever seen: all of it is kept as unread, and its links lead on."""

from ..vocabulary.decisions import PROSE_WORDS
from . import Found, PageType, Source, Unread

PAGE = PageType(
    name="chronology",
    scripts=("mgIssueHistoryChronology.aspx",),
    version=1,
    opening=frozenset(),
    words=PROSE_WORDS,
)


def read(source: Source) -> Found:
    """Keep what a chronology says, piece by piece, with the warning that no rule reads it."""
    pieces = [block for block in source.blocks if block.text or block.label]
    if not pieces or (source.frame.kind is None and not source.is_own):
        return Found(recognised=False)
    return Found(
        unread=tuple(
            Unread("chronology", f"{block.label}: {block.text}" if block.label else block.text) for block in pieces
        ),
        warnings=("page-type-unread",),
    )
