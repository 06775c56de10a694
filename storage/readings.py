"""Whose reading holds for a capture, and what it makes of the history.

A page that is fetched again and has not changed is not read again: its capture points to the one whose reading holds.
Such captures follow that one directly. When another capture is put between them, the later ones are set apart.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .changes import WORDING, Change, Changes
from .records import Key, Records
from .sightings import Sightings
from .values import encoded, rows_of
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
_DESCRIBE: Final = """
update captures set verdict = :verdict, page_type = :page_type, warnings = :warnings, content_sha256 = :content_sha256,
reader = :reader, reading_id = :reading_id, absorbed_at = :absorbed_at where id = :id
"""

_ASKED: Final = ("council", "url", "id", "captured_at", "verdict", "reader", "sha256", "content_sha256")
_DESCRIBED: Final = ("id", "verdict", "page_type", "warnings", "content_sha256", "reader", "absorbed_at")


class Absorbed(NamedTuple):
    """What taking in a capture came to: new records, changes that were not known, and how many records stayed.

    That another page words a record otherwise is kept with the changes, and is none to speak of.
    """

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
        after = self._neighbour(_AFTER, capture)
        if after and after["reading_id"] != after["id"] and (states or capture["reading_id"]):
            self._set_apart(after)
        if unread:
            twin = self._neighbour(_TWIN, capture)
            said = self._sightings.said(twin["reading_id"]) if twin else said
        steady = self._steady(before, capture, said) if before and not after else set()
        keys = {**self._sightings.said(capture["id"]), **said}.keys() - steady
        histories = [self._sightings.history(key) for key in sorted(keys)]
        self._sightings.put(capture["id"], said)
        self._describe(capture, capture["id"] if states else None)
        return self.retell_all(histories, Absorbed([], [], len(steady)))

    def _steady(self, before: Mapping[str, Any], capture: Mapping[str, Any], said: Mapping[Key, str]) -> set[Key]:
        """The records of which the page repeats what it said last, when nothing else was heard of them since.

        Their history stays as it is. A list that changes in one line every night is retold in that line only.
        """
        if capture["reading_id"]:
            return set()
        holder = before["reading_id"]
        last = self._sightings.said(holder)
        same = [key for key, row in said.items() if last.get(key) == row]
        return {key for key in same if self._records.seen_again(key, holder, capture)}

    def retell_all(self, histories: Iterable[History], absorbed: Absorbed) -> Absorbed:
        """Retell the history of every record concerned."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for before in histories:
            after = self._sightings.history(before.key)
            changed = self._retell(before, after)
            absorbed.changed.extend(change for change in changed if change.cause != WORDING)
            if after.row() and not before.row():
                absorbed.new.append(after.key)
            elif not changed:
                absorbed = absorbed._replace(unchanged=absorbed.unchanged + 1)
            if after.row() and after.row() != before.row():
                rows.setdefault(after.key.kind, []).append(after.row())
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

    def _set_apart(self, after: Mapping[str, Any]) -> None:
        """Give a capture a reading of its own, now that it no longer follows the one that it repeats."""
        self._sightings.put(after["id"], self._sightings.said(after["reading_id"]))
        self._db.execute(_SET_APART, dict(after))

    def _describe(self, capture: Mapping[str, Any], reading_id: int | None) -> None:
        self._db.execute(_DESCRIBE, encoded({name: capture[name] for name in _DESCRIBED} | {"reading_id": reading_id}))

    def _neighbour(self, sql: str, capture: Mapping[str, Any]) -> dict[str, Any] | None:
        return next(rows_of(self._db, sql, {name: capture[name] for name in _ASKED}), None)


def _repeats(before: Mapping[str, Any], capture: Mapping[str, Any]) -> bool:
    """Whether the same reader would find the same page as in the capture before."""
    if before["verdict"] != capture["verdict"] or before["reader"] != capture["reader"]:
        return False
    content = capture["content_sha256"]
    return before["sha256"] == capture["sha256"] or (content is not None and before["content_sha256"] == content)
