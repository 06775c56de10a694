"""The `changes` table: what became of each field, and between which captures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .called import called
from .records import Key
from .values import decoded, decoded_value, encoded_value, rows_of

PAGE: Final = "page"
READER: Final = "reader"
WORDING: Final = "wording"

# What a new reader made of the very same capture is a note, not part of the history: it has both captures the same.
_DERIVED: Final = """
select change_id, field, old, new, at, old_capture_id, new_capture_id, cause from changes
where council = ? and kind = ? and id = ? and old_capture_id <> new_capture_id
"""
_INSERT: Final = """
insert into changes (council, kind, id, field, old, new, at, old_capture_id, new_capture_id, cause)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Change(NamedTuple):
    """A field that one capture shows otherwise than an earlier one. `at` is when the newer one was taken."""

    council: str
    kind: str
    id: str
    field: str
    old: Any
    new: Any
    at: str
    old_capture_id: int
    new_capture_id: int
    cause: str

    def row(self) -> tuple[Any, ...]:
        """The change as its table holds it: both values as text, numbers and truth values, too."""
        return self._replace(old=_as_held(self.field, self.old), new=_as_held(self.field, self.new))


def _as_held(field: str, value: Any) -> Any:
    held = encoded_value(field, value)
    return held if held is None else str(held)


class Changes:
    """Keeps the table true to the history, and answers what is new."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, key: Key, changes: Iterable[Change]) -> list[Change]:
        """Make these the changes of a record, touching only what differs; return those that were not known."""
        due = {change.row()[3:]: change for change in changes}
        stored = self._db.execute(_DERIVED, [key.council, key.kind, key.id]).fetchall()
        wrong = [(change_id,) for change_id, *row in stored if due.pop(tuple(row), None) is None]
        if wrong:
            self._db.conn.executemany("delete from changes where change_id = ?", wrong)
        self.note(due.values())
        return list(due.values())

    def are(self, key: Key, changes: Iterable[Change]) -> bool:
        """Whether these are the changes of a record that follow from its history."""
        stored = self._db.execute(_DERIVED, [key.council, key.kind, key.id]).fetchall()
        return {tuple(row) for _, *row in stored} == {change.row()[3:] for change in changes}

    def note(self, changes: Iterable[Change]) -> None:
        """Write changes down as they are."""
        self._db.conn.executemany(_INSERT, [change.row() for change in changes])

    def forget(self, key: Key) -> None:
        """Remove every change of a record."""
        self._db.table("changes").delete_where("council = ? and kind = ? and id = ?", [key.council, key.kind, key.id])

    def find(self, *, limit: int | None, include_reader: bool, **wanted: str | None) -> Iterator[dict[str, Any]]:
        """Changes, the newest first, each with what its record is called today."""
        asked = {name: value for name, value in wanted.items() if value is not None}
        ref = asked.pop("ref", None)
        where = [_CONDITIONS[name] for name in asked]
        if not include_reader:
            where.append("cause = 'page'")
        if ref is None:
            return self._newest(where, asked, limit)
        found: list[dict[str, Any]] = []
        for key in called(self._db, ref, asked.get("council")):
            found += self._newest([*where, _OF_RECORD], {**asked, **_named(key)}, limit)
        found.sort(key=lambda change: (change["at"], change["change_id"]), reverse=True)
        return iter(found[:limit])

    def fields(self) -> list[str]:
        """The fields that ever changed."""
        return [field for (field,) in self._db.execute("select distinct field from changes order by field")]

    def _newest(self, where: Sequence[str], asked: Mapping[str, str], limit: int | None) -> Iterator[dict[str, Any]]:
        # A record's few changes are sorted; else the council's newest would be gone through to find them.
        at = "+at" if _OF_RECORD in where else "at"
        newest = f"order by {at} desc, change_id desc limit :limit"
        sql = f"select * from change_log where {' and '.join(where) or 1} {newest}"  # noqa: S608  # our own conditions
        for change in rows_of(self._db, sql, {**asked, "limit": -1 if limit is None else limit}):
            values = {name: decoded_value(change["field"], change[name]) for name in ("old", "new")}
            yield decoded(change) | values


def _named(key: Key) -> dict[str, str]:
    return {"of_council": key.council, "of_kind": key.kind, "of_id": key.id}


_CONDITIONS: Final[Mapping[str, str]] = {
    "council": "council = :council",
    "kind": "kind = :kind",
    "field": "field = :field",
    "since": "at >= :since",
}
_OF_RECORD: Final = "council = :of_council and kind = :of_kind and id = :of_id"
