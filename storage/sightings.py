"""The `sightings` and `statements` tables: which capture shows which record, and what is said of it, once each."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .absences import Absences, silence_of
from .records import Key
from .statements import Sighting, Statement
from .values import text
from .versions import History, place

_OF_RECORD: Final = """
select c.id, c.captured_at, c.url, c.sha256, c.content_sha256, c.reader, s.digest, t.row, s.is_version,
    c.page_type, case when c.source is 'import' then c.url || c.sha256 else '' end as rank, c.warnings
from sightings s join captures c on c.id = s.capture_id join statements t on t.digest = s.digest
where s.council = ? and s.kind = ? and s.id = ?
order by c.captured_at, rank, c.id
"""
_SHOWN: Final = "select kind, council, id, digest from sightings where capture_id = ?"
_SAID: Final = """
select s.kind, s.council, s.id, t.row, t.digest from sightings s join statements t on t.digest = s.digest
where s.capture_id = ?
"""
_SEEN: Final = """
select k.key from json_each(?) k where exists (
    select 1 from sightings where kind = json_extract(k.value, '$[0]') and council = json_extract(k.value, '$[1]')
    and id = json_extract(k.value, '$[2]'))
"""
_MARK: Final = "update sightings set is_version = ? where kind = ? and council = ? and id = ? and capture_id = ?"
_STATE: Final = "insert or ignore into statements (digest, row) values (?, ?)"
_SEE: Final = "insert into sightings (kind, council, id, capture_id, digest, is_version) values (?, ?, ?, ?, ?, ?)"


class Sightings:
    """Remembers what each capture said."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._absences = Absences(db)

    def put(self, capture_id: int, said: Mapping[Key, Statement], versions: Collection[Key] = ()) -> None:
        """Write down what a capture says of its records, and of which that is a version."""
        self._db.conn.executemany(_STATE, [(told.digest, told.row) for told in said.values()])
        self._db.conn.executemany(
            _SEE, [(*key, capture_id, told.digest, int(key in versions)) for key, told in said.items()]
        )

    def forget(self, capture_id: int) -> None:
        """Strike out what a capture was thought to say."""
        self._db.conn.execute("delete from sightings where capture_id = ?", [capture_id])

    def shown(self, capture_id: int) -> dict[Key, str]:
        """The records that a capture shows, each with the digest of what it says of it."""
        rows = self._db.conn.execute(_SHOWN, [capture_id]).fetchall()
        return {Key(*key): digest for *key, digest in rows}

    def said(self, capture_id: int) -> dict[Key, Statement]:
        """What a capture says of each record that it shows."""
        rows = self._db.conn.execute(_SAID, [capture_id]).fetchall()
        return {Key(*key): Statement(row, digest) for *key, row, digest in rows}

    def seen(self, keys: Iterable[Key]) -> set[Key]:
        """Those of some records that any capture shows."""
        asked = list(keys)
        return {asked[place] for (place,) in self._db.conn.execute(_SEEN, [text(asked)]).fetchall()}

    def history(self, key: Key) -> History:
        """The history of a record, as its sightings tell it."""
        rows = self._db.conn.execute(_OF_RECORD, [key.council, key.kind, key.id]).fetchall()
        sightings = [Sighting(*row) for row in rows]
        return History(key, sightings, self._silences(key, sightings))

    def with_capture(
        self, before: History, capture: Mapping[str, Any], told: Statement | None, *, states: bool, is_new_page: bool
    ) -> History:
        """A history as it is once a capture says something of the record, or nothing: mostly it goes on.

        Only one that `states` anything is silent of what it does not say. Of a page that `is_new_page` there is no
        other capture, which may be silent of the record.
        """
        sightings = [seen for seen in before.sightings if seen.capture_id != capture["id"]]
        if told is not None:
            insort(sightings, _sighting(capture, told.row, told.digest), key=place)
        silences = [silent for silent in before.silences if silent.capture_id != capture["id"]]
        if not is_new_page and _urls(sightings) != _urls(before.sightings):
            silences = [one for one in self._silences(before.key, sightings) if one.capture_id != capture["id"]]
        if states and told is None and capture["url"] in _urls(sightings):
            silence = silence_of(before.key, capture)
            silences += [_sighting(capture, silence, silence)] if silence else []
        return before.with_all(sightings, silences)

    def _silences(self, key: Key, sightings: Sequence[Sighting]) -> list[Sighting]:
        """The captures in which the pages that show a record elsewhere do not show it."""
        found = self._absences.silences(key, _urls(sightings), {seen.capture_id for seen in sightings})
        return [_sighting(capture, row, row) for row, capture in found]

    def missed(self, capture: Mapping[str, Any], said: Mapping[Key, object]) -> set[Key]:
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


def _sighting(capture: Mapping[str, Any], row: str, digest: str) -> Sighting:
    """What a capture says of a record, or that it is silent of it."""
    return Sighting(
        capture["id"],
        capture["captured_at"],
        url=capture["url"],
        sha256=capture["sha256"],
        content_sha256=capture["content_sha256"],
        reader=capture["reader"],
        digest=digest,
        row=row,
        is_version=0,
        page_type=capture["page_type"],
        rank=capture["url"] + capture["sha256"] if capture["source"] == "import" else "",
        warnings=_warnings(capture["warnings"]),
    )


def _warnings(warnings: str | Sequence[str] | None) -> str | None:
    """Warnings as the table holds them."""
    return warnings if warnings is None or isinstance(warnings, str) else text(list(warnings))


def _urls(sightings: Sequence[Sighting]) -> set[str]:
    return {seen.url for seen in sightings}
