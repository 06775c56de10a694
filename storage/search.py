"""Finding records by their words, and by those of their documents: the best first, each with where the words stand."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .errors import SearchDamaged
from .search_entries import TEXT, Entry, entry_of
from .search_index import RANK, TOKENIZER, SearchIndex, border_of_search
from .search_query import Query, translated
from .search_windows import window
from .values import decoded, rows_of

RECORDS: Final = "records"
DOCUMENTS: Final = "documents"
PLACES: Final = (RECORDS, DOCUMENTS)
MARKS: Final = ("[", "]")
_MANY: Final = 1000  # of more matches, only the newest are ranked, in titles and anywhere: a match takes 2 us to rank
_SNIPPET: Final = 24  # words
_BODY: Final = 2  # the number of the column

_ENTRIES: Final = "search_words w join search_entries e on e.entry_id = w.rowid"
_TEXTS: Final = f"""{_ENTRIES} join documents d on d.sha256 = e.id
    join search_entries r on r.council = d.council and r.kind = 'document' and r.id = d.document_id"""
_CONDITIONS: Final[Mapping[str, str]] = {
    "council": "{0}.council = :council",
    "kind": "{0}.kind = :kind",
    "status": "{0}.status = :status collate nocase",
    "since": "{0}.date >= :since",
}

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
        best: dict[tuple[str, str, str], _Hit] = {}
        with border_of_search():
            for hit in sorted(self._ranked(query, place, limit, asked), key=lambda hit: hit["score"]):
                best.setdefault((hit["council"], hit["kind"], hit["id"]), hit)
        hits = list(best.values())[:limit]
        entries = [self._entry(hit) for hit in hits]
        snippets = _snippets(query, entries, marks)
        return [self._shown(*each) for each in zip(hits, entries, snippets, strict=True)]

    def _ranked(self, query: Query, place: str | None, limit: int, asked: Mapping[str, str]) -> Iterator[_Hit]:
        if not SearchIndex(self._db, self._tables).is_current():
            raise SearchDamaged(
                "The search index is missing, or of another release: make it anew with `modgov search --rebuild`."
            )
        sources = [] if place == DOCUMENTS else [(_ENTRIES, "e", f"e.kind not in ('{TEXT}', 'left')")]
        if place != RECORDS:
            sources.append((_TEXTS, "r", f"e.kind = '{TEXT}'"))
        for source, alias, condition in sources:
            where = " and ".join([condition, *(_CONDITIONS[name].format(alias) for name in asked)])
            for match in (query.match, query.title_match):
                bound = {**asked, "match": match, "limit": limit}
                newest = self._newest(source, where, bound)
                if newest:
                    span = {"first": newest[-1], "last": newest[0]}
                    yield from rows_of(self._db, _best(source, alias, where), bound | span)
                if len(newest) < _MANY:
                    break  # every match was ranked, those in titles among them

    def _newest(self, source: str, where: str, bound: Mapping[str, Any]) -> list[int]:
        """The newest entries that match, the last of them first: what is ranked."""
        sql = f"""select w.rowid from {source} where search_words match :match and {where}
            order by w.rowid desc limit {_MANY}"""  # noqa: S608  # our own names
        return [number for (number,) in self._db.conn.execute(sql, bound)]

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


def _best(source: str, alias: str, where: str) -> str:
    return f"""select {alias}.council, {alias}.kind, {alias}.id, e.kind as place, bm25(search_words, {RANK}) as score
        from {source} where search_words match :match and w.rowid between :first and :last and {where}
        order by score limit :limit"""  # noqa: S608  # our own names


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
