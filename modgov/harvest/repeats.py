"""Pages that say what they said last: known by their bytes, or by their content, and not read again."""

from typing import Any

import parsers
import storage

from ..outcomes import USABLE, Outcome
from .corridor import body_of
from .finding import LISTS

_ALWAYS_READ = LISTS | {"none"}  # which of a list's links are followed depends on what was asked for
_ERROR = 400


def repeated(archive: storage.Archive, capture_id: int) -> storage.Last | None:
    """The capture that a stored one repeats, read by the same reader; `None` for one that is to be read."""
    last = archive.last_read(capture_id)
    if last is None or last.verdict not in USABLE or last.challenge or (last.status or 0) >= _ERROR:
        return None
    reader = parsers.reader_of(last.final_url or last.url)
    if last.reader != reader or reader.partition("/")[0] in _ALWAYS_READ:
        return None
    if last.is_same:
        return last
    body = body_of(archive, archive.capture(capture_id))
    return last if last.content_sha256 == parsers.digest(body, last.content_type) else None


def keep_repeated(
    archive: storage.Archive, capture_id: int, last: storage.Last, outcome: Outcome, *, due_at: str | None = None
) -> bool:
    """Keep that a page says what it said before, and that it is done until `due_at`; false where it is to be read."""
    done: dict[str, Any] | None = {"due_at": due_at} if last.source == "fetch" else None
    if not archive.repeat(capture_id, last, done=done):
        return False
    outcome.verdicts["page"] += 1
    return True
