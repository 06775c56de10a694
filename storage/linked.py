"""The whole record of a decision: an issue with its plan items, decisions, agenda items, meetings and documents.

A link is an id that a page states. Where only a title and a day agree the link is `likely`; the view `issue_links`
works those out from the records as they are now, so that one that a page states later takes its place.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

from .links import Links
from .values import decoded, text

_BY_REF: Final = """
select * from {table} where council = :council and (
    {kind}_id = :ref or reference = :ref
    or exists (select 1 from json_each({table}."references") where value = :ref)
) order by {kind}_id
"""
_ISSUES: Final = _BY_REF.format(table="issues", kind="issue")
_ISSUE: Final = "select * from issues where council = :council and issue_id = :ref"
_DECISIONS: Final = _BY_REF.format(table="decisions", kind="decision")
_LINKED: Final = """
select r.*, json_extract(l.value, '$[1]') as link from json_each(:links) l join {table} r on r.council = :council
    and r.{kind}_id = json_extract(l.value, '$[0]') order by {order}
"""
_TRANSLATED: Final = """
select * from translations where council = :council and of_kind = :kind and of_id = :id order by language
"""
_ROWS: Final = {
    "plan_items": ("plan_item", "plan_items", "r.first_seen, r.rowid"),
    "decision_rows": ("decision", "decisions", "coalesce(r.decision_date, r.date), r.decision_id"),
    "agenda_item_rows": ("agenda_item", "agenda_items", "r.date, r.agenda_item_id"),
    "meeting_rows": ("meeting", "meetings", "r.date, r.meeting_id"),
    "document_rows": ("document", "documents", "r.first_seen, r.rowid"),
}


class Linked:
    """Finds records with all that belongs to them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._links = Links(db)

    def issues(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Issues by a reference or id, their own or that of a decision on them, each with its rows."""
        asked = {"council": council, "ref": ref}
        found = {issue["issue_id"]: issue for issue in self._db.query(_ISSUES, asked)}
        for decision in self._db.query(_DECISIONS, asked):
            for issue_id in self._links.issues_of(decision):
                of_decision = {"council": council, "ref": issue_id}
                found |= {row["issue_id"]: row for row in self._db.query(_ISSUE, of_decision)}
        return [self._whole(issue) for issue in found.values()]

    def decisions(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Decisions by a reference or id that no issue leads to, each with its rows."""
        found = list(self._db.query(_DECISIONS, {"council": council, "ref": ref}))
        return [self._decision(row) for row in found if not self._is_of_an_issue(row)]

    def _is_of_an_issue(self, decision: dict[str, Any]) -> bool:
        asked = ({"council": decision["council"], "ref": issue_id} for issue_id in self._links.issues_of(decision))
        return any(list(self._db.query(_ISSUE, one)) for one in asked)

    def _whole(self, issue: Mapping[str, Any]) -> dict[str, Any]:
        asked = {"council": issue["council"], "issue_id": issue["issue_id"]}
        links = self._links.of_issue(**asked)
        rows = {
            name: self._rows(
                _LINKED.format(kind=kind, table=table, order=order),
                {"council": issue["council"], "links": text([(id_, link) for of, id_, link in links if of == kind])},
            )
            for name, (kind, table, order) in _ROWS.items()
        }
        return decoded(issue) | rows | self._translations(issue["council"], "issue", issue["issue_id"])

    def _decision(self, row: Mapping[str, Any]) -> dict[str, Any]:
        where = {"council": row["council"], "id": row["decision_id"], "meeting_id": row["meeting_id"]}
        documents = """select d.* from document_links l join documents d on d.council = l.council
            and d.document_id = l.document_id where l.council = :council and l.kind = 'decision' and l.id = :id"""
        meetings = "select * from meetings where council = :council and meeting_id = :meeting_id"
        rows = {"document_rows": self._rows(documents, where), "meeting_rows": self._rows(meetings, where)}
        return decoded(row) | rows | self._translations(row["council"], "decision", row["decision_id"])

    def _translations(self, council: str, kind: str, id_: str) -> dict[str, list[dict[str, Any]]]:
        return {"translations": self._rows(_TRANSLATED, {"council": council, "kind": kind, "id": id_})}

    def _rows(self, sql: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [decoded(row) for row in self._db.query(sql, dict(asked))]
