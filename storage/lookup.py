"""Finding records of any kind by what people call them: ModernGov's id, or the council's reference."""

from collections.abc import Iterator
from typing import Any, Final

from sqlite_utils import Database

from .called import called
from .records import SEEN_COLUMNS, TABLES, key_columns

_NAMED: Final = ("title", "listed_title", "committee", "url", "reference", "gone_since", "capture_id")


class Lookup:
    """Finds records."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, council: str, ref: str, kind: str | None) -> list[dict[str, Any]]:
        """The records of an id or reference, of one kind or of any: what each is, is called, and where it is."""
        kinds = TABLES if kind is None else (kind,)
        return [row for one in kinds for row in self._of_kind(one, council, ref)]

    def has(self, council: str | None, ref: str) -> bool:
        """Whether a council, or any, has a record of a reference or id."""
        councils = [council] if council else [slug for (slug,) in self._db.execute("select slug from councils")]
        return any(True for one in councils for _ in called(self._db, ref, one))

    def fields(self, kind: str | None) -> frozenset[str]:
        """The fields of a kind, or of all; those of a translation are those of what it translates."""
        kinds = TABLES if kind in (None, "translation") else (kind,)
        columns = {name for one in kinds for name in self._db.table(TABLES[one]).columns_dict}
        return frozenset(columns) - SEEN_COLUMNS | {"gone_since"}

    def _of_kind(self, kind: str, council: str, ref: str) -> Iterator[dict[str, Any]]:
        table, (_, id_column) = TABLES[kind], key_columns(kind)
        columns = self._db.table(table).columns_dict
        asked = [f"{id_column} = :ref"]
        if "references" in columns:
            asked.append('reference = :ref or exists (select 1 from json_each("references") where value = :ref)')
        told = ", ".join(name if name in columns else f"null as {name}" for name in _NAMED)
        sql = f"""select {id_column} as id, {told} from {table}
            where council = :council and ({" or ".join(asked)}) order by {id_column}"""  # noqa: S608  # our own names
        for row in self._db.query(sql, {"council": council, "ref": ref}):
            title = row["title"] or row["listed_title"] or row["committee"]
            kept = {name: row[name] for name in ("id", "reference", "url", "gone_since", "capture_id")}
            yield {"council": council, "kind": kind, "title": title, **kept}
