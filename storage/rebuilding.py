"""The rows that the WARC files alone tell: captures, runs and councils, for a database that is made again.

It grows beside the old one, under a name of its own, and takes its place only when it is whole. The old one is kept.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from .accounts import Answer, Inventory, inventories
from .database import DB_NAME
from .values import inserted, upsertion

REBUILT: Final = "modgov.db.rebuilt"
_SIDES: Final = ("-wal", "-shm", "")  # the database itself last: while it is there, so is its journal
# A capture that repeats another whose bytes are in no file has none itself.
_LOST: Final = """
delete from captures where id in (select id from temp.revisits) and not exists (
    select 1 from captures o where o.council = captures.council and o.url = captures.url
    and o.sha256 = captures.sha256 and o.id < captures.id and o.id not in (select id from temp.revisits)
) and not exists (
    select 1 from temp.revisits r join captures o on o.id = r.original_id
    where r.id = captures.id and o.sha256 = captures.sha256 and o.id not in (select id from temp.revisits)
) returning id, warc_file
"""
_FREE: Final = """
select coalesce(min(id) + 1, :id) from captures c where id >= :id and not exists (
    select 1 from captures where id = c.id + 1) and exists (select 1 from captures where id = :id)
"""
_FIRSTS: Final = """
update captures set original_id = first.id, size = first.size from (
    select council, url, sha256, min(id) as id, size from captures group by council, url, sha256
) as first
where captures.council = first.council and captures.url = first.url and captures.sha256 = first.sha256
    and captures.id <> first.id
"""
# The bytes of a document may be those of another address.
_TOLD_ORIGINALS: Final = """
update captures set original_id = o.id, size = o.size
from temp.revisits r join captures o on o.id = r.original_id
where r.id = captures.id and o.sha256 = captures.sha256
"""
_UNTOLD_RUNS: Final = """
insert into runs (id, first_run_id, command, targets, started_at)
select run_id, run_id, 'harvest', json_array(min(council)), min(captured_at) from captures
where run_id is not null and run_id not in (select id from runs) group by run_id returning id
"""


@dataclass(slots=True)
class Restored:
    """How many captures came back, and in words, by file, what did not, or not as it was."""

    captures: int = 0
    words: list[tuple[str, str]] = field(default_factory=list)

    def say(self, place: str, words: str) -> None:
        """Note what a person should know."""
        self.words.append((place, words))


class Rows:
    """Fills a blank database. `absorbed_at` is at first when a capture was stored."""

    def __init__(self, folder: Path, db: Database) -> None:
        self._folder = folder
        self._db = db
        self._restored = Restored()
        self._runs: dict[int, Mapping[str, Any]] = {}
        self._councils: dict[str, Mapping[str, Any]] = {}
        self._last_free = 0

    def fill(self) -> Restored:
        """Write the rows of captures, runs and councils."""
        with self._db.atomic():
            self._db.execute("create temp table revisits (id integer primary key, original_id integer)")
            untold = [inventory for inventory in inventories(self._folder) if self._take(inventory)]
            for inventory in untold:
                self._take_untold(Inventory(inventory.file))
            for capture_id, file in self._db.execute(_LOST).fetchall():
                self._restored.captures -= 1
                self._restored.say(file, f"capture {capture_id} repeats one whose bytes are lost: left out")
            self._db.execute(_FIRSTS)
            self._db.execute(_TOLD_ORIGINALS)
            self._write_ledger()
        return self._restored

    def _take(self, inventory: Inventory) -> bool:
        """Take in what a file tells; say whether it has answers without an account."""
        untold = 0
        for answer in inventory.read(self._folder):
            if inventory.council is None:
                continue
            if answer.capture_id is not None:
                self._insert(answer, answer.capture_id)
            else:
                untold += 1
        if inventory.council is None:
            self._restored.say(inventory.file, "it is not ours, and was left alone")
            return False
        for torn in inventory.torn:
            self._restored.say(inventory.file, f"{torn.length} bytes from byte {torn.offset} on hold no whole record")
        for ledger in inventory.ledgers:
            self._note(ledger)
        return untold > 0 and not inventory.is_accounted

    def _take_untold(self, inventory: Inventory) -> None:
        """The captures of an older release: their ids are those that are free, in the order of files."""
        untold = [answer for answer in inventory.read(self._folder) if answer.capture_id is None]
        for answer in untold:
            self._insert(answer, self._free_id())
        words = f"{len(untold)} captures of an older release have new ids, and lack what it wrote in the database only"
        self._restored.say(inventory.file, words)

    def _free_id(self) -> int:
        (self._last_free,) = self._db.execute(_FREE, {"id": self._last_free + 1}).fetchone()
        return self._last_free

    def _insert(self, answer: Answer, capture_id: int) -> None:
        row = answer.row() | {"id": capture_id, "absorbed_at": answer.stored_at}
        try:
            inserted(self._db, "captures", row)
        except sqlite3.IntegrityError:
            words = f"another file has a capture {capture_id}, too: move out of the archive the one that is not its own"
            self._restored.say(answer.file, words)
            return
        self._restored.captures += 1
        if answer.is_repeat:
            self._db.execute("insert into temp.revisits values (?, ?)", [capture_id, answer.original_id])

    def _note(self, ledger: Mapping[str, Any]) -> None:
        """What a file's ledger says; of two of them the later holds."""
        self._runs |= {row["id"]: row for row in (ledger.get("run"),) if row}
        self._councils |= {row["slug"]: row for row in ledger.get("councils", ())}

    def _write_ledger(self) -> None:
        for table, key, rows in (("councils", "slug", self._councils), ("runs", "id", self._runs)):
            for _, row in sorted(rows.items()):
                self._db.execute(upsertion(table, (key,), tuple(row)), list(row.values()))
        for (run_id,) in self._db.execute(_UNTOLD_RUNS).fetchall():
            self._restored.say("runs", f"run {run_id} is known by its captures only")


def clear(folder: Path) -> None:
    """Remove a database that an interrupted rebuilding left unfinished."""
    for side in _SIDES:
        (folder / f"{REBUILT}{side}").unlink(missing_ok=True)


def take_place(folder: Path, at: str) -> Path | None:
    """Put the new database in the old one's place; return where the old one is kept, if there was one."""
    kept = folder / f"{DB_NAME}.damaged-{at.replace(':', '').replace('-', '')}"
    is_there = (folder / DB_NAME).exists()
    for side in _SIDES:
        old = folder / f"{DB_NAME}{side}"
        if old.exists():
            old.replace(kept.with_name(f"{kept.name}{side}"))
    (folder / REBUILT).replace(folder / DB_NAME)
    return kept if is_there else None
