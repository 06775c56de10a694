"""Entries whose words are not in the index yet: FTS5 takes many of them at once for half of what it asks for each.

That an entry waits is written with its record, in one transaction, so none is forgotten. Its words are those of the
record's row, kept in memory as well while this process has them. The old words in the index wait beside it, because
FTS5 must be told them once more to take them out, and their row is no longer there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from sqlite_utils import Database

from .search_entries import TEXT, Entry, entry_of
from .values import decoded, rows_of

_ROWS: Final = 500  # to index what waits costs a search 60 us a row of 4 KB
_LETTERS: Final = 2_000_000
_ADD: Final = "insert into search_waiting (entry_id, title, reference, body) values (?, ?, ?, ?)"
_ADD_NEW: Final = "insert into search_waiting (entry_id) values (?)"
_HELD: Final = "select title, reference, body from search_waiting where entry_id = ?"
_ALL: Final = """select w.entry_id, w.title, w.reference, w.body, e.council, e.kind, e.id, e.digest
    from search_waiting w join search_entries e on e.entry_id = w.entry_id order by w.entry_id"""
_CHANGE: Final = "update search_entries set date = ?, status = ?, digest = ? where entry_id = ?"
_TELL: Final = "insert into search_words (search_words, rowid, title, reference, body) values (?, ?, ?, ?, ?)"

_Told = tuple[str | None, int, str, str, str]


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

    def old_words(self, entry_id: int) -> tuple[str | None, str | None, str | None] | None:
        """The words that the index has of a waiting entry; `None` where the entry does not wait."""
        held: tuple[str | None, str | None, str | None] | None = self._db.conn.execute(_HELD, [entry_id]).fetchone()
        return held

    def add(self, entry_id: int, old: Entry) -> None:
        """Let an entry wait that does not; `old` is what the index has of it."""
        self._db.conn.execute(_ADD, [entry_id, *old.words])

    def add_new(self, entries: Iterable[tuple[int, bytes, Entry]]) -> None:
        """Let entries wait of which the index has nothing: their numbers, digests and words."""
        kept = list(entries)
        self._db.conn.executemany(_ADD_NEW, [(entry_id,) for entry_id, *_ in kept])
        for each in kept:
            self.keep(*each)

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
