"""Where a search looks, in SQL: the words of records, those of documents' texts, and what of either is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from .search_entries import TEXT
from .search_shape import RANK

RECORDS: Final = "records"
DOCUMENTS: Final = "documents"
WORDS: Final = "search_words"
MANY: Final = 1000  # of more matches, only the newest are ranked, in titles and anywhere: a match takes 2 us to rank

# Joined to the entries `e`, and crosswise: SQLite would go through all documents of a council for every text.
_ITS_DOCUMENTS: Final = """cross join documents d on d.sha256 = e.id
    cross join search_entries r on r.council = d.council and r.kind = 'document' and r.id = d.document_id"""
_NUMBERED: Final = "e.entry_id, e.council, e.kind, e.id"
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
    """What is looked for: entries, joined to those that filters look at (`alias`), and what always holds of them.

    `of_index` holds besides where all of `search_words` is looked into. Only records have titles.
    """

    joined: str
    alias: str
    condition: str
    of_index: str
    has_titles: bool

    def ranked(self, index: str, asked: Iterable[str]) -> str:
        """The question for the newest entries of an index that match, the last of them first, each with its score."""
        return f"""select {self.alias}.council, {self.alias}.kind, {self.alias}.id, e.kind as place,
                bm25({index}, {RANK}) as score
            from {index} w join search_entries e on e.entry_id = w.rowid {self.joined}
            where {index} match :match and {self._where(asked, in_index=index == WORDS)}
            order by w.rowid desc limit {MANY}"""  # noqa: S608  # our own names

    def matching(self, asked: Iterable[str], limit: int) -> str:
        """The question for the newest entries that match, the last of them first."""
        return f"""select {_NUMBERED} from {WORDS} w join search_entries e on e.entry_id = w.rowid {self.joined}
            where {WORDS} match :match and {self._where(asked, in_index=True)}
            order by w.rowid desc limit {limit}"""  # noqa: S608  # our own names

    def newest(self, asked: Iterable[str], limit: int, among: str = "true") -> str:
        """The question for the newest entries whatever they say, the last of them first."""
        return f"""select {_NUMBERED} from search_entries e {self.joined}
            where {among} and {self._where(asked, in_index=False)}
            order by e.entry_id desc limit {limit}"""  # noqa: S608  # our own names

    def _where(self, asked: Iterable[str], *, in_index: bool) -> str:
        filters = (_CONDITIONS[name].format(self.alias) for name in asked)
        return " and ".join([self.condition, *([self.of_index] if in_index else []), *filters])


def sources_of(place: str | None, asked: Iterable[str], *, waits: bool = False) -> Iterator[Source]:
    """Where a search looks; `waits` says whether some of the words in `search_words` may be old."""
    if place != DOCUMENTS:
        of_index = [*([_IS_SETTLED] if waits else []), *([_OF_COUNCIL] if "council" in asked else [])]
        yield Source("", "e", _IS_RECORD, " and ".join(of_index) or "true", has_titles=True)
    if place != RECORDS:
        yield Source(_ITS_DOCUMENTS, "r", f"e.kind = '{TEXT}'", _OF_TEXTS, has_titles=False)
