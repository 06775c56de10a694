"""Where a search looks, in SQL: the words of records, those of documents' texts, and what of either is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from .search_entries import TEXT
from .search_shape import RANK

RECORDS: Final = "records"
DOCUMENTS: Final = "documents"
MANY: Final = 1000  # of more matches, only the newest are ranked, in titles and anywhere: a match takes 2 us to rank

_ENTRIES: Final = "{0} w join search_entries e on e.entry_id = w.rowid"
_TEXTS: Final = f"""{_ENTRIES} join documents d on d.sha256 = e.id
    join search_entries r on r.council = d.council and r.kind = 'document' and r.id = d.document_id"""
_CONDITIONS: Final[Mapping[str, str]] = {
    "council": "{0}.council = :council",
    "kind": "{0}.kind = :kind",
    "status": "{0}.status = :status collate nocase",
    "since": "{0}.date >= :since",
}
_IS_RECORD: Final = f"e.kind not in ('{TEXT}', 'left')"
_IS_SETTLED: Final = "w.rowid not in (select entry_id from search_waiting)"
# Most matches of a common word are left out by these alone, without a look at their entries.
_AMONG: Final = """w.rowid between (select min(entry_id) from search_entries where {0})
    and (select max(entry_id) from search_entries where {0})
    and +w.rowid in (select entry_id from search_entries where {0})"""
_OF_COUNCIL: Final = _AMONG.format("council = :council")
_OF_TEXTS: Final = _AMONG.format(f"council = '' and kind = '{TEXT}'")


class Source(NamedTuple):
    """An index with its joins, the entry in them that filters look at, and what always holds."""

    words: str
    joined: str
    alias: str
    condition: str

    def ranked(self, asked: Iterable[str]) -> str:
        """The question for the newest entries that match, the last of them first, each with its score."""
        where = " and ".join([self.condition, *(_CONDITIONS[name].format(self.alias) for name in asked)])
        return f"""select {self.alias}.council, {self.alias}.kind, {self.alias}.id, e.kind as place,
                bm25({self.words}, {RANK}) as score
            from {self.joined} where {self.words} match :match and {where}
            order by w.rowid desc limit {MANY}"""  # noqa: S608  # our own names


def source_of(index: str, condition: str = "true") -> Source:
    """The records in an index."""
    return Source(index, _ENTRIES.format(index), "e", condition)


def sources_of(place: str | None, asked: Iterable[str], *, waits: bool) -> Iterator[Source]:
    """Where `search_words` is to be looked into; `waits` says whether some of its words may be old."""
    if place != DOCUMENTS:
        settled = [_IS_SETTLED] if waits else []
        among = [_OF_COUNCIL] if "council" in asked else []
        yield source_of("search_words", " and ".join([_IS_RECORD, *settled, *among]))
    if place != RECORDS:
        yield Source("search_words", _TEXTS.format("search_words"), "r", f"e.kind = '{TEXT}' and {_OF_TEXTS}")
