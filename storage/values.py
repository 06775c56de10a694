"""How values cross into SQLite and back: lists and mappings as JSON text, truth values as 0 and 1, time as UTC text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlite_utils import Database

_WRITE: Final = json.JSONEncoder(ensure_ascii=False).encode  # made once: `json.dumps` would make one for every value
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
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
    held = encoded(row)
    columns = ", ".join(f'"{column}"' for column in held)
    sql = f'insert into "{table}" ({columns}) values ({", ".join("?" * len(held))})'  # noqa: S608  # our own names
    with db.atomic():
        return int(db.conn.execute(sql, list(held.values())).lastrowid or 0)


def upserted(db: Database, table: str, key: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as SQLite holds them, one at least and all with the same columns; the caller holds the transaction.

    One whose key is known takes the old one's place.
    """
    whole = list(rows)
    columns = list(whole[0])
    names_of = ", ".join(f'"{column}"' for column in columns)
    told = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in key)
    sql = f"""insert into "{table}" ({names_of}) values ({", ".join("?" * len(columns))})
        on conflict ({", ".join(key)}) do update set {told}"""  # noqa: S608  # our own names
    db.conn.executemany(sql, [[row[column] for column in columns] for row in whole])


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
    if value is not None and (column in JSON_COLUMNS or isinstance(value, list | tuple | dict)):
        return text(value)
    return int(value) if isinstance(value, bool) else value


def decoded_value(column: str, value: Any) -> Any:
    """A value as it was before its column held it."""
    if value is None:
        return None
    if column in JSON_COLUMNS:
        return json.loads(value)
    return bool(int(value)) if column in BOOLEAN_COLUMNS else value


def refuse_unknown(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ValueError for a name that storage does not know: a slip in the program, never in the council's page."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"{what} has no column named {', '.join(unknown)}; add it in a migration.")
