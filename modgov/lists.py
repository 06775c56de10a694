"""What a record's page says of other records by listing them: decisions, agenda items, meetings, documents.

Only what has an id of ModernGov's becomes a record of its own; the rest stays in the list that prints it. What is said
of the listed ones is little: their ids, their days, and where they are. Their own pages say the rest.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import parsers


class Listed(NamedTuple):
    """A record that a page lists: its kind, its id, and the columns that the page states."""

    kind: str
    id: str
    columns: dict[str, Any]


def listed(record: parsers.Record) -> Iterator[Listed]:
    """The records that a record's page lists, less what it does not say of them."""
    columns = record.columns()
    match record.kind:
        case "issue":
            yield from _of_issue(columns)
        case "decision":
            yield from _of_decision(columns)
        case "issue_decision":
            yield from _of_issue_decision(columns)
        case "agenda_item":
            yield from _of_agenda_item(columns)
        case "meeting":
            yield from _documents(columns["packs"], meeting_id=columns["meeting_id"])


def ids(record: parsers.Record) -> dict[str, Any]:
    """Ids that a record has in a part of it, as columns of their own."""
    meeting = record.columns().get("meeting") if record.kind == "decision" else None
    return {name: meeting[name] for name in ("meeting_id", "committee_id")} if meeting else {}


def _of_issue(issue: Mapping[str, Any]) -> Iterator[Listed]:
    issue_id = issue["issue_id"]
    for entry in issue["decisions"] or ():
        said = {"url": entry["url"], "listed_title": entry["title"], "date": entry["date"], "issue_id": issue_id}
        yield from _one("decision", entry["decision_id"], said)
    for entry in issue["agenda_items"] or ():
        said = {"meeting_id": entry["meeting_id"], "date": entry["date"], "issue_id": issue_id}
        yield from _one("agenda_item", entry["agenda_item_id"], said)
        yield from _meeting(entry["meeting_id"], {"date": entry["date"], "url": entry["url"]})
    yield from _documents(issue["documents"], issue_id=issue_id)


def _of_decision(decision: Mapping[str, Any]) -> Iterator[Listed]:
    meeting = decision["meeting"] or {}
    where = {name: meeting.get(name) for name in ("meeting_id", "committee_id", "date")}
    yield from _one("agenda_item", decision["agenda_item_id"], {"issue_id": decision["issue_id"], **where})
    said = {"url": meeting.get("url"), "committee": meeting.get("committee"), **where}
    yield from _meeting(where["meeting_id"], said)
    yield from _documents(decision["documents"], decision_id=decision["decision_id"])


def _of_issue_decision(decision: Mapping[str, Any]) -> Iterator[Listed]:
    names = ("url", "date", "issue_id")
    said = {"listed_title": decision["title"], **{name: decision[name] for name in names}}
    yield from _one("decision", decision["decision_id"], said)
    yield from _documents(decision["documents"], issue_id=decision["issue_id"], decision_id=decision["decision_id"])


def _of_agenda_item(item: Mapping[str, Any]) -> Iterator[Listed]:
    yield from _meeting(item["meeting_id"], {name: item[name] for name in ("committee_id", "date")})
    yield from _documents(item["documents"], agenda_item_id=item["agenda_item_id"], meeting_id=item["meeting_id"])


def _meeting(id_: str | None, said: Mapping[str, Any]) -> Iterator[Listed]:
    """A listed meeting; of one of which neither day nor committee is told, its item's id of it says as much."""
    if said.get("date") or said.get("committee"):
        yield from _one("meeting", id_, said)


def _documents(entries: list[dict[str, Any]] | None, **where: str | None) -> Iterator[Listed]:
    for entry in entries or ():
        yield from _one("document", entry["attachment_id"], {**entry, **where})


def _one(kind: str, id_: str | None, said: Mapping[str, Any]) -> Iterator[Listed]:
    """A listed record; none where the list gives no id. What is null there, another page may say."""
    if id_:
        columns = {name: value for name, value in said.items() if value is not None and name != f"{kind}_id"}
        yield Listed(kind, id_, columns)
