"""Records that are gone, and that a page lists which did not list them when it was read before."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Final

from sqlite_utils import Database

from .neighbours import Neighbours
from .records import TABLES, Key
from .values import rows_of, text

_SHOWN: Final = "select kind, council, id from sightings where capture_id = ?"
_GONE: Final = """
select {0}_id from {1} where council = ? and {0}_id in (select value from json_each(?)) and gone_since is not null
"""


def relisted(db: Database, capture_id: int, new: Collection[Key] = ()) -> list[Key]:
    """The records that a capture lists anew though the last that was heard of their own pages is that they are gone.

    Those that it showed first, which are `new`, never were, and are not asked for.
    """
    gone = _gone(db, _shown(db, capture_id).difference(new))
    if not gone:
        return []
    capture = next(rows_of(db, "select * from captures where id = ?", [capture_id]))
    before, _ = Neighbours(db).of(capture)
    return sorted(gone - _shown(db, before["reading_id"]) if before else gone)


def _shown(db: Database, capture_id: int) -> set[Key]:
    return {Key(*row) for row in db.conn.execute(_SHOWN, [capture_id]).fetchall()}


def _gone(db: Database, keys: Iterable[Key]) -> set[Key]:
    gone: set[Key] = set()
    for (kind, council), some in groupby(sorted(keys), key=lambda key: key[:2]):
        asked = [council, text([key.id for key in some])]
        gone.update(Key(kind, council, id_) for (id_,) in db.conn.execute(_GONE.format(kind, TABLES[kind]), asked))
    return gone
