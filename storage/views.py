"""Views for people, made anew whenever the archive is opened by a release that words them otherwise."""

from typing import Final

from sqlite_utils import Database

_VERSIONS: Final = """
select s.council, s.kind, s.id, s.capture_id, c.captured_at, c.reader, t.row
from sightings s join captures c on c.id = s.capture_id join statements t on t.digest = s.digest
where s.is_version
"""

# A null key column keeps each join to its own kind; every one of them goes through a primary key.
_CHANGE_LOG: Final = """
select c.*, coalesce(i.reference, p.reference) as reference, coalesce(i."references", p."references") as "references",
    coalesce(i.title, p.title, l.title, d.title, m.title) as title, coalesce(i.url, p.url, l.url, d.url, m.url) as url
from changes c
left join issues i on c.kind = 'issue' and i.council = c.council and i.issue_id = c.id
left join plan_items p on c.kind = 'plan_item' and p.council = c.council and p.plan_item_id = c.id
left join plans l on c.kind = 'plan' and l.council = c.council and l.plan_id = c.id
left join documents d on c.kind = 'document' and d.council = c.council and d.document_id = c.id
left join decisions m on c.kind = 'decision' and m.council = c.council and m.decision_id = c.id
"""

_LATEST_CHANGES: Final = """
select at, council, kind, id, reference, title, field, old, new, url from change_log
where cause = 'page' order by at desc, change_id desc
"""

_STATUS_TIMELINE: Final = """
with told as (
    select council, id, capture_id, captured_at, json_extract(row, '$.status') as status from versions
    where kind = 'issue' and json_type(row, '$.status') is not null
), turns as (
    select *, row_number() over page as number, lag(status) over page as before from told
    window page as (partition by council, id order by captured_at, capture_id)
)
select t.council, t.id as issue_id, i.reference, i.title, t.status, t.captured_at as since,
    lead(t.captured_at) over page as until, t.capture_id, lead(t.capture_id) over page as until_capture_id
from turns t join issues i on i.council = t.council and i.issue_id = t.id
where t.number = 1 or t.status is not t.before
window page as (partition by t.council, t.id order by t.captured_at, t.capture_id)
"""

_ISSUE_OVERVIEW: Final = """
select i.council, i.issue_id, i.reference, i.title, i.status, i.decision_maker, i.due_text, i.due_from, i.due_to,
    i.is_key, i.first_seen, i.last_seen, i.gone_since,
    (select max(captured_at) from captures c
        where c.council = i.council and c.url = seen.url and c.reading_id is not null) as last_checked,
    (select count(*) from changes c where c.council = i.council and c.kind = 'issue' and c.id = i.issue_id
        and c.cause = 'page') as changes,
    i.url
from issues i join captures seen on seen.id = i.capture_id
"""

_OVERDUE: Final = """
select council, issue_id, reference, title, due_text, due_to, decision_maker,
    cast(julianday('now') - julianday(due_to) as integer) as days_overdue, url
from issues
where status = 'For Determination' collate nocase and due_to < date('now') and gone_since is null
order by due_to
"""

VIEWS: Final = {
    "versions": _VERSIONS,
    "change_log": _CHANGE_LOG,
    "latest_changes": _LATEST_CHANGES,
    "status_timeline": _STATUS_TIMELINE,
    "issue_overview": _ISSUE_OVERVIEW,
    "overdue": _OVERDUE,
}


def make_views(db: Database) -> None:
    """Make every view that is missing or worded otherwise."""
    with db.atomic():
        for name, sql in VIEWS.items():
            db.create_view(name, sql.strip(), replace=True)
