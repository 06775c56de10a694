"""The newest entries, read again where the index cannot rank all that it finds at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlite_utils import Database

from .search_entries import Entry
from .search_query import Query
from .search_sources import WORDS, Source
from .search_waiting import Waiting, Who
from .values import rows_of

_ENTRIES: Final = 150  # to read one and index its words takes a fifth of a millisecond
_LETTERS: Final = 150_000
_FEW: Final = 2 * _ENTRIES
_FOUND: Final = f"select rowid from {WORDS} where {WORDS} match ? order by rowid desc limit {_FEW}"  # noqa: S608  # our own name
_AMONG: Final = "e.entry_id in (select value from json_each(:found))"

_Numbered = tuple[int, Entry]


class Newest:
    """Reads what a question finds from the records: the newest of each source, and fewer where they are long."""

    has_more = False  # whether some were not read

    def __init__(self, db: Database, rows: Waiting) -> None:
        self._db = db
        self._rows = rows

    def entries(self, query: Query, sources: Iterable[Source], asked: Mapping[str, str]) -> Iterator[_Numbered]:
        """The entries with their numbers; of all that there are where the question has no word."""
        found = [number for (number,) in self._db.conn.execute(_FOUND, [query.match])] if query.wanted else []
        for source in sources:
            if not query.wanted:
                yield from self._read(source.newest(asked, _ENTRIES), asked)
            elif len(found) < _FEW:  # where words find little, to look for them again takes longest
                yield from self._read(source.newest(asked, _ENTRIES, _AMONG), {**asked, "found": str(found)})
            else:
                yield from self._read(source.matching(asked, _ENTRIES), {**asked, "match": query.match})
            if source.has_titles and len(found) > _ENTRIES:
                yield from self._read(source.matching(asked, _ENTRIES), {**asked, "match": query.title_match})

    def _read(self, sql: str, arguments: Mapping[str, str]) -> Iterator[_Numbered]:
        rows, letters = list(rows_of(self._db, sql, arguments)), 0
        self.has_more |= len(rows) == _ENTRIES
        for row in rows:
            entry = self._rows.present(Who(row["council"], row["kind"], row["id"])) if letters < _LETTERS else None
            self.has_more |= letters >= _LETTERS
            if entry:
                yield row["entry_id"], entry
                letters += len(entry.body)
