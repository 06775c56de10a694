"""Finding records by their words, and by those of their documents: the best first, each with where the words stand."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any, Final

from sqlite_utils import Database

from .errors import SearchDamaged
from .search_entries import TEXT, Entry, entry_of
from .search_query import Query, translated
from .search_shape import TOKENIZER, border_of_search, fresh_words, is_there
from .search_sources import DOCUMENTS, MANY, RECORDS, Source, source_of, sources_of
from .search_waiting import Waiting
from .search_windows import window
from .values import decoded, rows_of

MARKS: Final = ("[", "]")
_SNIPPET: Final = 24  # words
_BODY: Final = 2  # the number of the column

_Hit = dict[str, Any]


class Search:
    """Answers what a person looks for."""

    def __init__(self, db: Database, tables: Mapping[str, str]) -> None:
        self._db = db
        self._tables = tables

    def find(
        self, words: str, *, place: str | None, limit: int, marks: tuple[str, str], **wanted: str | None
    ) -> list[_Hit]:
        """What the words find, the best first. Raises ValueError where there is no word to find among them."""
        query = translated(words)
        if query is None:
            raise ValueError(f"{words!r} names no word to look for: give at least one without a - before it.")
        asked = {name: value for name, value in wanted.items() if value is not None}
        with self._db.atomic(), border_of_search():  # what waits and what is indexed, as they are at one moment
            self._refuse_missing()
            entries = list(Waiting(self._db, self._tables).entries()) if place != DOCUMENTS else []
            settled = self._ranked(sources_of(place, asked, waits=bool(entries)), query, asked)
            waiting = self._waiting(entries, query, asked)
            hits = _merged(settled, waiting)[:limit]
            found = [self._entry(hit) for hit in hits]
        snippets = _snippets(query, found, marks)
        return [self._shown(*each) for each in zip(hits, found, snippets, strict=True)]

    def _refuse_missing(self) -> None:
        if not is_there(self._db):
            raise SearchDamaged(
                "The search index is missing, or of another release: make it anew with `modgov search --rebuild`."
            )

    def _waiting(self, entries: Sequence[tuple[int, Entry]], query: Query, asked: Mapping[str, str]) -> list[_Hit]:
        """What is found in the entries that wait to be indexed."""
        if not entries:
            return []
        with fresh_words(self._db) as index:
            sql = f"insert into {index} (rowid, title, reference, body) values (?, ?, ?, ?)"  # noqa: S608  # our own name
            self._db.conn.executemany(sql, [(number, *entry.words) for number, entry in entries])
            return self._ranked([source_of(index)], query, asked)

    def _ranked(self, sources: Iterable[Source], query: Query, asked: Mapping[str, str]) -> list[_Hit]:
        """What matches in some sources of one index, the best first."""
        found: list[_Hit] = []
        for source in sources:
            for match in (query.match, query.title_match):
                newest = list(rows_of(self._db, source.ranked(asked), {**asked, "match": match}))
                found.extend(newest)
                if len(newest) < MANY:
                    break  # every match was ranked, those in titles among them
        return sorted(found, key=lambda hit: hit["score"])

    def _entry(self, hit: _Hit) -> tuple[Entry, dict[str, Any]]:
        """What was found, as it was indexed, and its row."""
        sql = f'select * from "{self._tables[hit["kind"]]}" where council = ? and {hit["kind"]}_id = ?'  # noqa: S608  # our own names
        row = decoded(next(rows_of(self._db, sql, [hit["council"], hit["id"]])))
        entry = entry_of(hit["kind"], row)
        if hit["place"] != TEXT:
            return entry, row
        (text,) = self._db.conn.execute("select text from texts where sha256 = ?", [row["sha256"]]).fetchone()
        return entry._replace(body=text), row

    def _shown(self, hit: _Hit, found: tuple[Entry, dict[str, Any]], snippet: str) -> _Hit:
        entry, row = found
        return {
            "council": hit["council"],
            "kind": hit["kind"],
            "id": hit["id"],
            "reference": row.get("reference"),
            "title": entry.title or None,
            "date": entry.date,
            "status": entry.status,
            "gone_since": row["gone_since"],
            "url": row["url"],
            "in": DOCUMENTS if hit["place"] == TEXT else RECORDS,
            "snippet": snippet,
        }


def _merged(settled: Sequence[_Hit], waiting: Sequence[_Hit]) -> list[_Hit]:
    """Hits in turns: scores of two indexes do not compare, since a word is as rare as the one index has it."""
    best: dict[tuple[str, str, str], _Hit] = {}
    for hit in filter(None, chain.from_iterable(zip_longest(settled, waiting))):
        best.setdefault((hit["council"], hit["kind"], hit["id"]), hit)
    return list(best.values())


def _snippets(query: Query, found: Sequence[tuple[Entry, Any]], marks: tuple[str, str]) -> list[str]:
    """Where the words stand, worked out by the same tokenizer as the index: it holds no text of its own."""
    db = sqlite3.connect(":memory:")
    try:
        db.execute(f"create virtual table told using fts5 (title, reference, body, tokenize = {TOKENIZER})")
        texts = [(*entry.words[:2], window(entry.body, query.words)) for entry, _ in found]
        db.executemany("insert into told values (?, ?, ?)", texts)
        sql = f"select rowid, snippet(told, ?, ?, ?, ' … ', {_SNIPPET}) from told where told match ?"  # noqa: S608  # our own number
        marked = dict(db.execute(sql, [-1, *marks, query.marking]).fetchall())
        marked |= dict(db.execute(sql, [_BODY, *marks, f"{{body}} : ({query.marking})"]).fetchall())
    finally:
        db.close()
    return [" ".join(marked.get(number, "").split()) for number in range(1, len(found) + 1)]
