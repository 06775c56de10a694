"""The small tables: runs, councils, and what was learned about each server."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .provenance import ledger
from .records import TABLES
from .values import encoded, inserted, refuse_unknown, rows_of, text

_COUNTED: Final = ("councils", *TABLES.values(), "captures", "versions", "changes", "unread", "runs")
_TOLD: Final = (
    "switches", "authenticated", "since", "why", "last_strict", "opt_in", "hold_until", "breaker", "failures",
)  # fmt: skip


class Ledger:
    """Keeps the archive's own books."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now

    def begin_run(self, command: str, targets: Sequence[str], resume_since: str | None = None) -> int:
        """Note that a command began; return the run's id. One of the same words that broke off is taken up again."""
        first = self._unfinished(command, text(list(targets)), resume_since) if resume_since else None
        run_id = inserted(self._db, "runs", {"command": command, "targets": targets, "started_at": self._now()})
        self._db.table("runs").update(run_id, {"first_run_id": first or run_id})
        return run_id

    def end_run(self, run_id: int, summary: Mapping[str, Any], *, is_complete: bool) -> None:
        """Note how a run ended."""
        row = {"ended_at": self._now(), "summary": text(dict(summary)), "is_complete": int(is_complete)}
        self._db.table("runs").update(run_id, row)

    def run(self, run_id: int) -> dict[str, Any]:
        """A run's row. `first_run_id` is the first of the runs that this one goes on with: itself, for a fresh one."""
        return dict(self._db.table("runs").get(run_id))

    def _unfinished(self, command: str, targets: str, since: str) -> int | None:
        """The first run of those that the last one went on with, if that broke off."""
        sql = "select first_run_id, is_complete from runs where command = ? and targets = ? order by id desc limit 1"
        for first_run_id, is_complete in self._db.execute(sql, [command, targets]):
            if not is_complete and first_run_id and self.run(first_run_id)["started_at"] >= since:
                return int(first_run_id)
        return None

    def record(self, council: str, run_id: int | None) -> bytes:
        """The WARC record of a run, and of the councils that share the site of one."""
        sharing = """select * from councils where slug = :slug or base_url = (
            select base_url from councils where slug = :slug) order by slug"""
        councils = list(rows_of(self._db, sharing, {"slug": council}))
        runs = list(rows_of(self._db, "select * from runs where id = ?", [run_id]))
        rows = ({"run": runs[0]} if runs else {}) | ({"councils": councils} if councils else {})
        return ledger(rows, self._now()) if rows else b""

    def save_council(self, council: Mapping[str, Any]) -> None:
        """Add a council, or change what is given of it."""
        councils = self._db.table("councils")
        refuse_unknown("The table of councils", council, councils.columns_dict)
        councils.upsert(dict(council), pk="slug")

    def council(self, slug: str) -> dict[str, Any] | None:
        """A council's row."""
        return next(rows_of(self._db, "select * from councils where slug = ?", [slug]), None)

    def origin_states(self) -> dict[str, dict[str, Any]]:
        """What was learned about every server."""
        return {origin: json.loads(state) for origin, state in self._db.execute("select origin, state from origins")}

    def save_origin(self, origin: str, state: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        """Remember what was learned about a server; `told` is what of it has a column of its own."""
        refuse_unknown("The table of origins", told, _TOLD)
        row = {"origin": origin, "state": text(dict(state)), "updated_at": self._now()}
        self._db.table("origins").upsert(encoded(row | dict.fromkeys(_TOLD) | dict(told)), pk="origin")

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: self._db[name].count for name in _COUNTED}
