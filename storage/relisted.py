"""Records that are gone, and that a page lists which did not list them when it was read before."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from sqlite_utils import Database

from .records import TABLES, Key
from .values import text

_BEFORE: Final = """
select p.reading_id from captures c join captures p on p.council = c.council and p.url = c.url
where c.id = ? and p.reading_id is not null and (p.captured_at, p.id) < (c.captured_at, c.id)
order by p.captured_at desc, p.id desc limit 1
"""
_SHOWN: Final = "select kind, council, id from sightings where capture_id = ?"
_GONE: Final = """
select {0}_id from {1} where council = ? and {0}_id in (select value from json_each(?)) and gone_since is not null
"""


def relisted(db: Database, capture_id: int) -> list[Key]:
    """The records that a capture lists anew though the last that was heard of their own pages is that they are gone."""
    gone = _gone(db, _shown(db, capture_id))
    if not gone:
        return []
    before = db.conn.execute(_BEFORE, [capture_id]).fetchone()
    return sorted(gone - _shown(db, before[0]) if before else gone)


def _shown(db: Database, capture_id: int) -> set[Key]:
    return {Key(*row) for row in db.conn.execute(_SHOWN, [capture_id]).fetchall()}


def _gone(db: Database, keys: Iterable[Key]) -> set[Key]:
    gone: set[Key] = set()
    for (kind, council), some in groupby(sorted(keys), key=lambda key: key[:2]):
        asked = [council, text([key.id for key in some])]
        gone.update(Key(kind, council, id_) for (id_,) in db.conn.execute(_GONE.format(kind, TABLES[kind]), asked))
    return gone
