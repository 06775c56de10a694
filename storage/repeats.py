"""Captures that repeat what the last one of their page said: taken in by pointing to it, and no record is looked at."""

import json
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .neighbours import newest_first

_LAST: Final = f"""
select l.id, l.captured_at, l.sha256, l.content_sha256, l.verdict, l.page_type, l.warnings, l.reader, l.reading_id,
    l.source is 'import', o.id, o.url, o.final_url, o.captured_at, f.facts, f.looks, f.finds
from captures l join captures o on o.id = coalesce(l.original_id, l.id)
left join frontier f on f.council = l.council and f.url = l.url
where l.council = ? and l.url = ? and l.reading_id is not null
{newest_first("l")} limit 1
"""  # noqa: S608  # our own words
_REPEAT: Final = """
update captures set (verdict, page_type, warnings, content_sha256, reader, reading_id, absorbed_at) = (
    select verdict, page_type, warnings, content_sha256, reader, reading_id, ? from captures where id = ?
)
where id = ? and reading_id is null and exists (
    select 1 from captures l where l.id = ? and (l.captured_at, l.source is 'import') <= (captures.captured_at, 0)
)
"""


class Last(NamedTuple):
    """The newest capture of a page that was read, and what was made of it.

    The `holder` is the capture that has its bytes: mostly it is the same one. `facts` is what was kept with the page,
    as JSON; `looks` and `finds` are how often it was read, and had changed.
    """

    id: int
    captured_at: str
    sha256: str
    content_sha256: str | None
    verdict: str
    page_type: str | None
    warnings: str | None
    reader: str
    reading_id: int
    is_import: int
    holder_id: int
    holder_url: str
    holder_final_url: str | None
    holder_captured_at: str
    facts: str | None
    looks: int | None
    finds: int | None

    def is_repeated_by(self, captured_at: str, sha256: str, content_sha256: str | None) -> bool:
        """Whether an answer that was fetched no earlier has the same bytes, or the same content where that is known."""
        is_same = sha256 == self.sha256 or (content_sha256 is not None and content_sha256 == self.content_sha256)
        return is_same and (captured_at, 0) >= (self.captured_at, self.is_import)  # of one second, imports are last

    def original(self) -> dict[str, Any]:
        """The capture that holds the bytes, as far as a record that repeats them refers to it."""
        return {
            "id": self.holder_id,
            "url": self.holder_url,
            "final_url": self.holder_final_url,
            "captured_at": self.holder_captured_at,
        }

    def told(self) -> dict[str, Any]:
        """The columns of a capture that says the same."""
        return {
            "verdict": self.verdict,
            "page_type": self.page_type,
            "content_sha256": self.content_sha256,
            "reader": self.reader,
            "reading_id": self.reading_id,
            "warnings": json.loads(self.warnings or "[]"),
        }


class Repeats:
    """Finds what a capture may repeat, and lets it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def last(self, council: str, url: str) -> Last | None:
        """What an answer may repeat; `None` where its page was never read."""
        row: tuple[Any, ...] | None = self._db.conn.execute(_LAST, [council, url]).fetchone()
        return Last(*row) if row else None

    def take(self, capture_id: int, last_id: int, now: str) -> bool:
        """Let a capture say what an older one says; false where it was taken in before, or is no newer."""
        return self._db.conn.execute(_REPEAT, [now, last_id, capture_id, last_id]).rowcount == 1
