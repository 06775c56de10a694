"""The `search_words` index, kept in step with the records by the transaction that writes them.

An entry that says what it said before is not written. The index holds no text: to take a record's old words out it is
told them again, from the row that is about to be overwritten. Where that row is not what was indexed (another program
has edited it), the old words are left behind under a number that no entry ever gets again, and find nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlite_utils import Database

from .errors import SearchDamaged
from .search_entries import COMPOSITION, TEXT, Entry, entry_of
from .values import decoded, rows_of

RANK: Final = "8.0, 10.0, 1.0"  # a word in the title or the reference weighs more
TOKENIZER: Final = '"unicode61 remove_diacritics 2"'
_BATCH: Final = 1000
_KNOWN: Final = "select entry_id, digest from search_entries where council = ? and kind = ? and id = ?"
_ADD: Final = "insert into search_entries (council, kind, id, date, status, digest) values (?, ?, ?, ?, ?, ?)"
_CHANGE: Final = "update search_entries set date = ?, status = ?, digest = ? where entry_id = ?"
# Its number must not go to another record while old words stand under it.
_LEAVE: Final = "update search_entries set council = '', kind = 'left', id = entry_id where entry_id = ?"
_REMOVE: Final = "delete from search_entries where entry_id = ?"
_WORDS: Final = "insert into search_words (search_words, rowid, title, reference, body) values (?, ?, ?, ?, ?)"
_SHAPE: Final = (
    f"""create virtual table search_words using fts5 (
        title, reference, body, content = '', tokenize = {TOKENIZER})""",
    f"insert into search_words (search_words, rank) values ('rank', 'bm25({RANK})')",  # noqa: S608  # our own numbers
    # Fewer merges, and eight megabytes of words before any is written: a page of many rows costs half as much.
    "insert into search_words (search_words, rank) values ('automerge', 16), ('hashsize', 8000000)",
    """create table search_entries (entry_id integer primary key, council text not null,
        kind text not null, id text not null, date text, status text, digest blob not null)""",
    "create unique index idx_search_entries_record on search_entries (council, kind, id)",
    "create table search_state (composition integer not null)",
)
_DAMAGED: Final = (
    "malformed",
    "fts5: corruption",
    "vtable constructor failed",
    "no such table: search_",
    "fts5: missing",
)

_Who = tuple[str, str, str]
_Told = tuple[str | None, int, str, str, str]


class SearchIndex:
    """Writes the index; the caller holds the transaction, and calls before it writes the rows."""

    def __init__(self, db: Database, tables: Mapping[str, str]) -> None:
        self._db = db
        self._tables = tables

    def put(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Index rows that are about to be written, each with its lists and mappings as such."""
        with border_of_search():
            told = [self._told((row["council"], kind, row[f"{kind}_id"]), entry_of(kind, row)) for row in rows]
            self._tell([line for lines in told for line in lines])

    def put_text(self, sha256: str, text: str) -> None:
        """Index the text of a document that is about to be written."""
        with border_of_search():
            self._tell(self._told(("", TEXT, sha256), Entry("", "", text)))

    def remove(self, kind: str, council: str, id_: str) -> None:
        """Take out a record that is about to be deleted."""
        who = council, kind, id_
        with border_of_search():
            known = self._known(who)
            if known:
                forgotten = self._forgotten(who, *known)
                self._tell(forgotten)
                self._db.conn.execute(_REMOVE if forgotten else _LEAVE, [known[0]])

    def prepare(self) -> None:
        """Index everything where that was never done, or is done otherwise by now."""
        if not self.is_current():
            self.rebuild()

    def is_current(self) -> bool:
        """Whether the index is there, made as this release makes it."""
        there = "select count(*) from sqlite_master where name in ('search_words', 'search_entries', 'search_state')"
        if self._db.conn.execute(there).fetchone()[0] < 3:  # the three just named
            return False
        return bool(self._db.conn.execute("select composition from search_state").fetchall() == [(COMPOSITION,)])

    def rebuild(self) -> None:
        """Make the index anew from the rows, all of it or nothing. Takes about a tenth of a millisecond a row."""
        with self._db.atomic(), border_of_search():
            self._clear()
            for kind in reversed(tuple(self._tables)):  # issues last: of many matches, the newest entries are ranked
                for rows in self._batches(f'select * from "{self._tables[kind]}"'):  # noqa: S608  # our own names
                    self.put(kind, map(decoded, rows))
            for rows in self._batches("select sha256, text from texts where text is not null"):
                for row in rows:
                    self.put_text(row["sha256"], row["text"])
            self._db.conn.execute("insert into search_state (composition) values (?)", [COMPOSITION])

    def _clear(self) -> None:
        for table in ("search_words", "search_entries", "search_state"):
            self._db.conn.execute(f"drop table if exists {table}")
        for statement in _SHAPE:
            self._db.conn.execute(statement)

    def _batches(self, sql: str) -> Iterator[list[dict[str, Any]]]:
        found = self._db.conn.execute(sql)
        columns = [name for name, *_ in found.description]
        while rows := found.fetchmany(_BATCH):
            yield [dict(zip(columns, row, strict=True)) for row in rows]

    def _told(self, who: _Who, entry: Entry) -> Sequence[_Told]:
        """What the index must be told for an entry: nothing when it is known."""
        known, digest = self._known(who), entry.digest
        if known and known[1] == digest:
            return []
        forgotten = self._forgotten(who, *known) if known else []
        if known and forgotten:
            self._db.conn.execute(_CHANGE, [entry.date, entry.status, digest, known[0]])
            return [*forgotten, (None, known[0], *entry.words)]
        if known:
            self._db.conn.execute(_LEAVE, [known[0]])
        added = self._db.conn.execute(_ADD, [*who, entry.date, entry.status, digest])
        return [(None, int(added.lastrowid or 0), *entry.words)]

    def _forgotten(self, who: _Who, entry_id: int, digest: bytes) -> Sequence[_Told]:
        """What takes an entry's words out, where they are still known: they are those of the present row."""
        old = self._present(who)
        return [("delete", entry_id, *old.words)] if old and old.digest == digest else []

    def _present(self, who: _Who) -> Entry | None:
        council, kind, id_ = who
        if kind == TEXT:
            rows = rows_of(self._db, "select text from texts where sha256 = ? and text is not null", [id_])
            return next((Entry("", "", row["text"]) for row in rows), None)
        sql = f'select * from "{self._tables[kind]}" where council = ? and {kind}_id = ?'  # noqa: S608  # our own names
        return next((entry_of(kind, decoded(row)) for row in rows_of(self._db, sql, [council, id_])), None)

    def _known(self, who: _Who) -> tuple[int, bytes] | None:
        known: tuple[int, bytes] | None = self._db.conn.execute(_KNOWN, who).fetchone()
        return known

    def _tell(self, told: Sequence[_Told]) -> None:
        """Pass on what is to be told, in one go: a statement for each row in a savepoint of its own costs thrice."""
        self._db.conn.executemany(_WORDS, told)


@contextmanager
def border_of_search() -> Iterator[None]:
    """Say of damage to the index that it is the index, which can be made anew, and not the archive."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not any(part in str(error) for part in _DAMAGED):
            raise
        raise SearchDamaged(
            f"The search index is damaged ({error}): make it anew with `modgov search --rebuild`; the records are not "
            "touched."
        ) from error
