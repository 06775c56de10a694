"""Captures that repeat what the last one of their page said: taken in by pointing to it, and no record is looked at."""

from typing import Any, Final, NamedTuple

from sqlite_utils import Database

# The page's newest capture that was read, if the capture asked about is newer still.
_LAST: Final = """
select c.council, c.url, c.final_url, c.status, c.challenge, c.content_type, c.source, c.run_id,
    l.id as last_id, l.reader, l.content_sha256, l.sha256 = c.sha256 as is_same, l.page_type,
    l.verdict, f.facts, f.looks, f.finds
from captures c join captures l on l.council = c.council and l.url = c.url
left join frontier f on f.council = c.council and f.url = c.url
where c.id = ? and l.id <> c.id and l.reading_id is not null
order by l.captured_at desc, l.id desc limit 1
"""
_REPEAT: Final = """
update captures set (verdict, page_type, warnings, content_sha256, reader, reading_id, absorbed_at) = (
    select verdict, page_type, warnings, content_sha256, reader, reading_id, ? from captures where id = ?
)
where id = ? and reading_id is null and captured_at >= (select captured_at from captures where id = ?)
"""


class Last(NamedTuple):
    """A capture, and the newest one of the same page that was read: its reader, and whether the bytes are the same.

    `facts` is what was kept with the page, as JSON; `looks` and `finds` are how often it was read, and had changed.
    """

    council: str
    url: str
    final_url: str | None
    status: int | None
    challenge: str | None
    content_type: str | None
    source: str | None
    run_id: int | None
    last_id: int
    reader: str | None
    content_sha256: str | None
    is_same: int
    page_type: str | None
    verdict: str | None
    facts: str | None
    looks: int | None
    finds: int | None


class Repeats:
    """Finds what a capture may repeat, and lets it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last(self, capture_id: int) -> Last | None:
        """What a capture may repeat; `None` where its page was never read."""
        row: tuple[Any, ...] | None = self._db.conn.execute(_LAST, [capture_id]).fetchone()
        return Last(*row) if row else None

    def take(self, capture_id: int, last_id: int, now: str) -> bool:
        """Let a capture say what an older one says; false where it was taken in before, or is no newer."""
        return self._db.conn.execute(_REPEAT, [now, last_id, capture_id, last_id]).rowcount == 1
