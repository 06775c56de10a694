"""The `sightings` and `statements` tables: which capture shows which record, and what is said of it, once each."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from sqlite_utils import Database

from .absences import Absences
from .records import Key
from .values import text
from .versions import History, Sighting

_OF_RECORD: Final = """
select c.id, c.captured_at, c.url, c.sha256, c.content_sha256, c.reader, s.digest, t.row, s.is_version,
    c.page_type, case when c.source is 'import' then c.url || c.sha256 else '' end as rank
from sightings s join captures c on c.id = s.capture_id join statements t on t.digest = s.digest
where s.council = ? and s.kind = ? and s.id = ?
order by c.captured_at, rank, c.id
"""
_OF_CAPTURE: Final = """
select s.kind, s.council, s.id, t.row from sightings s join statements t on t.digest = s.digest
where s.capture_id = ? order by s.kind, s.id
"""
_MARK: Final = "update sightings set is_version = ? where council = ? and kind = ? and id = ? and capture_id = ?"


class Sightings:
    """Remembers what each capture said."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._absences = Absences(db)

    def put(self, capture_id: int, said: Mapping[Key, str]) -> None:
        """Write down what a capture says of its records, in place of what it was thought to say."""
        self._db.execute("delete from sightings where capture_id = ?", [capture_id])
        digests = {key: sha256(row.encode()).hexdigest() for key, row in said.items()}
        self._db.conn.executemany(
            "insert or ignore into statements (digest, row) values (?, ?)",
            [(digests[key], row) for key, row in said.items()],
        )
        self._db.conn.executemany(
            "insert into sightings (council, kind, id, capture_id, digest, is_version) values (?, ?, ?, ?, ?, 0)",
            [(key.council, key.kind, key.id, capture_id, digest) for key, digest in digests.items()],
        )

    def said(self, capture_id: int) -> dict[Key, str]:
        """What a capture says of each record that it shows."""
        rows = self._db.execute(_OF_CAPTURE, [capture_id]).fetchall()
        return {Key(*key): row for *key, row in rows}

    def history(self, key: Key) -> History:
        """The history of a record, as its sightings tell it."""
        rows = self._db.execute(_OF_RECORD, [key.council, key.kind, key.id]).fetchall()
        silences = [
            Sighting(*said[1:7], said.row, said.row, is_version=0, page_type=said.page_type, rank=said.rank)
            for said in (self._absences.silences(key) if rows else ())
        ]
        return History(key, [Sighting(*row) for row in rows], silences)

    def missed(self, capture: Mapping[str, Any], said: Mapping[Key, str]) -> set[Key]:
        """The records that a capture's page listed before, and in this capture does not."""
        return self._absences.missed(capture, said)

    def mark(self, history: History) -> None:
        """Mark the sightings that are versions, touching only what differs."""
        versions = {version.capture_id for version in history.versions}
        wrong = [seen for seen in history.sightings if seen.is_version != (seen.capture_id in versions)]
        who = history.key.council, history.key.kind, history.key.id
        self._db.conn.executemany(_MARK, [(seen.capture_id in versions, *who, seen.capture_id) for seen in wrong])


def statement(columns: Mapping[str, Any]) -> str:
    """What a page says of a record, always written in the same order."""
    return text(dict(sorted(columns.items())))
