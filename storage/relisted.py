"""Records that are gone, and that a page lists which did not list them when it was read before."""

from typing import Final

from sqlite_utils import Database

from .records import TABLES, Key

_BEFORE: Final = """
select p.reading_id from captures c join captures p on p.council = c.council and p.url = c.url
where c.id = ? and p.reading_id is not null and (p.captured_at, p.id) < (c.captured_at, c.id)
order by p.captured_at desc, p.id desc limit 1
"""
_SHOWN: Final = "select kind, council, id from sightings where capture_id = ?"
_GONE: Final = "select 1 from {0} where council = ? and {1}_id = ? and gone_since is not null"


def relisted(db: Database, capture_id: int) -> list[Key]:
    """The records that a capture lists anew though the last that was heard of their own pages is that they are gone."""
    before = db.execute(_BEFORE, [capture_id]).fetchone()
    listed = _shown(db, capture_id) - (_shown(db, before[0]) if before else set())
    return sorted(key for key in listed if _is_gone(db, key))


def _shown(db: Database, capture_id: int) -> set[Key]:
    return {Key(*row) for row in db.execute(_SHOWN, [capture_id]).fetchall()}


def _is_gone(db: Database, key: Key) -> bool:
    found = db.execute(_GONE.format(TABLES[key.kind], key.kind), [key.council, key.id]).fetchone()
    return found is not None
