"""The `frontier` table: what is still to be fetched. A page is due when its `due_at` has come, whatever its state."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlite_utils import Database

from .values import refuse_unknown, rows_of, text, together

LINK_COLUMNS: Final = ("url", "kind", "priority", "due_at")

# A page that is known already keeps its place, unless it is now wanted sooner.
_ADD: Final = """
insert into frontier (council, url, kind, priority, discovered_from, added_at, due_at, state, attempts)
values (?, ?, ?, ?, ?, ?, ?, 'waiting', 0)
on conflict (council, url) do update set priority = excluded.priority where excluded.priority < priority
"""
# Priorities are few and pages many, so all goes through the index and nothing is sorted: the most urgent priority of
# which a page is due, and of that one its pages.
_DUE: Final = """
from frontier where council = :council and priority = {} and due_at <= :before
    and (:kinds is null or kind in (select value from json_each(:kinds)))
"""
_PRIORITY: Final = f"""(
with recursive known (priority) as (
    select min(priority) from frontier where council = :council and priority > :after
    union all
    select (select min(priority) from frontier where council = :council and priority > known.priority)
    from known where known.priority is not null
)
select priority from known where exists (select 1 {_DUE.format("known.priority")}) limit 1
)"""  # noqa: S608  # our own words
_NEXT: Final = f"""
select * {_DUE.format(_PRIORITY)} order by due_at, added_at, url limit :limit
"""  # our own words
_BEFORE_ALL: Final = -(2**63)
_DONE: Final = """
update frontier set state = 'done', due_at = ?, attempts = 0, reason = null, run_id = coalesce(?, run_id),
    facts = coalesce(?, facts), looks = coalesce(looks, 0) + 1, finds = coalesce(finds, 0) + ?
where council = ? and url = ?
"""
_DEFER: Final = """
update frontier set state = 'deferred', due_at = ?, attempts = attempts + 1, reason = ? where council = ? and url = ?
"""
_HOLD: Final = """
update frontier set due_at = :due_at, reason = :reason
where council = :council and state = 'waiting' and due_at < :due_at
"""
_RESET: Final = """
update frontier set state = 'waiting', due_at = ?, attempts = 0, reason = null where council = ? and url = ?
"""


class Frontier:
    """The queue of every council. A small `priority` comes first."""

    def __init__(self, db: Database, now: Callable[[], str]) -> None:
        self._db = db
        self._now = now

    def add(self, council: str, links: Iterable[Mapping[str, Any]], discovered_from: int | None = None) -> None:
        """Queue links (`url`, and where wished `kind`, `priority`, `due_at`) that are not known yet."""
        now = self._now()
        rows = []
        for link in links:
            refuse_unknown("A link", link, LINK_COLUMNS)
            wanted = link.get("kind"), link.get("priority", 0), discovered_from, now, link.get("due_at", now)
            rows.append((council, link["url"], *wanted))
        if rows:
            self._write(_ADD, rows)

    def next(
        self, council: str, before: str | None, limit: int, kinds: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """The pages that are due, the most urgent first; with `kinds`, of these kinds only."""
        wanted: dict[str, Any] = {"council": council, "before": before or self._now()}
        wanted["kinds"] = None if kinds is None else text(list(kinds))
        found: list[dict[str, Any]] = []
        after = _BEFORE_ALL
        while len(found) < limit:
            rows = list(rows_of(self._db, _NEXT, wanted | {"after": after, "limit": limit - len(found)}))
            if not rows:
                break
            found += rows
            after = rows[-1]["priority"]
        return found

    def done(
        self,
        council: str,
        url: str,
        due_at: str | None = None,
        run_id: int | None = None,
        facts: Mapping[str, Any] | None = None,
        *,
        is_changed: bool = False,
    ) -> None:
        """Take a page off the queue, until `due_at` where that is given, and count the look at it."""
        known = None if facts is None else text(dict(facts))
        with together(self._db):
            self._db.conn.execute(_DONE, (due_at, run_id, known, is_changed, council, url))

    def facts(self, council: str, url: str) -> dict[str, Any]:
        """What is known of a page, and of how often it was looked at and had changed (`looks`, `finds`)."""
        sql = "select facts, looks, finds from frontier where council = ? and url = ?"
        for known, looks, finds in self._db.execute(sql, [council, url]):
            return (json.loads(known) if known else {}) | {"looks": looks or 0, "finds": finds or 0}
        return {"looks": 0, "finds": 0}

    def attempts(self, council: str, url: str) -> int:
        """How often in a row a page could not be had."""
        sql = "select attempts from frontier where council = ? and url = ?"
        row = self._db.conn.execute(sql, [council, url]).fetchone()
        return int(row[0]) if row else 0

    def settled(self, council: str, after: str) -> list[str]:
        """The pages that were read and are not due before a time."""
        found = "select url from frontier where council = ? and state = 'done' and due_at > ? order by url"
        return [url for (url,) in self._db.execute(found, [council, after])]

    def defer(self, council: str, url: str, reason: str, due_at: str | None) -> None:
        """Put a page off after a failure; without `due_at` until it is reset."""
        self._write(_DEFER, [(due_at, reason, council, url)])

    def hold(self, council: str, reason: str, due_at: str) -> None:
        """Let every waiting page wait longer: none of them was tried, so each keeps its state."""
        self._write(_HOLD, [{"council": council, "reason": reason, "due_at": due_at}])

    def reset(self, council: str, urls: Iterable[str]) -> None:
        """Make pages due again."""
        now = self._now()
        rows = [(now, council, url) for url in urls]
        if rows:
            self._write(_RESET, rows)

    def counts(self, council: str | None) -> dict[str, int]:
        """How many pages are in each state."""
        counted = "select state, count(*) from frontier where council = coalesce(?, council) group by state"
        return dict(self._db.execute(counted, [council]).fetchall())

    def _write(self, sql: str, rows: Iterable[Mapping[str, Any] | tuple[Any, ...]]) -> None:
        with together(self._db):
            self._db.conn.executemany(sql, rows)
