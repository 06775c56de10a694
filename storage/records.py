"""The tables of records: what the councils publish, as the newest capture has it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from .search_index import SearchIndex
from .values import JSON_COLUMNS, encoded_value, refuse_unknown, text, upsertion

TABLES: Final = {
    "issue": "issues",
    "plan": "plans",
    "plan_item": "plan_items",
    "decision": "decisions",
    "issue_decision": "issue_decisions",
    "document": "documents",
    "committee": "committees",
    "meeting": "meetings",
    "agenda_item": "agenda_items",
    "restriction": "restrictions",
    "translation": "translations",
}
KINDS: Final = tuple(TABLES)
SEEN_COLUMNS: Final = frozenset({"first_seen", "last_seen", "gone_since", "capture_id"})
# All pages of a type that show a record say the same of it, and one of them is the last to show it. `page_type = ?`
# would have SQLite look at what is asked for, because an index is for one page type alone, and prepare this every time.
_AS_ALWAYS: Final = """last_seen < ? and exists (
    select 1 from captures where id = r.capture_id and page_type is ?
) and not exists (
    select 1 from sightings s join captures c on c.id = s.capture_id
    where s.kind = '{kind}' and s.council = r.council and s.id = r.{kind}_id
    and c.page_type is ? and (s.digest <> ? or c.warnings is not ?)
)"""


class Key(NamedTuple):
    """What a record is known by: its kind, its council, and the id that ModernGov gave it."""

    kind: str
    council: str
    id: str

    def in_language(self, language: str | None) -> "Key":
        """The key of what pages in another language of the council's say of this record."""
        return Key("translation", self.council, f"{self.kind}/{self.id}/{language}") if language else self


class Records:
    """Writes records as they are now."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._index = SearchIndex(db, TABLES)
        self._columns: dict[str, frozenset[str]] = {}
        self._laid: dict[str, dict[str, int]] = {}

    def check(self, record: Mapping[str, Any]) -> tuple[Key, dict[str, Any]]:
        """A record's key and its columns. Raises ValueError for a kind or column that no table has."""
        refuse_unknown("A record", record, ("kind", "council", "id", "language", "columns"))
        key = Key(record["kind"], record["council"], str(record["id"]))
        refuse_unknown(f"The table of {key.kind!r} records", record["columns"], self._known(key.kind))
        keys = key_columns(key.kind)
        columns = dict(record["columns"])
        for name in keys:
            columns.pop(name, None)
        return key.in_language(record.get("language")), columns

    def save(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Upsert rows, each made whole: a column that a row leaves out is null."""
        columns = self._all(kind)
        laid = [self.laid(kind, row) for row in rows]
        self._index.put(kind, laid)
        whole = [_whole(row, columns) for row in laid]
        self._db.conn.executemany(upsertion(TABLES[kind], key_columns(kind), tuple(columns)), whole)

    @staticmethod
    def laid(kind: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row as its table lays it out."""
        return _translation(row) if kind == "translation" else row

    def seen_again(self, key: Key, last_id: int, capture: Mapping[str, Any]) -> bool:
        """Note that a page shows a record as it did in `last_id`, unless it is gone, or was seen later than now."""
        at = capture["captured_at"]
        return self._note_seen(key, capture, "(capture_id = ? or last_seen < ?)", [last_id, at])

    def seen_elsewhere(self, key: Key, digest: str, capture: Mapping[str, Any]) -> bool:
        """Note that a page shows a record as all pages of its type do, one of which was the last to show it."""
        page_type, warnings = capture["page_type"], text(list(capture["warnings"]))
        said = [capture["captured_at"], page_type, page_type, digest, warnings]
        return self._note_seen(key, capture, _AS_ALWAYS.format(kind=key.kind), said)

    def _note_seen(self, key: Key, capture: Mapping[str, Any], where: str, arguments: list[Any]) -> bool:
        """Note that a record that is not gone was seen, where something is so; say whether it was."""
        sql = f"""update {TABLES[key.kind]} as r set last_seen = ?, capture_id = ?
            where r.council = ? and {key.kind}_id = ? and gone_since is null and {where}"""  # noqa: S608  # our names
        seen = capture["captured_at"], capture["id"], key.council, key.id
        return self._db.conn.execute(sql, [*seen, *arguments]).rowcount == 1

    def delete(self, key: Key) -> None:
        """Remove a record that no capture shows any longer."""
        self._index.remove(key.kind, key.council, key.id)
        council, id_column = key_columns(key.kind)
        self._db.table(TABLES[key.kind]).delete_where(f"{council} = ? and {id_column} = ?", [key.council, key.id])

    def _known(self, kind: str) -> frozenset[str]:
        if kind not in self._columns:
            if kind not in TABLES:
                raise ValueError(f"There is no table of {kind!r} records.")
            self._columns[kind] = frozenset(self._db.table(TABLES[kind]).columns_dict) - SEEN_COLUMNS
        return self._columns[kind]

    def _all(self, kind: str) -> dict[str, int]:
        """Every column of a kind's table, always in the same order, each with its place."""
        if kind not in self._laid:
            every = *sorted(self._known(kind)), *sorted(SEEN_COLUMNS)
            self._laid[kind] = {column: place for place, column in enumerate(every)}
        return self._laid[kind]


def key_columns(kind: str) -> tuple[str, str]:
    """The primary key of a kind's table."""
    return "council", f"{kind}_id"


def _whole(row: Mapping[str, Any], columns: Mapping[str, int]) -> list[Any]:
    """The values of all columns; of dozens, most are null, and only those that are not are looked at."""
    values = [None] * len(columns)
    for name, value in row.items():
        if value is not None and name in columns:
            is_text = type(value) is str and name not in JSON_COLUMNS  # mostly; to ask elsewhere costs more than this
            values[columns[name]] = value if is_text else encoded_value(name, value)
    return values


def _translation(row: Mapping[str, Any]) -> dict[str, Any]:
    """A translation's row: its record, its language, and all that it says of it; `url` and `title` for people, too."""
    of_kind, _, rest = row["translation_id"].partition("/")
    of_id, _, language = rest.rpartition("/")  # an id may hold slashes of its own
    own = {name: row[name] for name in ("council", "translation_id", *SEEN_COLUMNS) if name in row}
    said = {name: value for name, value in sorted(row.items()) if name not in own}
    told = {"url": said.get("url"), "title": said.get("title"), "fields": said}
    return {**own, "of_kind": of_kind, "of_id": of_id, "language": language, **told}
