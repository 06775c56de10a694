"""Whether an archive is whole: each file, each capture's bytes, and all that is said to follow from them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from .accounts import Answer, Inventory, warc_files
from .captures import Captures
from .histories import wrong_records
from .values import encoded, is_held, rows_of

MEND: Final = "mend"
REBUILD: Final = "rebuild"
RETELL: Final = "retell"
RESTORE: Final = "restore"
_PIECE: Final = 1 << 20
_MAGIC: Final = b"\x1f\x8b"
_OF_READERS: Final = frozenset({"original_id", "size"})  # of a capture that repeats another, its row alone tells these
_OF_FILE: Final = "select * from captures where warc_file = ? order by warc_offset"
_FILES: Final = "select warc_file, count(*) from captures group by warc_file"
_TIES: Final = {
    "it repeats capture {1}, which is not there or holds other bytes": """
        select c.id, c.original_id from captures c left join captures o on o.id = c.original_id
        where c.original_id is not null and (o.id is null or o.sha256 <> c.sha256 or o.original_id is not null)""",
    "what it says of {2} {3} ({1}) was not kept": """
        select s.capture_id, s.council, s.kind, s.id from sightings s left join statements t on t.digest = s.digest
        left join captures c on c.id = s.capture_id where t.digest is null or c.id is null""",
    "a change of {2} {3} ({1}) names it, or the one before it, and one of them is not there": """
        select h.new_capture_id, h.council, h.kind, h.id from changes h
        left join captures o on o.id = h.old_capture_id left join captures n on n.id = h.new_capture_id
        where o.id is null or n.id is null""",
}


class Finding(NamedTuple):
    """What is wrong at a place, in words, and what cures it; with no `cure` it is no damage, only worth knowing."""

    place: str
    words: str
    cure: str | None = None


class Verification:
    """Looks at everything and changes nothing. `progress` is told each file that is read, and how many there are."""

    def __init__(self, folder: Path, db: Database, captures: Captures, progress: Callable[[str, int], None]) -> None:
        self._folder = folder
        self._db = db
        self._captures = captures
        self._progress = progress

    def findings(self, *, is_fast: bool) -> Iterator[Finding]:
        """What is wrong, place by place. `is_fast` opens no body and retells no history."""
        yield from self._database("quick_check" if is_fast else "integrity_check")
        for words, sql in _TIES.items():
            for row in self._db.execute(sql).fetchall():
                yield Finding(f"capture {row[0]}", words.format(*row), REBUILD)
        yield from self._files(is_fast=is_fast)
        if not is_fast:
            for table, key, words in wrong_records(self._db):
                yield Finding(f"{table} {'/'.join(key[1:])}", words, RETELL)

    def _database(self, check: str) -> Iterator[Finding]:
        """What SQLite itself finds wrong."""
        for (words,) in self._db.execute(f"pragma {check}").fetchall():
            if words != "ok":
                yield Finding("modgov.db", str(words), REBUILD)
        for table, row, other, _ in self._db.execute("pragma foreign_key_check").fetchall():
            yield Finding("modgov.db", f"row {row} of {table} points to a row of {other} that is not there", REBUILD)

    def _files(self, *, is_fast: bool) -> Iterator[Finding]:
        indexed = dict(self._db.execute(_FILES).fetchall())
        there = {path.relative_to(self._folder).as_posix(): path for path in warc_files(self._folder)}
        every = sorted(indexed.keys() | there.keys())
        for file in every:
            self._progress(file, len(every))
            if file not in there:
                yield Finding(file, f"the file is missing, and with it the pages of {indexed[file]} captures", RESTORE)
            elif is_fast:
                yield from self._glance(file, there[file])
            else:
                yield from self._read(file, there[file])

    def _glance(self, file: str, path: Path) -> Iterator[Finding]:
        """Whether a file is long enough, and a gzip member begins where each row says."""
        size, end = path.stat().st_size, 0
        with path.open("rb") as opened:
            for row in self._rows(file):
                opened.seek(row["warc_offset"])
                begins = row["warc_offset"] >= end and opened.read(len(_MAGIC)) == _MAGIC
                end = row["warc_offset"] + row["warc_length"]
                if not begins or end > size:
                    yield Finding(f"capture {row['id']}", _no_record(row), RESTORE)
        inventory = Inventory(file)
        yield from self._left(inventory, list(inventory.read(self._folder, end)) if size > end else [], size)

    def _read(self, file: str, path: Path) -> Iterator[Finding]:
        """Read a file from end to end, and hold every record against its row."""
        rows = {row["warc_offset"]: row for row in self._rows(file)}
        inventory = Inventory(file)
        unknown = []
        for answer in inventory.read(self._folder):
            row = rows.pop(answer.record.offset, None)
            if row is None:
                unknown.append(answer)
            else:
                yield from _compared(answer, row, is_accounted=inventory.is_accounted)
        for row in rows.values():
            yield Finding(f"capture {row['id']}", _no_record(row), RESTORE)
        yield from self._left(inventory, unknown, path.stat().st_size)
        if inventory.council is not None and not inventory.torn:
            for stray in inventory.strays:
                yield Finding(f"{file}, byte {stray.offset}", "a record that belongs to no capture; it is left alone")
            yield from _checked(file, path)

    def _left(self, inventory: Inventory, unknown: list[Answer], size: int) -> Iterator[Finding]:
        """What a file holds beside what the database knows."""
        if inventory.council is None and not self._captures.indexed_end(inventory.file):
            words = "it is no file of this archive, and is left alone" if size else "it is empty, and is left alone"
            yield Finding(inventory.file, words)
            return
        end = inventory.torn_end(size)
        for answer in unknown:
            place = f"{inventory.file}, byte {answer.record.offset}"
            if answer.capture_id is not None:
                yield self._without_row(place, answer.capture_id)
            elif inventory.is_accounted and answer.end == (size if end is None else end):
                yield Finding(place, "the answer was never stored whole", MEND)
            else:
                yield Finding(place, "a page that this archive did not store; it is left alone")
        for torn in inventory.torn:
            cure = MEND if torn.offset == end and end >= self._captures.indexed_end(inventory.file) else RESTORE
            yield Finding(f"{inventory.file}, byte {torn.offset}", f"{torn.length} bytes are no whole record", cure)

    def _without_row(self, place: str, capture_id: int) -> Finding:
        if self._captures.has(capture_id):
            words = f"it tells of a capture {capture_id}, which is another one here: move the file out of the archive"
            return Finding(place, words)
        return Finding(place, f"capture {capture_id} has no row", MEND)

    def _rows(self, file: str) -> Iterator[dict[str, Any]]:
        return rows_of(self._db, _OF_FILE, [file])


def _compared(answer: Answer, row: Mapping[str, Any], *, is_accounted: bool) -> Iterator[Finding]:
    """How an answer's bytes and account differ from its row."""
    place = f"capture {row['id']}"
    if answer.digest != row["sha256"]:
        yield Finding(place, f"its bytes in {answer.file} are not those that were stored", RESTORE)
        return
    if answer.capture_id is None:
        if is_accounted:
            yield Finding(place, f"{answer.file} has lost the account of how it came", RESTORE)
        return
    told = encoded(answer.row())
    left_out = _OF_READERS if answer.is_repeat else frozenset()
    if answer.asked is None and row["request_headers"] is not None:
        yield Finding(place, f"{answer.file} has lost the question to which it is the answer", RESTORE)
        left_out |= {"request_headers"}
    wrong = sorted(name for name, value in told.items() if name not in left_out and not is_held(value, row[name]))
    if wrong:
        yield Finding(place, f"its row and {answer.file} differ in {', '.join(wrong)}", REBUILD)


def _no_record(row: Mapping[str, Any]) -> str:
    return f"{row['warc_file']} holds no whole record at byte {row['warc_offset']}, where its page was"


def _checked(file: str, path: Path) -> Iterator[Finding]:
    """What warcio's own check of digests finds wrong in a file."""
    try:
        with path.open("rb") as opened:
            records = ArchiveIterator(opened, check_digests=True)
            for record in records:
                stream = record.content_stream()
                while stream.read(_PIECE):
                    pass
                for problem in record.digest_checker.problems:
                    yield Finding(f"{file}, byte {records.get_record_offset()}", str(problem), RESTORE)
    except ArchiveLoadFailed as error:
        yield Finding(file, f"warcio cannot read it ({error})", RESTORE)
