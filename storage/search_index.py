"""The `search_words` index, kept in step with the records by the transaction that writes them.

An entry that says what it said before is not written. Of any other the transaction writes that it waits; its words go
into the index with those of many others, and until then a search looks at the rows that wait. The index holds no text:
to take a record's old words out it is told them again, from the row that is about to be overwritten. Where that row is
not what was indexed (another program has edited it), the old words are left behind under a number that no entry ever
gets again, and find nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .search_entries import COMPOSITION, TEXT, Entry, entry_of
from .search_shape import border_of_search, is_there, make_blank
from .search_waiting import Waiting, Who, tell
from .values import decoded, text

_BATCH: Final = 1000
_ANY: Final = 2**63 - 1
_KNOWN: Final = """select e.council, e.kind, e.id, e.entry_id, e.digest from json_each(?) asked
    cross join search_entries e on e.council = json_extract(asked.value, '$[0]')
    and e.kind = json_extract(asked.value, '$[1]') and e.id = json_extract(asked.value, '$[2]')
    where e.entry_id <= ?"""
_LAST: Final = "select coalesce(max(entry_id), 0) from search_entries"
_ADD: Final = """insert or ignore into search_entries (entry_id, council, kind, id, date, status, digest)
    values (?, ?, ?, ?, ?, ?, ?)"""
_CHANGE: Final = "update search_entries set date = ?, status = ?, digest = ? where entry_id = ?"
# Its number must not go to another record while old words stand under it.
_LEAVE: Final = "update search_entries set council = '', kind = 'left', id = entry_id where entry_id = ?"
_REMOVE: Final = "delete from search_entries where entry_id = ?"


class SearchIndex:
    """Writes the index; the caller holds the transaction, and calls before it writes the rows."""

    def __init__(self, db: Database, tables: Mapping[str, str]) -> None:
        self._db = db
        self._tables = tables
        self._waiting = Waiting(db, tables)

    def put(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Index rows that are about to be written, each with its lists and mappings as such."""
        told = {Who(row["council"], kind, row[f"{kind}_id"]): entry_of(kind, row) for row in rows}
        with border_of_search():
            self._lay(told)
            if self._waiting.is_full:
                self._waiting.feed()

    def put_text(self, sha256: str, text: str) -> None:
        """Index the text of a document that is about to be written. It is too long to wait."""
        with border_of_search():
            self._lay({Who("", TEXT, sha256): Entry("", "", text)})
            self._waiting.feed()

    def remove(self, kind: str, council: str, id_: str) -> None:
        """Take out a record that is about to be deleted."""
        who = Who(council, kind, id_)
        with border_of_search():
            known = self._known([who], _ANY)
            if known:
                self._forget(who, *known[who])

    def feed(self) -> None:
        """Let nothing wait any longer."""
        with self._db.atomic(), border_of_search():
            self._waiting.feed()

    def prepare(self) -> None:
        """Index everything where that was never done, or is done otherwise by now."""
        if not is_there(self._db):
            self.rebuild()

    def rebuild(self) -> None:
        """Make the index anew from the rows, all of it or nothing. Takes about a tenth of a millisecond a row."""
        with self._db.atomic(), border_of_search():
            make_blank(self._db)
            for kind in reversed(tuple(self._tables)):  # issues last: of many matches, the newest entries are ranked
                for rows in self._batches(f'select * from "{self._tables[kind]}"'):  # noqa: S608  # our own names
                    self.put(kind, map(decoded, rows))
            self._waiting.feed()
            for rows in self._batches("select sha256, text from texts where text is not null"):
                for row in rows:
                    self.put_text(row["sha256"], row["text"])
            self._db.conn.execute("insert into search_state (composition) values (?)", [COMPOSITION])

    def _batches(self, sql: str) -> Iterator[list[dict[str, Any]]]:
        found = self._db.conn.execute(sql)
        columns = [name for name, *_ in found.description]
        while rows := found.fetchmany(_BATCH):
            yield [dict(zip(columns, row, strict=True)) for row in rows]

    def _lay(self, told: Mapping[Who, Entry]) -> None:
        """Let entries wait, but for those that say what they said. Most are new, and are not asked for first."""
        (last,) = self._db.conn.execute(_LAST).fetchone()
        laid = [(number, *each, each[1].digest) for number, each in enumerate(told.items(), last + 1)]
        rows = [(number, *who, entry.date, entry.status, digest) for number, who, entry, digest in laid]
        are_new = self._db.conn.executemany(_ADD, rows).rowcount == len(rows)
        known = {} if are_new else self._known(list(told), last)
        for number, who, entry, digest in laid:
            if who not in known:
                self._waiting.keep(number, digest, entry)
            elif known[who][1] != digest:
                self._lay_again(who, *known[who], entry, digest)

    def _lay_again(self, who: Who, entry_id: int, known: bytes, entry: Entry, digest: bytes) -> None:
        """Let an entry wait that says something else than it said."""
        if self._may_change(who, entry_id, known):
            self._db.conn.execute(_CHANGE, [entry.date, entry.status, digest, entry_id])
            self._waiting.keep(entry_id, digest, entry)
        else:
            self._db.conn.execute(_LEAVE, [entry_id])
            self._lay({who: entry})

    def _may_change(self, who: Who, entry_id: int, digest: bytes) -> bool:
        """Whether an entry's old words can be taken out; it waits from now on if they can."""
        if self._waiting.old_words(entry_id):
            return True
        old = self._indexed(who, digest)
        if old:
            self._waiting.add(entry_id, old)
        return bool(old)

    def _forget(self, who: Who, entry_id: int, digest: bytes) -> None:
        waiting = self._waiting.old_words(entry_id)
        indexed = None if waiting else self._indexed(who, digest)
        old = waiting or (indexed.words if indexed else None)
        if old is None:
            self._db.conn.execute(_LEAVE, [entry_id])
            return
        title, reference, body = old
        if title is not None:
            tell(self._db, [("delete", entry_id, title, reference or "", body or "")])
        self._waiting.drop(entry_id)
        self._db.conn.execute(_REMOVE, [entry_id])

    def _indexed(self, who: Who, digest: bytes) -> Entry | None:
        """What the index has of a record, if it is what the present row says."""
        present = self._waiting.present(who)
        return present if present and present.digest == digest else None

    def _known(self, told: Sequence[Who], last: int) -> dict[Who, tuple[int, bytes]]:
        """The numbers and digests of the entries that are there, up to a number."""
        rows = self._db.conn.execute(_KNOWN, [text(told), last])
        return {Who(*who): (entry_id, digest) for *who, entry_id, digest in rows}
