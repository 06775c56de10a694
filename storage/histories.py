"""Whether versions, changes and records are what the sightings amount to, and making them so again."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlite_utils import Database

from .changes import Changes
from .records import TABLES, Key, Records, key_columns
from .sightings import Sightings
from .values import decoded_value, encoded, is_held, rows_of
from .versions import History


def _untold(done: int, all_: int) -> None:
    """Nobody wants to know how far it is."""


def wrong_records(db: Database, progress: Callable[[int, int], None] = _untold) -> Iterator[tuple[str, Key, str]]:
    """Each record that is not what its sightings amount to: its table, its key, and what is wrong, in words.

    `progress` is told how many records were looked at, of how many.
    """
    sightings, changes = Sightings(db), Changes(db)
    keys = _keys(db)
    for number, key in enumerate(keys, 1):
        progress(number, len(keys))
        history = sightings.history(key)
        if not _is_kept(db, history):
            yield TABLES[key.kind], key, "its row is not what its captures say"
        if any(seen.is_version != (seen in history.versions) for seen in history.sightings):
            yield TABLES[key.kind], key, "its versions are not those that its captures show"
        if not changes.are(key, history.changes):
            yield TABLES[key.kind], key, "its changes do not follow from its versions"


def retell(db: Database, progress: Callable[[int, int], None] = _untold) -> int:
    """Make every record that is wrong again from its sightings; return how many there were."""
    sightings, changes, records = Sightings(db), Changes(db), Records(db)
    wrong = {key for _, key, _ in wrong_records(db, progress)}
    with db.atomic():
        for key in sorted(wrong):
            history = sightings.history(key)
            sightings.mark(history, 0)
            if history.row():
                changes.put(key, history.changes)
                records.save(key.kind, [history.row()])
            else:
                changes.forget(key)
                records.delete(key)
    return len(wrong)


def _keys(db: Database) -> list[Key]:
    """The key of every record that was ever seen, or has a row."""
    seen = "select distinct kind, council, id from sightings"
    rows = (
        f"select '{kind}', {', '.join(key_columns(kind))} from {table}"  # noqa: S608  # our names
        for kind, table in TABLES.items()
    )
    return [Key(*row) for row in db.execute(" union ".join((seen, *rows)))]


def _is_kept(db: Database, history: History) -> bool:
    """Whether a record's row is the one that its history ends with."""
    kind, council, record_id = history.key
    council_column, id_column = key_columns(kind)
    sql = f"select * from {TABLES[kind]} where {council_column} = ? and {id_column} = ?"  # noqa: S608  # our names
    row: dict[str, Any] | None = next(rows_of(db, sql, [council, record_id]), None)
    told = history.row()
    if not row or not told:
        return not row and not told
    due = encoded(Records.laid(kind, told))
    return all(_says_same(name, due.get(name), held) for name, held in row.items())


def _says_same(column: str, due: Any, held: Any) -> bool:
    """Whether a column says what it should; in JSON the order of names says nothing."""
    return is_held(due, held) or (None not in (due, held) and decoded_value(column, due) == decoded_value(column, held))
