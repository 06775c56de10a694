"""The small tables: runs, councils, and what was learned about each server."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .records import TABLES
from .values import inserted, refuse_unknown, text

_COUNTED: Final = ("councils", *TABLES.values(), "captures", "versions", "changes", "unread", "runs")


class Ledger:
    """Keeps the archive's own books."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now

    def begin_run(self, command: str, targets: Sequence[str]) -> int:
        """Note that a command began; return the run's id."""
        run = {"command": command, "targets": targets, "started_at": self._now()}
        return inserted(self._db, "runs", run)

    def end_run(self, run_id: int, summary: Mapping[str, Any]) -> None:
        """Note how a run ended."""
        self._db.table("runs").update(run_id, {"ended_at": self._now(), "summary": text(dict(summary))})

    def save_council(self, council: Mapping[str, Any]) -> None:
        """Add a council, or change what is given of it."""
        councils = self._db.table("councils")
        refuse_unknown("The table of councils", council, councils.columns_dict)
        councils.upsert(dict(council), pk="slug")

    def origin_state(self, origin: str) -> dict[str, Any] | None:
        """What was learned about a server."""
        for (state,) in self._db.execute("select state from origins where origin = ?", [origin]):
            return dict(json.loads(state))
        return None

    def save_origin(self, origin: str, state: Mapping[str, Any]) -> None:
        """Remember what was learned about a server."""
        row = {"origin": origin, "state": text(dict(state)), "updated_at": self._now()}
        self._db.table("origins").upsert(row, pk="origin")

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: self._db[name].count for name in _COUNTED}
