"""Finding records by their words, and by those of their documents: the best first, each with where the words stand."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any, Final

from sqlite_utils import Database

from .errors import SearchDamaged
from .search_beginnings import loosened, spelt_out
from .search_cost import is_dear
from .search_entries import TEXT, Entry, entry_of
from .search_newest import Newest
from .search_query import Form, Query, translated
from .search_shape import border_of_search, fresh_words, is_there
from .search_snippets import snippets
from .search_sources import DOCUMENTS, MANY, RECORDS, WORDS, Source, sources_of
from .search_waiting import Waiting
from .values import decoded, rows_of

MARKS: Final = ("[", "]")
_MANY: Final = (
    f"More than {MANY:,} entries match: the newest were ranked, and the newest that match in title or reference. "
    "Ask for more words, or narrow the question."
)
_COMMON: Final = (
    "The words are so common, or so many, that only the newest entries were looked at: ask for rarer words, or narrow "
    "the question."
)

_Hit = dict[str, Any]
_Numbered = dict[int, Entry]


class Hits(list[_Hit]):
    """What was found, the best first; `notes` say in sentences what was not looked at."""

    notes: Sequence[str] = ()


class Search:
    """Answers what a person looks for."""

    def __init__(self, db: Database, tables: Mapping[str, str]) -> None:
        self._db = db
        self._tables = tables
        self._rows = Waiting(db, tables)

    def find(self, words: str, *, place: str | None, limit: int, marks: tuple[str, str], **wanted: str | None) -> Hits:
        """What the words find, the best first. Raises ValueError where there is no word to find among them."""
        query = translated(words)
        if query is None:
            raise ValueError(f"{words!r} names no word to look for: give at least one without a - before it.")
        asked = {name: value for name, value in wanted.items() if value is not None}
        with self._db.atomic(), border_of_search():  # what waits and what is indexed, as they are at one moment
            self._refuse_missing()
            waiting = dict(self._rows.entries()) if place != DOCUMENTS else {}
            found, notes = self._found(query, waiting, asked, place)
            hits = found[:limit]
            entries = [self._entry(hit) for hit in hits]
        told = snippets(query, [entry for entry, _ in entries], marks)
        shown = Hits(self._shown(*each) for each in zip(hits, entries, told, strict=True))
        shown.notes = notes
        return shown

    def _refuse_missing(self) -> None:
        if not is_there(self._db):
            raise SearchDamaged(
                "The search index is missing, or of another release: make it anew with `modgov search --rebuild`."
            )

    def _found(
        self, query: Query, waiting: _Numbered, asked: Mapping[str, str], place: str | None
    ) -> tuple[list[_Hit], list[str]]:
        """What is found, the best first, and what is to be said of it."""
        spelt, wide = spelt_out(self._db, query)
        if wide or is_dear(self._db, spelt):
            newest = Newest(self._db, self._rows)
            read = dict(newest.entries(loosened(spelt, wide), sources_of(place, asked), asked))
            notes = [_wide(wide) if wide else _COMMON] if newest.has_more else []
            return _merged(self._fresh(waiting | read, query, asked, place), []), notes
        settled = self._ranked(sources_of(place, asked, waits=bool(waiting)), WORDS, spelt, asked)
        notes = [_MANY] if len(settled) >= MANY else []
        return _merged(settled, self._fresh(waiting, query, asked, place)), notes

    def _fresh(self, entries: _Numbered, query: Query, asked: Mapping[str, str], place: str | None) -> list[_Hit]:
        """What is found in some entries, whether they are indexed or not."""
        if not entries:
            return []
        with fresh_words(self._db) as index:
            sql = f"insert into {index} (rowid, title, reference, body) values (?, ?, ?, ?)"  # noqa: S608  # our own name
            self._db.conn.executemany(sql, [(number, *entry.words) for number, entry in entries.items()])
            return self._ranked(sources_of(place, asked), index, query, asked)

    def _ranked(self, sources: Iterable[Source], index: str, query: Query, asked: Mapping[str, str]) -> list[_Hit]:
        """What matches in some sources of an index, the best first."""
        found: list[_Hit] = []
        for source in sources:
            for match in (query.match, query.title_match)[: 1 + source.has_titles]:
                newest = list(rows_of(self._db, source.ranked(index, asked), {**asked, "match": match}))
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


def _wide(beginnings: Sequence[Form]) -> str:
    named = " and ".join(f"{form.text}*" for form in beginnings)
    return f"So many words begin with {named} that only the newest entries were looked at: give more letters."


def _merged(settled: Sequence[_Hit], waiting: Sequence[_Hit]) -> list[_Hit]:
    """Hits in turns: scores of two indexes do not compare, since a word is as rare as the one index has it."""
    best: dict[tuple[str, str, str], _Hit] = {}
    for hit in filter(None, chain.from_iterable(zip_longest(settled, waiting))):
        best.setdefault((hit["council"], hit["kind"], hit["id"]), hit)
    return list(best.values())
