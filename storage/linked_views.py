"""The views that tie records together. Ids tie them; where a title and a day alone agree, the link is `likely`."""

from collections.abc import Callable
from typing import Final

# An agenda item that an issue's page gives no id for is kept as `IId/ISSUE/MEETING`, until its own row links the issue.
_STATED: Final = """
select council, issue_id, 'plan_item' as kind, plan_item_id as id, 1 as is_stated from plan_items
    where issue_id is not null
union all select council, issue_id, 'decision', decision_id, 1 from decisions where issue_id is not null
union all select council, issue_id, 'decision', decision_id, 1 from issue_decisions where decision_id is not null
union all select council, issue_id, 'issue_decision', issue_decision_id, 1 from issue_decisions
union all select council, issue_id, 'agenda_item', agenda_item_id, 1 from agenda_items where issue_id is not null
union all select council, issue_id, 'agenda_item', agenda_item_id, 1 from decisions
    where issue_id is not null and agenda_item_id is not null
union all select council, issue_id, 'meeting', meeting_id, 1 from agenda_items
    where issue_id is not null and meeting_id is not null
union all select council, issue_id, 'meeting', meeting_id, 1 from decisions
    where issue_id is not null and meeting_id is not null
"""

_LIKELY: Final = """
union all select i.council, i.issue_id, 'decision', d.decision_id, 0
    from issues i, json_each(i.decisions) e join decisions d on d.council = i.council
        and d.decision_date = json_extract(e.value, '$.date')
    where json_extract(e.value, '$.decision_id') is null and d.issue_id is null and json_extract(e.value, '$.title')
        in (d.title, d.listed_title, coalesce(d.reference, '') || ' - ' || d.title)
union all select p.council, p.issue_id, 'decision', d.decision_id, 0
    from issue_decisions p join decisions d on d.council = p.council and d.decision_date = p.date
    where p.decision_id is null and d.issue_id is null and d.title = p.title
union all select i.council, i.issue_id, 'decision', d.decision_id, 0
    from issues i join decisions d on d.council = i.council
        and d.decision_date between i.due_from and coalesce(i.due_to, i.due_from)
    where i.title = d.title and d.issue_id is null
union all select i.council, i.issue_id, 'agenda_item', a.agenda_item_id, 0
    from issues i, json_each(i.agenda_items) e join agenda_items a on a.council = i.council
        and a.date = json_extract(e.value, '$.date')
    where json_extract(e.value, '$.url') is null and a.issue_id is null
        and json_extract(e.value, '$.title') in (a.title, a.committee || ' ' || a.title)
union all select p.council, p.issue_id, 'agenda_item', a.agenda_item_id, 0
    from agenda_items p join agenda_items a on a.council = p.council and a.meeting_id = p.meeting_id
    where p.agenda_item_id like 'IId/%' and a.issue_id is null and p.title in (a.title, a.committee || ' ' || a.title)
"""

# A decision reached by its agenda item alone (`AIId/9`) is the one that names the item, where that is known as well.
_IS_DOUBLE: Final = """
(kind = 'decision' and id like 'AIId/%' and exists (
    select 1 from decisions d where d.council = t.council and d.agenda_item_id = substr(t.id, 6)
        and d.decision_id <> t.id))
or (kind = 'agenda_item' and id like 'IId/%' and exists (
    select 1 from agenda_items p join agenda_items a on a.council = p.council and a.meeting_id = p.meeting_id
        and a.issue_id = p.issue_id
    where p.council = t.council and p.agenda_item_id = t.id and a.agenda_item_id not like 'IId/%'))
"""

# A document's own columns name the page that listed it first; the lists themselves name every one.
DOCUMENT_LINKS: Final = """
select council, 'issue' as kind, issue_id as id, document_id from documents where issue_id is not null
union select council, 'decision', decision_id, document_id from documents where decision_id is not null
union select council, 'agenda_item', agenda_item_id, document_id from documents where agenda_item_id is not null
union select council, 'meeting', meeting_id, document_id from documents where meeting_id is not null
union select council, kind, id, json_extract(value, '$.attachment_id') as document_id from (
    select council, 'issue' as kind, issue_id as id, e.value from issues, json_each(documents) e
    union all select council, 'decision', decision_id, e.value from decisions, json_each(documents) e
    union all select council, 'issue_decision', issue_decision_id, e.value from issue_decisions, json_each(documents) e
    union all select council, 'agenda_item', agenda_item_id, e.value from agenda_items, json_each(documents) e
    union all select council, 'meeting', meeting_id, e.value from meetings, json_each(packs) e
) where json_extract(value, '$.attachment_id') is not null
"""


def record_links(narrowed: Callable[[str], str]) -> str:
    """The question that finds the records of issues; `narrowed` rewrites the part that goes through the tables."""
    return f"""
select council, issue_id, kind, id, case max(is_stated) when 1 then 'stated' else 'likely' end as link from (
{narrowed(_STATED.strip())}
{narrowed(_LIKELY.strip())}
) t where not ({_IS_DOUBLE.strip()})
group by council, issue_id, kind, id
"""  # noqa: S608  # our own names


_RECORD_LINKS: Final = record_links(str)

ISSUE_LINKS: Final = """
select council, issue_id, kind, id, link from record_links
union select council, id, 'document', document_id, 'stated' from document_links where kind = 'issue'
union select r.council, r.issue_id, 'document', d.document_id, r.link
    from record_links r join document_links d on d.council = r.council and d.kind = r.kind and d.id = r.id
    where r.kind in ('decision', 'issue_decision', 'agenda_item') and (r.link = 'stated' or not exists (
        select 1 from document_links o where o.council = r.council and o.kind = 'issue' and o.id = r.issue_id
            and o.document_id = d.document_id))
"""

DECISION_RECORD: Final = """
with notices as (
    select council, issue_id, min(first_published) as day from (
        select council, issue_id, first_published from issues
        union all select council, issue_id, first_published from plan_items
    ) group by council, issue_id
), made as (
    select l.council, l.issue_id, l.link, d.decision_id, d.title, d.listed_title, d.decision, d.decision_maker,
        d.status, d.publication_date, d.effective_from, d.is_callable, d.call_ins,
        coalesce(d.decision_date, d.date) as day,
        row_number() over (
            partition by l.council, l.issue_id
            order by l.link desc, coalesce(d.decision_date, d.date) desc, length(d.decision_id) desc, d.decision_id desc
        ) as nth,
        count(*) over (partition by l.council, l.issue_id) as decisions
    from record_links l join decisions d on d.council = l.council and d.decision_id = l.id where l.kind = 'decision'
), papers as (
    select l.council, l.issue_id, json_group_array(json_object(
        'title', coalesce(d.title, ''), 'url', d.url, 'link', l.link)) as documents
    from issue_links l join documents d on d.council = l.council and d.document_id = l.id where l.kind = 'document'
    group by l.council, l.issue_id
), discussed as (
    select council, issue_id, sum(kind = 'agenda_item') as agenda_items, sum(kind = 'meeting') as meetings,
        sum(kind = 'plan_item') as plan_items
    from record_links group by council, issue_id
)
select i.council, i.issue_id, i.reference, i.title, i.status, n.day as first_notice, i.due_text, i.due_from, i.due_to,
    coalesce(m.decision_maker, i.decision_maker) as decision_maker, m.decision_id,
    coalesce(m.title, m.listed_title) as decision_title, m.decision, m.day as decision_date, m.publication_date,
    m.effective_from, m.is_callable, m.call_ins, m.status as decision_status, m.link,
    cast(julianday(m.day) - julianday(n.day) as integer) as days_from_notice_to_decision,
    coalesce(m.decisions, 0) as decisions, coalesce(a.plan_items, 0) as plan_items,
    coalesce(a.agenda_items, 0) as agenda_items, coalesce(a.meetings, 0) as meetings,
    coalesce(p.documents, '[]') as documents, i.gone_since, i.url
from issues i
left join notices n on n.council = i.council and n.issue_id = i.issue_id
left join made m on m.council = i.council and m.issue_id = i.issue_id and m.nth = 1
left join papers p on p.council = i.council and p.issue_id = i.issue_id
left join discussed a on a.council = i.council and a.issue_id = i.issue_id
"""

LINKED_VIEWS: Final = {
    "document_links": DOCUMENT_LINKS,
    "record_links": _RECORD_LINKS,
    "issue_links": ISSUE_LINKS,
    "decision_record": DECISION_RECORD,
}
