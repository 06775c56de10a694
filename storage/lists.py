"""What is known of a council's lists: which windows of them were read, how many rows they had, and which do not exist.

A register is read in windows of days. A window counts as read only through a capture that was a real list page, so an
error page never completes one, whatever its status.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlite_utils import Database

from .values import inserted

_PAGES: Final = frozenset({"page", "empty-list"})

_READ_WINDOW: Final = """
insert into windows (council, list, first, last, state, read_at, rows, capture_id, attempts)
values (:council, :list, :first, :last, 'read', :now, :rows, :capture_id, 1)
on conflict (council, list, first, last) do update set state = 'read', reason = null, read_at = :now,
    rows_before = windows.rows, rows = :rows, capture_id = :capture_id, attempts = windows.attempts + 1
"""
_FAILED_WINDOW: Final = """
insert into windows (council, list, first, last, state, reason, attempts)
values (:council, :list, :first, :last, 'failed', :reason, 1)
on conflict (council, list, first, last) do update set state = 'failed', reason = :reason,
    attempts = windows.attempts + 1
"""
_HALVED_WINDOW: Final = """
insert into windows (council, list, first, last, state, reason, halved_at, attempts)
values (:council, :list, :first, :last, 'halved', :reason, :now, 1)
on conflict (council, list, first, last) do update set halved_at = :now
"""
_FOUND_LIST: Final = "delete from absent_lists where council = :council and list = :list"


class Lists:
    """Keeps the books of every council's lists."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now

    def window_read(self, window: Mapping[str, Any], capture_id: int, rows: int) -> int | None:
        """Note that a window was read in full; return how many rows it had when it was read before."""
        found = self._db.execute("select verdict from captures where id = ?", [capture_id]).fetchone()
        if not found or found[0] not in _PAGES:
            raise ValueError(f"Capture {capture_id} was no list page: it completes no window of {window['list']!r}.")
        self._write(_READ_WINDOW, {**window, "capture_id": capture_id, "rows": rows, "now": self._now()})
        key = [window[name] for name in ("council", "list", "first", "last")]
        before = "select rows_before from windows where council = ? and list = ? and first = ? and last = ?"
        (rows_before,) = self._db.execute(before, key).fetchone()
        return None if rows_before is None else int(rows_before)

    def window_failed(self, window: Mapping[str, Any], reason: str) -> None:
        """Note that a window could not be read, and why; what it held when it was read stays known."""
        self._write(_FAILED_WINDOW, {**window, "reason": reason})

    def window_halved(self, window: Mapping[str, Any], reason: str) -> None:
        """Note that the halves of a window are asked for in its place, and why; what it held stays known."""
        self._write(_HALVED_WINDOW, {**window, "reason": reason, "now": self._now()})

    def windows(self, council: str, list_name: str) -> list[dict[str, Any]]:
        """The windows of a list that were ever asked for, the newest days first."""
        sql = "select * from windows where council = ? and list = ? order by last desc, first desc"
        return list(self._db.query(sql, [council, list_name]))

    def counted(self, council: str, list_name: str, rows: int, run_id: int | None) -> None:
        """Note how many rows a list had in a run."""
        row = {"council": council, "list": list_name, "counted_at": self._now(), "run_id": run_id, "rows": rows}
        inserted(self._db, "list_counts", row)

    def history(self, council: str, list_name: str) -> list[int]:
        """How many rows a list had, each time that it was counted, the oldest first."""
        sql = "select rows from list_counts where council = ? and list = ? order by count_id"
        return [int(rows) for (rows,) in self._db.execute(sql, [council, list_name])]

    def mark_absent(self, council: str, list_name: str, reason: str) -> None:
        """Remember that a council has no such list."""
        row = {"council": council, "list": list_name, "reason": reason, "found_at": self._now()}
        self._db.table("absent_lists").upsert(row, pk=("council", "list"))

    def mark_present(self, council: str, list_name: str) -> None:
        """Forget that a list was missing: it answers now."""
        self._write(_FOUND_LIST, {"council": council, "list": list_name})

    def absent(self, council: str) -> dict[str, dict[str, Any]]:
        """The lists that a council does not have: `reason` and `found_at` of each."""
        rows = self._db.query("select list, reason, found_at from absent_lists where council = ?", [council])
        return {row.pop("list"): row for row in rows}

    def _write(self, sql: str, row: Mapping[str, Any]) -> None:
        with self._db.atomic():
            self._db.execute(sql, dict(row))
