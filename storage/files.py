"""The `document_files` table: where documents are, what each address gave last, and when it is asked again."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlite_utils import Database

from .values import rows_of

# The newest day that a page gives a document: that of the meeting, the decision or the issue that it belongs to.
_LISTED: Final = """
select d.document_id, d.url, coalesce(m.date, a.date, c.decision_date, c.publication_date, c.date, i.due_to,
    i.first_published) as day
from documents d
left join meetings m on m.council = d.council and m.meeting_id = d.meeting_id
left join agenda_items a on a.council = d.council and a.agenda_item_id = d.agenda_item_id
left join decisions c on c.council = d.council and c.decision_id = d.decision_id
left join issues i on i.council = d.council and i.issue_id = d.issue_id
where d.council = :council and d.url is not null and not coalesce(d.restricted, 0)
union all
select json_extract(p.value, '$.attachment_id'), json_extract(p.value, '$.url'), m.date
from meetings m, json_each(m.packs) p
where m.council = :council and json_extract(p.value, '$.url') is not null
    and not coalesce(json_extract(p.value, '$.restricted'), 0)
"""
_RESTRICTED: Final = """
select count(*) from (
    select documents from issues where council = :council
    union all select documents from decisions where council = :council
    union all select documents from agenda_items where council = :council
) l, json_each(l.documents) e where json_extract(e.value, '$.restricted')
"""
_ADD: Final = """
insert into document_files (council, url, document_id, day, state, due_at, attempts)
values (:council, :url, :document_id, :day, 'waiting', :now, 0)
on conflict (council, url) do update set day = excluded.day where excluded.day is not day
"""
# What a page has since named as restricted is asked for no more.
_DUE: Final = """
from document_files f where council = :council and due_at <= :before
    and (:since is null or day is null or day >= :since)
    and not exists (select 1 from documents d where d.council = f.council and d.document_id = f.document_id
        and d.restricted)
"""
_NEXT: Final = f"select * {_DUE} order by due_at, day desc, url limit 1"
_WAITING: Final = f"select count(*) {_DUE}"
_MEDIA_TYPE: Final = """
select d.media_type from document_files f join documents d on d.council = f.council and d.document_id = f.document_id
where f.capture_id = ?
"""
_WITNESS: Final = """
select * from document_files where council = ? and state = 'done' and url not in (select value from json_each(?))
order by checked_at desc, url limit 1
"""
_SETTLE: Final = """
update document_files set state = :state, due_at = :due_at, reason = :reason, checked_at = :checked_at,
    attempts = case when :state = 'deferred' then attempts + 1 else 0 end
where council = :council and url = :url
"""
_HOLD: Final = "update document_files set due_at = :due_at where council = :council and due_at < :due_at"
_FETCHED: Final = """
update document_files set first_fetched_at = coalesce(first_fetched_at, :at), etag = :etag,
    last_modified = :last_modified, capture_id = :capture_id, sha256 = :sha256,
    changed_at = case when sha256 <> :sha256 then :at else changed_at end
where council = :council and url = :url
"""
_ELSEWHERE: Final = """
select id from captures where page_type = 'document_file' and content_sha256 = ? and size > 0 order by id limit 1
"""


class Files:
    """The addresses of every council's documents. `state` is waiting, done, deferred or missing."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now

    def listed(self, council: str) -> list[dict[str, Any]]:
        """The documents that a council's pages link to: `url`, `document_id` where it is an attachment, and `day`."""
        return list(rows_of(self._db, _LISTED, {"council": council}))

    def restricted(self, council: str) -> int:
        """How many documents a council's pages name as restricted."""
        return int(self._db.execute(_RESTRICTED, {"council": council}).fetchone()[0])

    def add(self, council: str, files: Iterable[Mapping[str, Any]]) -> None:
        """Queue documents (`url`, `document_id`, `day`); one that is known keeps its place."""
        common = {"council": council, "now": self._now()}
        with self._db.atomic():
            self._db.conn.executemany(_ADD, [dict(file) | common for file in files])

    def row(self, council: str, url: str) -> dict[str, Any] | None:
        """The row of an address, if it is queued."""
        return next(
            rows_of(self._db, "select * from document_files where council = ? and url = ?", [council, url]), None
        )

    def next(self, council: str, before: str, since: str | None) -> dict[str, Any] | None:
        """The document that is due longest, less those of days before `since`; `None` where none is."""
        return next(rows_of(self._db, _NEXT, {"council": council, "before": before, "since": since}), None)

    def witness(self, council: str, besides: Iterable[str]) -> dict[str, Any] | None:
        """A document that was there when it was asked for last, but for some."""
        return next(rows_of(self._db, _WITNESS, [council, json.dumps(list(besides))]), None)

    def fetched(self, council: str, url: str, said: Mapping[str, Any]) -> None:
        """Note what an address gave: `at`, `sha256`, `capture_id`, and the `etag` and `last_modified` that came."""
        self._write(_FETCHED, {"council": council, "url": url} | dict(said))

    def settle(self, council: str, url: str, state: str, due_at: str, reason: str | None) -> None:
        """Take a document off the queue until `due_at`."""
        told = {"state": state, "due_at": due_at, "reason": reason, "checked_at": self._now()}
        self._write(_SETTLE, {"council": council, "url": url} | told)

    def hold(self, council: str, due_at: str) -> None:
        """Let every document of a council wait until `due_at`."""
        self._write(_HOLD, {"council": council, "due_at": due_at})

    def waiting(self, council: str, before: str, since: str | None) -> int:
        """How many documents are due, less those of days before `since`."""
        wanted = {"council": council, "before": before, "since": since}
        return int(self._db.execute(_WAITING, wanted).fetchone()[0])

    def media_type(self, capture_id: int) -> str | None:
        """The kind of file that a capture holds, as the document says that rests on it."""
        found = self._db.execute(_MEDIA_TYPE, [capture_id]).fetchone()
        return found[0] if found else None

    def elsewhere(self, sha256: str) -> int | None:
        """The first capture known to hold a content, whatever its address and council."""
        found = self._db.execute(_ELSEWHERE, [sha256]).fetchone()
        return int(found[0]) if found else None

    def _write(self, sql: str, row: Mapping[str, Any]) -> None:
        with self._db.atomic():
            self._db.conn.execute(sql, dict(row))
