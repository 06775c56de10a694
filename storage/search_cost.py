"""What it takes to rank: FTS5 goes through all entries of every word, to learn how rare it is."""

from itertools import accumulate, chain
from typing import Final

from sqlite_utils import Database

from .search_query import Form, Query, words_of
from .search_sources import WORDS

_DEAR: Final = 300_000  # entries, each of them 0.1 us
_FORM: Final = 2_000  # what it costs to look a word up, in such entries
_SPOTS: Final = (1, 3, 5, 7)  # eighths of the index at which a sample is taken
_SAMPLE: Final = 250  # entries at each
_FOUND: Final = f"select count(*) from {WORDS} where {WORDS} match ? and rowid between ? and ?"  # noqa: S608  # our own name


def is_dear(db: Database, query: Query) -> bool:
    """Whether the words of a question are so many, or so common, that what it finds cannot be ranked at once."""
    forms = list(chain(query.unwanted, *query.wanted))
    last = db.conn.execute("select max(entry_id) from search_entries").fetchone()[0] or 0
    costs = (last * _share(db, word, last) for form in forms for word in words_of(form))
    return any(cost > _DEAR for cost in accumulate(costs, initial=_FORM * len(forms)))


def _share(db: Database, word: str, last: int) -> float:
    """The share of entries that have a word, by samples."""
    spots = (last * eighths // 8 for eighths in _SPOTS)
    found = (db.conn.execute(_FOUND, [str(Form(word)), spot, spot + _SAMPLE - 1]) for spot in spots)
    return float(sum(count for ((count,),) in found) / (_SAMPLE * len(_SPOTS)))
