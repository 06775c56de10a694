"""Entries whose words are not in the index yet: FTS5 takes many of them at once for half of what it asks for each.

Entries after the last in the index wait. They are written with their records, in one transaction, so none is forgotten.
Their words are those of the record's row, kept in memory as well while this process has them. Of an entry that is in
the index and says something else by now, the old words wait in `search_waiting`, because FTS5 must be told them once
more to take them out, and their row is no longer there.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from sqlite_utils import Database

from .search_entries import TEXT, Entry, entry_of
from .values import decoded, rows_of

_ROWS: Final = 500  # to index what waits costs a search 60 us a row of 4 KB
_LETTERS: Final = 2_000_000
_ADD: Final = "insert into search_waiting (entry_id, title, reference, body) values (?, ?, ?, ?)"
_LAST: Final = "coalesce((select rowid from search_words order by rowid desc limit 1), 0)"
_HELD: Final = "select title, reference, body from search_waiting where entry_id = ?"
_ALL: Final = f"""select e.entry_id, w.title, w.reference, w.body, e.council, e.kind, e.id, e.digest
    from search_entries e left join search_waiting w on w.entry_id = e.entry_id
    where e.kind <> 'left' and e.entry_id in (
        select entry_id from search_waiting union select entry_id from search_entries where entry_id > {_LAST}
    ) order by e.entry_id"""  # noqa: S608  # our own names
_CHANGE: Final = "update search_entries set date = ?, status = ?, digest = ? where entry_id = ?"
_TELL: Final = "insert into search_words (search_words, rowid, title, reference, body) values (?, ?, ?, ?, ?)"

_Words = tuple[str | None, str | None, str | None]
_Told = tuple[str | None, int, str, str, str]

_NOTHING: Final[_Words] = (None, None, None)


class Who(NamedTuple):
    """Whose words an entry has."""

    council: str
    kind: str
    id: str


class Waiting:
    """Keeps what waits, and passes it on to the index; the caller holds the transaction."""

    def __init__(self, db: Database, tables: Mapping[str, str]) -> None:
        self._db = db
        self._tables = tables
        self._known: dict[int, tuple[bytes, Entry]] = {}
        self._letters = 0

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it should be passed on."""
        return len(self._known) >= _ROWS or self._letters >= _LETTERS

    def old_words(self, entry_id: int) -> _Words | None:
        """The words that the index has of a waiting entry; `None` where the entry does not wait."""
        held: _Words | None = self._db.conn.execute(_HELD, [entry_id]).fetchone()
        return held or (_NOTHING if self._is_after_last(entry_id) else None)

    def _is_after_last(self, entry_id: int) -> bool:
        """Whether the index does not reach to an entry. A damaged one is taken to: it is to be made anew."""
        try:
            return bool(self._db.conn.execute(f"select ? > {_LAST}", [entry_id]).fetchone()[0])  # our own name
        except sqlite3.DatabaseError:
            return False

    def add(self, entry_id: int, old: Entry) -> None:
        """Let an entry wait that the index has, as `old`."""
        self._db.conn.execute(_ADD, [entry_id, *old.words])

    def keep(self, entry_id: int, digest: bytes, entry: Entry) -> None:
        """Have the words of a waiting entry at hand."""
        self._known[entry_id] = digest, entry
        self._letters += sum(map(len, entry.words))

    def drop(self, entry_id: int) -> None:
        """Let an entry wait no more: its record is about to be deleted, and the index knows no word of it."""
        self._db.conn.execute("delete from search_waiting where entry_id = ?", [entry_id])

    def feed(self) -> None:
        """Pass everything on to the index."""
        told = list(self._told())
        if told:
            tell(self._db, told)
            self._db.conn.execute("delete from search_waiting")
        self._known.clear()
        self._letters = 0

    def present(self, who: Who) -> Entry | None:
        """What a record's row, or a text, says now."""
        if who.kind == TEXT:
            rows = rows_of(self._db, "select text from texts where sha256 = ? and text is not null", [who.id])
            return next((Entry("", "", row["text"]) for row in rows), None)
        sql = f'select * from "{self._tables[who.kind]}" where council = ? and {who.kind}_id = ?'  # noqa: S608  # our own names
        found = rows_of(self._db, sql, [who.council, who.id])
        return next((entry_of(who.kind, decoded(row)) for row in found), None)

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Every waiting entry as its row has it now."""
        for entry_id, *_, council, kind, id_, _ in self._db.conn.execute(_ALL).fetchall():
            entry = self.present(Who(council, kind, id_))
            if entry:
                yield entry_id, entry

    def _told(self) -> Iterator[_Told]:
        """What the index must be told, by number: it writes down all it has whenever a number is less than the last."""
        for entry_id, title, reference, body, council, kind, id_, digest in self._db.conn.execute(_ALL).fetchall():
            if title is not None:
                yield "delete", entry_id, title, reference, body
            known = self._known.get(entry_id)
            # What is at hand may be from a transaction that failed.
            entry = known[1] if known and known[0] == digest else self.present(Who(council, kind, id_))
            if entry:
                yield None, entry_id, *entry.words
                if not known or known[0] != digest:
                    self._correct(entry_id, entry, digest)

    def _correct(self, entry_id: int, entry: Entry, digest: bytes) -> None:
        """Note what was indexed, where another program has edited the row in the meantime."""
        if entry.digest != digest:
            self._db.conn.execute(_CHANGE, [entry.date, entry.status, entry.digest, entry_id])


def tell(db: Database, told: list[_Told]) -> None:
    """Tell the index, in one go: a statement for each row in a savepoint of its own costs thrice."""
    db.conn.executemany(_TELL, told)
