"""The `sightings` and `statements` tables: which capture shows which record, and what is said of it, once each."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any, Final

from sqlite_utils import Database

from .absences import Absences
from .records import Key
from .values import text
from .versions import History, Sighting

_OF_RECORD: Final = """
select c.id, c.captured_at, c.url, c.sha256, c.content_sha256, c.reader, s.digest, t.row, s.is_version,
    c.page_type
from sightings s join captures c on c.id = s.capture_id join statements t on t.digest = s.digest
where s.council = ? and s.kind = ? and s.id = ? order by c.captured_at, c.id
"""
_OF_CAPTURE: Final = """
select s.kind, s.council, s.id, t.row from sightings s join statements t on t.digest = s.digest
where s.capture_id = ? order by s.kind, s.id
"""
_MARK: Final = "update sightings set is_version = ? where kind = ? and council = ? and id = ? and capture_id = ?"
_STATE: Final = "insert or ignore into statements (digest, row) values (?, ?)"
_SEE: Final = "insert into sightings (kind, council, id, capture_id, digest, is_version) values (?, ?, ?, ?, ?, ?)"


class Sightings:
    """Remembers what each capture said."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._absences = Absences(db)

    def put(self, capture_id: int, said: Mapping[Key, str], versions: Collection[Key] = ()) -> None:
        """Write down what a capture says of its records, and of which that is a version."""
        digests = {key: digest_of(row) for key, row in said.items()}
        self._db.conn.executemany(_STATE, [(digests[key], row) for key, row in said.items()])
        self._db.conn.executemany(
            _SEE, [(*key, capture_id, digest, int(key in versions)) for key, digest in digests.items()]
        )

    def forget(self, capture_id: int) -> None:
        """Strike out what a capture was thought to say."""
        self._db.conn.execute("delete from sightings where capture_id = ?", [capture_id])

    def said(self, capture_id: int) -> dict[Key, str]:
        """What a capture says of each record that it shows."""
        rows = self._db.conn.execute(_OF_CAPTURE, [capture_id]).fetchall()
        return {Key(*key): row for *key, row in rows}

    def history(self, key: Key) -> History:
        """The history of a record, as its sightings tell it."""
        rows = self._db.conn.execute(_OF_RECORD, [key.council, key.kind, key.id]).fetchall()
        silences = [
            Sighting(*said[1:7], said.row, said.row, is_version=0, page_type=said.page_type)
            for said in (self._absences.silences(key) if rows else ())
        ]
        return History(key, [Sighting(*row) for row in rows], silences)

    def missed(self, capture: Mapping[str, Any], said: Mapping[Key, str]) -> set[Key]:
        """The records that a capture's page listed before, and in this capture does not."""
        return self._absences.missed(capture, said)

    def mark(self, history: History, new_id: int) -> None:
        """Mark the sightings that are versions, touching only what differs; that of the capture `new_id` is right."""
        versions = history.version_ids()
        wrong = [
            (seen.capture_id in versions, *history.key, seen.capture_id)
            for seen in history.sightings
            if seen.is_version != (seen.capture_id in versions) and seen.capture_id != new_id
        ]
        if wrong:
            self._db.conn.executemany(_MARK, wrong)


def digest_of(row: str) -> str:
    """The name under which a statement is kept."""
    return sha256(row.encode()).hexdigest()


def statement(columns: Mapping[str, Any]) -> str:
    """What a page says of a record, always written in the same order."""
    return text(dict(sorted(columns.items())))
