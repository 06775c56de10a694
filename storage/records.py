"""The tables of records: what the councils publish, as the newest capture has it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .values import decoded, encoded, refuse_unknown

TABLES: Final = {
    "issue": "issues",
    "plan": "plans",
    "plan_item": "plan_items",
    "document": "documents",
    "decision": "decisions",
}
SEEN_COLUMNS: Final = frozenset({"first_seen", "last_seen", "gone_since", "capture_id"})

_FIND: Final = """
select * from issues where council = :council and (
    issue_id = :ref or reference = :ref
    or exists (select 1 from json_each(issues."references") where value = :ref)
) order by issue_id
"""


class Key(NamedTuple):
    """What a record is known by: its kind, its council, and the id that ModernGov gave it."""

    kind: str
    council: str
    id: str


class Records:
    """Writes records as they are now, and finds them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._columns: dict[str, frozenset[str]] = {}

    def check(self, record: Mapping[str, Any]) -> tuple[Key, dict[str, Any]]:
        """A record's key and its columns. Raises ValueError for a kind or column that no table has."""
        refuse_unknown("A record", record, ("kind", "council", "id", "columns"))
        key = Key(record["kind"], record["council"], str(record["id"]))
        refuse_unknown(f"The table of {key.kind!r} records", record["columns"], self._known(key.kind))
        keys = key_columns(key.kind)
        return key, {name: value for name, value in record["columns"].items() if name not in keys}

    def save(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Upsert rows, each made whole: a column that a row leaves out is null."""
        blank: dict[str, Any] = dict.fromkeys(self._known(kind) | SEEN_COLUMNS)
        whole = [blank | encoded(row) for row in rows]
        self._db.table(TABLES[kind]).upsert_all(whole, pk=key_columns(kind))

    def seen_again(self, key: Key, last_id: int, capture: Mapping[str, Any]) -> bool:
        """Note that a record was seen again as it was, if the last that was seen of it was in the capture `last_id`."""
        sql = f"""update {TABLES[key.kind]} set last_seen = ?, capture_id = ?
            where council = ? and {key.kind}_id = ? and capture_id = ? and gone_since is null"""  # noqa: S608  # our names
        seen = capture["captured_at"], capture["id"], key.council, key.id, last_id
        return self._db.execute(sql, seen).rowcount == 1

    def delete(self, key: Key) -> None:
        """Remove a record that no capture shows any longer."""
        council, id_column = key_columns(key.kind)
        self._db.table(TABLES[key.kind]).delete_where(f"{council} = ? and {id_column} = ?", [key.council, key.id])

    def find(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Issues by one of their references or by their id, each with its plan items and documents."""
        return [
            decoded(issue)
            | {"plan_items": self._belonging("plan_items", issue), "document_rows": self._belonging("documents", issue)}
            for issue in self._db.query(_FIND, {"council": council, "ref": ref})
        ]

    def _belonging(self, table: str, issue: Mapping[str, Any]) -> list[dict[str, Any]]:
        where = "council = ? and issue_id = ?"
        rows = self._db.table(table).rows_where(
            where, [issue["council"], issue["issue_id"]], order_by="first_seen, rowid"
        )
        return [decoded(row) for row in rows]

    def _known(self, kind: str) -> frozenset[str]:
        if kind not in self._columns:
            if kind not in TABLES:
                raise ValueError(f"There is no table of {kind!r} records.")
            self._columns[kind] = frozenset(self._db.table(TABLES[kind]).columns_dict) - SEEN_COLUMNS
        return self._columns[kind]


def key_columns(kind: str) -> tuple[str, str]:
    """The primary key of a kind's table."""
    return "council", f"{kind}_id"
