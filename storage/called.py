"""The records that a reference or an id may mean, each way to one found by an index of its own.

A large archive is not gone through for them, and their changes are then a few rows each.
"""

from collections.abc import Iterator
from typing import Final

from sqlite_utils import Database

from .records import TABLES, Key

REFERRED: Final = ("issue", "plan_item", "decision", "issue_decision")  # the kinds that have references
# Whether a row has other references than the one it prints; word by word as in the partial indexes.
_HAS_MORE: Final = """"references" is not '["' || reference || '"]' and "references" is not null"""
_HAS_IT: Final = """exists (select 1 from json_each("references") where value = :ref)"""
# Every council, each found by one look into the index.
_COUNCILS: Final = """
with recursive known (council) as (
    select min(council) from changes
    union all select (select min(council) from changes c where c.council > k.council) from known k
        where k.council is not null
) select council from known where council is not null
"""


def called(db: Database, ref: str, council: str | None) -> Iterator[Key]:
    """The records of a council, or of all that ever changed anything, with a reference or id."""
    councils = [council] if council else [name for (name,) in db.conn.execute(_COUNCILS)]
    for name in councils:
        for row in db.conn.execute(_CALLED, {"ref": ref, "council": name}).fetchall():
            yield Key(*row)


def _ways() -> Iterator[str]:
    for kind, table in TABLES.items():
        own = f"select '{kind}', council, {kind}_id from {table} where council = :council"  # noqa: S608  # our names
        yield f"{own} and {kind}_id = :ref"
        if kind in REFERRED:
            yield f"{own} and reference = :ref"
            yield f"{own} and {_HAS_MORE} and {_HAS_IT}"


_CALLED: Final = " union ".join(_ways())
