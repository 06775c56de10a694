"""What is published of a meeting, as its page's heading and the lists of meetings print it."""

from typing import Final, NamedTuple

from .vocabulary.meetings import CANCELLED, DRAFTS, PAPERS

_LONGEST: Final = 80


class Papers(NamedTuple):
    """What is published of a meeting: null where nothing is said of it."""

    has_agenda: bool | None = None
    has_decisions: bool | None = None
    has_minutes: bool | None = None
    is_draft_minutes: bool | None = None


NO_PAPERS_AT_ALL: Final = Papers(has_agenda=False, has_decisions=False, has_minutes=False)


def read_papers(text: str) -> Papers | None:
    """What a line such as "Agenda, decisions and draft minutes" says; null where it names no paper."""
    folded = text.lower()
    if len(folded) > _LONGEST:
        return None
    found = {field: any(word in folded for word in words) for field, words in PAPERS.items()}
    if not any(found.values()):
        return None
    is_draft = any(word in folded for word in DRAFTS) if found["has_minutes"] else None
    return Papers(**found, is_draft_minutes=is_draft)


def is_cancellation(text: str) -> bool:
    """Whether words behind a meeting's date say that it is cancelled."""
    folded = text.lower()
    return any(word in folded for word in CANCELLED)
