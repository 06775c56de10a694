"""Views for people, made anew whenever the archive is opened by a release that words them otherwise."""

from typing import Final

from sqlite_utils import Database

from .linked_views import LINKED_VIEWS
from .records import TABLES

_REFERRED: Final = ("issue", "plan_item", "decision", "issue_decision")
_UNTITLED: Final = ("meeting", "title")

_VERSIONS: Final = """
select s.council, s.kind, s.id, s.capture_id, c.captured_at, c.reader, t.row
from sightings s join captures c on c.id = s.capture_id join statements t on t.digest = s.digest
where s.is_version
"""


def _change_log() -> str:
    """Each change with what its record is called today. A null key keeps each join to its own kind, by primary key."""
    joins: list[str] = []
    found: dict[str, list[str]] = {name: [] for name in ("reference", '"references"', "title", "url")}
    for number, (kind, table) in enumerate(TABLES.items()):
        row = f"r{number}"
        joins.append(f"left join {table} {row} on c.kind = '{kind}' and {row}.council = c.council")
        joins.append(f"    and {row}.{kind}_id = c.id")
        for name in found if kind in _REFERRED else ("title", "url"):
            found[name].append(
                f"{row}.committee || ', ' || {row}.date" if (kind, name) == _UNTITLED else f"{row}.{name}"
            )
    columns = ", ".join(f"coalesce({', '.join(values)}) as {name}" for name, values in found.items())
    lines = "\n".join(joins)
    return f"select c.*, {columns}\nfrom changes c\n{lines}"


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
    "change_log": _change_log(),
    "latest_changes": _LATEST_CHANGES,
    "status_timeline": _STATUS_TIMELINE,
    "issue_overview": _ISSUE_OVERVIEW,
    "overdue": _OVERDUE,
    **LINKED_VIEWS,
}


def make_views(db: Database) -> None:
    """Make every view that is missing or worded otherwise."""
    with db.atomic():
        for name, sql in VIEWS.items():
            db.create_view(name, sql.strip(), replace=True)
