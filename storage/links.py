"""The links of one issue, as the view `issue_links` has them: worked out from that issue's rows alone.

The view goes through all records before it looks for one issue, which takes minutes in a large archive. Every part of
it begins with the table that names the issue, so that it is enough to ask for that table's rows of the issue.
"""

import re
from typing import Any, Final

from sqlite_utils import Database

from .linked_views import record_links
from .records import TABLES

_OF_ISSUE: Final = r"from (select * from \1 where council = :council and issue_id = :issue_id)"
_RECORDS: Final = record_links(lambda arms: re.sub(r"\bfrom (\w+)", _OF_ISSUE, arms))
_NAMING: Final = ("issue", "decision", "agenda_item")  # the kinds that a document's row can name
_ISSUES_THAT_MAY_NAME: Final = """
select issue_id from decisions where council = :council and decision_id = :decision_id and issue_id is not null
union select issue_id from issue_decisions where council = :council and decision_id = :decision_id
union select issue_id from issue_decisions where council = :council and title = :title
union select issue_id from issues where council = :council and title = :title
union select issue_id from issues where council = :council and exists (
    select 1 from json_each(decisions) e where json_extract(e.value, '$.date') = :decision_date)
order by issue_id
"""


class Links:
    """Answers what belongs to an issue, and which issues a decision belongs to."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_issue(self, council: str, issue_id: str) -> list[tuple[str, str, str]]:
        """Kind, id and link (`stated` or `likely`) of each record and document that belongs to an issue."""
        asked = {"council": council, "issue_id": issue_id}
        records = [(row[2], row[3], row[4]) for row in self._db.conn.execute(_RECORDS, asked)]
        own = self._documents(council, "issue", issue_id)
        papers = {("document", document, "stated") for document in own}
        for kind, id_, link in records:
            if kind in {"decision", "issue_decision", "agenda_item"}:
                there = self._documents(council, kind, id_)
                papers |= {("document", paper, link) for paper in there if link == "stated" or paper not in own}
        return records + sorted(papers)

    def issues_of(self, decision: dict[str, Any]) -> list[str]:
        """The ids of the issues that a decision belongs to."""
        council, id_ = decision["council"], decision["decision_id"]
        may = self._db.conn.execute(_ISSUES_THAT_MAY_NAME, decision).fetchall()
        return [issue_id for (issue_id,) in may if ("decision", id_) in self._named(council, issue_id)]

    def _named(self, council: str, issue_id: str) -> set[tuple[str, str]]:
        return {(kind, id_) for kind, id_, _ in self.of_issue(council, issue_id)}

    def _documents(self, council: str, kind: str, id_: str) -> set[str]:
        """The documents of a record: those whose rows name it, and those that it lists."""
        ways = [
            f"""select json_extract(e.value, '$.attachment_id') from {TABLES[kind]} r, json_each(r.documents) e
                where r.council = ? and r.{kind}_id = ?"""  # noqa: S608  # our own names
        ]
        if kind in _NAMING:
            ways.append(f"select document_id from documents where council = ? and {kind}_id = ?")  # noqa: S608  # our own names
        found = (self._db.conn.execute(sql, [council, id_]).fetchall() for sql in ways)
        return {str(document) for rows in found for (document,) in rows if document is not None}
