"""How values cross into SQLite and back: lists and mappings as JSON text, truth values as 0 and 1, time as UTC text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from sqlite_utils import Database

_WRITE: Final = json.JSONEncoder(ensure_ascii=False).encode  # made once: `json.dumps` would make one for every value
_EMPTY: Final[Mapping[type, str]] = {list: "[]", tuple: "[]", dict: "{}"}
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z")


def names(written: str) -> frozenset[str]:
    """The names in a line of them."""
    return frozenset(written.split())


JSON_COLUMNS: Final = names(
    "agenda_items aia areas attempts attendees bases contact_emails contact_phones decisions documents errors "
    "explanations fields headers imported_from labels media meeting members names other_fields packs paragraphs "
    "reason_key redirects references request_headers sections summary switches targets warnings"
)
BOOLEAN_COLUMNS: Final = names(
    "all_areas clean_close has_agenda has_decisions has_minutes is_call_in is_callable is_cancelled is_decision "
    "is_deleted is_draft_minutes is_expired is_key is_made is_new is_officer is_proposed_venue is_restricted "
    "is_sub_item is_urgent is_webcast recommend_to_council restricted"
)


def utc_now() -> str:
    """The time as the archive writes it: UTC, whole seconds, ISO 8601 with a Z."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def whole_second(time: str) -> str:
    """A UTC time without its fraction, so that all times in the archive sort as text."""
    found = _TIME.fullmatch(time)
    if not found:
        raise ValueError(f"{time!r} is not a UTC time such as 2026-01-31T09:30:00Z.")
    return f"{found[1]}Z"


def encoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as SQLite holds it."""
    return {column: encoded_value(column, value) for column, value in row.items()}


def inserted(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Insert a row and return the number that SQLite gave it."""
    sql = insertion(table, tuple(row))
    held = [encoded_value(column, value) for column, value in row.items()]
    with together(db):
        return int(db.conn.execute(sql, held).lastrowid or 0)


def together(db: Database) -> AbstractContextManager[object]:
    """A transaction: the caller's where there is one, since a savepoint within it would cost as much again.

    What fails in the caller's is undone with all of it.
    """
    return nullcontext() if db.conn.in_transaction else db.atomic()


@lru_cache(maxsize=64)
def insertion(table: str, columns: Sequence[str]) -> str:
    """The statement that inserts a row; made once, since tables have dozens of columns."""
    named = ", ".join(f'"{column}"' for column in columns)
    return f'insert into "{table}" ({named}) values ({", ".join("?" * len(columns))})'  # noqa: S608  # our own names


@lru_cache(maxsize=64)
def upsertion(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """The statement that inserts a row, or gives the one of the same key its values."""
    told = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in key)
    return f"{insertion(table, columns)} on conflict ({', '.join(key)}) do update set {told}"


def rows_of(db: Database, sql: str, arguments: Sequence[Any] | Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows that a question finds, by column. The library's own way costs three statements for every one."""
    found = db.conn.execute(sql, arguments)
    columns = [name for name, *_ in found.description]
    return (dict(zip(columns, row, strict=True)) for row in found.fetchall())


def text(value: Any) -> str:
    """A value as JSON text that a person can read."""
    return _WRITE(value)


def decoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its lists, mappings and truth values made again."""
    return {column: decoded_value(column, value) for column, value in row.items()}


def encoded_value(column: str, value: Any) -> Any:
    """A value as its column holds it."""
    if value is None or type(value) is int:
        return value
    if column in JSON_COLUMNS or isinstance(value, (list, tuple, dict)):
        return text(value) if value else _EMPTY.get(type(value)) or text(value)
    return int(value) if isinstance(value, bool) else value


def is_held(value: Any, held: Any) -> bool:
    """Whether a column holds a value; one of text holds a number as text."""
    return bool(held == value or (isinstance(held, str) and isinstance(value, int | float) and held == str(value)))


def decoded_value(column: str, value: Any) -> Any:
    """A value as it was before its column held it."""
    if value is None:
        return None
    if column in JSON_COLUMNS:
        return json.loads(value)
    return bool(int(value)) if column in BOOLEAN_COLUMNS else value


def refuse_unknown(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ValueError for a name that storage does not know: a slip in the program, never in the council's page."""
    unknown = set(given).difference(known)
    if unknown:
        raise ValueError(f"{what} has no column named {', '.join(sorted(unknown))}; add it in a migration.")
