"""Whose reading holds for a capture, and what it makes of the history.

A page that is fetched again and has not changed is not read again: its capture points to the one whose reading holds.
Such captures follow that one directly. When another capture is put between them, the later ones are set apart.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .changes import Change, Changes
from .records import Key, Records
from .sightings import Sightings
from .values import encoded
from .versions import History, rereading

_SAME_PAGE: Final = (
    "select * from captures where council = :council and url = :url and reading_id is not null and id <> :id"
)
_BEFORE: Final = f"""{_SAME_PAGE} and (captured_at, id) < (:captured_at, :id)
order by captured_at desc, id desc limit 1"""
_AFTER: Final = f"{_SAME_PAGE} and (captured_at, id) > (:captured_at, :id) order by captured_at, id limit 1"
_TWIN: Final = f"""{_SAME_PAGE} and verdict = :verdict and reader = :reader
and (sha256 = :sha256 or content_sha256 = :content_sha256) limit 1"""
_SET_APART: Final = """
update captures set reading_id = :id where council = :council and url = :url and reading_id = :reading_id
and (captured_at, id) >= (:captured_at, :id)
"""
_COLUMNS: Final = ("verdict", "page_type", "warnings", "content_sha256", "reader", "reading_id", "absorbed_at")


class Absorbed(NamedTuple):
    """What taking in a capture came to: new records, changes that were not known, and how many records stayed."""

    new: list[Key]
    changed: list[Change]
    unchanged: int


class Readings:
    """Puts what a capture says in its place in time, and keeps records and changes true to that."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sightings = Sightings(db)
        self._records = Records(db)
        self._changes = Changes(db)

    def take(self, capture: Mapping[str, Any], said: Mapping[Key, str], *, states: bool) -> Absorbed:
        """Take in what a capture says; it states nothing where it is no page at all."""
        before = self._neighbour(_BEFORE, capture)
        unread = states and not said
        if unread and before and _repeats(before, capture) and capture["reading_id"] != capture["id"]:
            self._describe(capture, before["reading_id"])
            return Absorbed([], [], len(self._sightings.said(before["reading_id"])))
        if states or capture["reading_id"]:
            self._set_next_apart(capture)
        if unread:
            twin = self._neighbour(_TWIN, capture)
            said = self._sightings.said(twin["reading_id"]) if twin else said
        return self._tell(capture, said, reading_id=capture["id"] if states else None)

    def _tell(self, capture: Mapping[str, Any], said: Mapping[Key, str], *, reading_id: int | None) -> Absorbed:
        """Change what the capture says, and retell the history of every record concerned."""
        concerned = {key: self._sightings.history(key) for key in {**self._sightings.said(capture["id"]), **said}}
        self._sightings.put(capture["id"], said)
        self._describe(capture, reading_id)
        absorbed = Absorbed([], [], 0)
        rows: dict[str, list[dict[str, Any]]] = {}
        for key, before in concerned.items():
            after = self._sightings.history(key)
            changed = self._retell(before, after)
            absorbed.changed.extend(changed)
            if after.row() and not before.row():
                absorbed.new.append(key)
            elif not changed:
                absorbed = absorbed._replace(unchanged=absorbed.unchanged + 1)
            if after.row() and after.row() != before.row():
                rows.setdefault(key.kind, []).append(after.row())
        for kind, changed_rows in rows.items():
            self._records.save(kind, changed_rows)
        return absorbed

    def _retell(self, before: History, after: History) -> list[Change]:
        """Bring versions and changes in line with a history; return the changes that were not known."""
        self._sightings.mark(after)
        if not after.row():
            self._changes.forget(after.key)
            self._records.delete(after.key)
            return []
        notes = rereading(before, after)
        self._changes.note(notes)
        return self._changes.put(after.key, after.changes) + notes

    def _set_next_apart(self, capture: Mapping[str, Any]) -> None:
        """Give the next capture of the page a reading of its own, now that it no longer follows the one it repeats."""
        after = self._neighbour(_AFTER, capture)
        if after and after["reading_id"] != after["id"]:
            self._sightings.put(after["id"], self._sightings.said(after["reading_id"]))
            self._db.execute(_SET_APART, after)

    def _describe(self, capture: Mapping[str, Any], reading_id: int | None) -> None:
        columns = encoded({**capture, "reading_id": reading_id})
        self._db.table("captures").update(capture["id"], {name: columns[name] for name in _COLUMNS})

    def _neighbour(self, sql: str, capture: Mapping[str, Any]) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, encoded(capture))), None)


def _repeats(before: Mapping[str, Any], capture: Mapping[str, Any]) -> bool:
    """Whether the same reader would find the same page as in the capture before."""
    if before["verdict"] != capture["verdict"] or before["reader"] != capture["reader"]:
        return False
    content = capture["content_sha256"]
    return before["sha256"] == capture["sha256"] or (content is not None and before["content_sha256"] == content)
