"""The `texts` table: what documents say in plain text, once for each content, or why nothing could be read."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlite_utils import Database

from .records import TABLES
from .search_index import SearchIndex
from .values import refuse_unknown, rows_of
from .values import text as as_json

_COLUMNS: Final = ("media_type", "text", "pages", "extractor", "error")
_SAVE: Final = """
insert into texts (sha256, media_type, text, pages, extractor, extracted_at, error)
values (:sha256, :media_type, :text, :pages, :extractor, :extracted_at, :error)
on conflict (sha256) do update set media_type = excluded.media_type, text = excluded.text, pages = excluded.pages,
    extractor = excluded.extractor, extracted_at = excluded.extracted_at, error = excluded.error
"""
_MISSING: Final = """
select c.content_sha256 as sha256, max(json_extract(s.row, '$.media_type')) as media_type, min(c.id) as capture_id
from sightings g join captures c on c.id = g.capture_id join statements s using (digest)
where g.council = :council and g.kind = 'document' and c.page_type = 'document_file' and c.size > 0
    and json_extract(s.row, '$.sha256') = c.content_sha256 and not exists (
    select 1 from texts t where t.sha256 = c.content_sha256
        and (:today is null or t.extractor = coalesce(json_extract(:today, '$."' || t.media_type || '"'), t.extractor))
)
group by c.content_sha256 order by capture_id
"""


class Texts:
    """Keeps texts and finds them."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now
        self._index = SearchIndex(db, TABLES)

    def save(self, sha256: str, found: Mapping[str, Any]) -> None:
        """Keep the text of a content (`text`, `pages`, `extractor`), or the `error` that stands for it."""
        refuse_unknown("A text", found, _COLUMNS)
        row = dict.fromkeys(_COLUMNS) | dict(found) | {"sha256": sha256, "extracted_at": self._now()}
        with self._db.atomic():
            self._index.put_text(sha256, row["text"] or "")
            self._db.conn.execute(_SAVE, row)

    def get(self, sha256: str) -> dict[str, Any] | None:
        """The text of a content; `None` where nobody has looked for one."""
        return next(rows_of(self._db, "select * from texts where sha256 = ?", [sha256]), None)

    def missing(self, council: str, today: Mapping[str, str] | None) -> list[dict[str, Any]]:
        """The contents that a council's documents have or had and nobody has read yet, each with a capture that has it.

        With `today`, the extractor for each media type, also those that another one read.
        """
        asked = {"council": council, "today": None if today is None else as_json(dict(today))}
        return list(rows_of(self._db, _MISSING, asked))
