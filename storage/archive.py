"""An archive folder: the one door to everything that is stored. Plain mappings go in and come out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from .absorption import Absorption, Outcome
from .captures import Captures, Written
from .database import connect, prepare_folder, settle
from .doors import Books, Papers, Questions, Queue
from .errors import ArchiveUnwritable, border, guarded
from .files import Files
from .frontier import Frontier
from .histories import retell
from .imports import Imports
from .ledger import Ledger
from .lists import Lists
from .lock import Lock
from .mending import Mended, Mending
from .readings import Absorbed
from .rebuilding import REBUILT, Restored, Rows, clear, take_place
from .repeats import Last, Repeats
from .rereading import Difference, Rereading
from .texts import Texts
from .values import steady, together, utc_now
from .warc import WarcFolder


class Archive(Books, Queue, Papers, Questions):
    """An open archive. Use it from one thread at a time, and close it."""

    def __init__(self, folder: Path, db: Database, lock: Lock | None, now: Callable[[], str]) -> None:
        self.folder = folder
        self._db = db
        self._lock = lock
        self._now = now
        self._ledger = Ledger(db, now)
        self._warc = WarcFolder(folder, now, self._ledger.record)
        self._captures = Captures(db, self._warc)
        self._frontier = Frontier(db, now)
        self._absorption = Absorption(db, self._frontier)
        self._rereading = Rereading(db, self._absorption)
        self._repeats = Repeats(db)
        self._lists = Lists(db, now)
        self._files = Files(db, now)
        self._texts = Texts(db, now)
        self._imports = Imports(db, self._captures, now)
        self._mending = Mending(folder, self._captures)
        self._mended_at_opening: list[Mended] = []
        self._is_mended = False

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        now: Callable[[], str] = utc_now,
        progress: Callable[[int, int], None] = lambda *_: None,
    ) -> Self:
        """Open the archive in a folder and migrate it; with `create`, make one in a new or empty folder.

        `progress` hears while an older archive is brought up to date: records told again, of how many; first 0 of 0.
        """
        with border(folder):
            prepare_folder(folder, create=create and not read_only)
            if read_only:
                return cls(folder, connect(folder, read_only=True), None, now)
            lock = Lock(folder)
            try:
                archive = cls(folder, connect(folder, read_only=False, progress=progress), lock, steady(now))
            except BaseException:
                lock.release()
                raise
            return archive._mended(is_clean=lock.was_clean)

    @classmethod
    @contextmanager
    def rebuilding(cls, folder: Path, now: Callable[[], str]) -> Iterator[tuple[Self, Restored]]:
        """A new archive of what the WARC files hold, to be read; at the end it takes the damaged one's place.

        Its captures are rows without a reading, whose `absorbed_at` is when they were stored. The old database is kept.
        """
        with border(folder):
            lock = Lock(folder)
            try:
                clear(folder)
                archive = cls(folder, connect(folder, read_only=False, name=REBUILT), lock, now)
            except BaseException:
                lock.release()
                raise
            with archive:
                restored = Rows(folder, archive._db).fill()
                yield archive, restored
                settle(archive._db)
                archive._db.close()
                kept = take_place(folder, utc_now())
                if kept:
                    restored.say(kept.name, "the old database is kept here")

    @guarded
    def close(self) -> None:
        """Close all files and let the next run in."""
        try:
            self._warc.close()
            if self._lock:
                settle(self._db)
        finally:
            self._db.close()
            if self._lock:
                self._lock.release(is_clean=self._is_mended and self._captures.are_whole)
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @guarded
    def mend(self) -> list[Mended]:
        """Mend every file and every history; return what was done."""
        wrong = retell(self._db)
        told = "1 record was" if wrong == 1 else f"{wrong:,} records were"
        words = [Mended("modgov.db", f"{told} told again from the captures")] if wrong else []
        return self._mended_at_opening + self._mending.mend_thoroughly() + words

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Do many things in one transaction: they are written together, or none of them is."""
        with border(self.folder), self._db.atomic():
            yield

    @guarded
    def add_capture(self, exchange: Mapping[str, Any], *, is_document: bool = False) -> int:
        """Store an answer, its bytes first; return the capture's id. Nothing is left of one that fails.

        The bytes of a document are stored once, whatever address and council they come from.
        """
        self._refuse_reader()
        return self._captures.add(exchange, elsewhere=self._files.elsewhere if is_document else None)

    @guarded
    def write(self, exchange: Mapping[str, Any], last: Last | None = None) -> Written:
        """Write an answer's bytes, which `sync` then makes safe; `last` is what it may repeat.

        A run that is killed before there is a row leaves the bytes, which get it when the archive is opened.
        """
        self._refuse_reader()
        return self._captures.write(exchange, last)

    @guarded
    def sync(self, written: Written) -> None:
        """Return when an answer's bytes are safe. Other threads may do this at the same time for other answers."""
        written.sync()

    @contextmanager
    def adding(self, written: Written) -> Iterator[int]:
        """Add the row of an answer whose bytes are safe, in one transaction with all that is done in the block.

        Where the block fails, the row is written alone.
        """
        with border(self.folder), self._captures.adding(written) as capture_id:
            yield capture_id

    @guarded
    def capture(self, capture_id: int) -> dict[str, Any]:
        """A capture's row. Raises KeyError where there is none."""
        return self._captures.get(capture_id)

    @guarded
    def body(self, capture_id: int) -> bytes:
        """The bytes of a capture as they were sent. Raises ArchiveDamaged where they are not what was stored."""
        return self._captures.body(capture_id)

    @guarded
    def last_capture(self, council: str, url: str, *, verdict: str = "page") -> dict[str, Any] | None:
        """The newest capture of a page with a verdict, by the time it was taken."""
        return self._captures.last(council, url, verdict)

    def captures(self, *, council: str | None = None, verdict: str | None = None) -> Iterator[dict[str, Any]]:
        """All captures, in the order in which they were stored."""
        return self._paged("council = coalesce(?, council) and verdict is coalesce(?, verdict)", [council, verdict])

    def pending(self) -> Iterator[dict[str, Any]]:
        """The captures that no reader has seen, because a run was broken off after their bytes were safe."""
        return self._paged("absorbed_at is null", [])

    @guarded
    def absorb(
        self,
        capture_id: int,
        *,
        verdict: str,
        page_type: str | None,
        warnings: Sequence[str],
        content_sha256: str | None,
        reader: str,
        records: Sequence[Mapping[str, Any]],
        links: Sequence[Mapping[str, Any]] = (),
        unread: Sequence[Mapping[str, Any]] = (),
        done: Mapping[str, Any] | None = None,
        gone: Sequence[tuple[str, str, str]] = (),
    ) -> Absorbed:
        """Take in what a reader made of a capture, in one transaction.

        Only a real page states anything. Without `records`, what the same reader made of the same page before holds
        again. `gone` names records (kind, council, id) that the answer says are no longer there; `done` (`url`,
        `due_at`, `facts`, each may be left out) takes the page off the frontier.
        """
        outcome = Outcome(
            verdict=verdict,
            page_type=page_type,
            warnings=warnings,
            content_sha256=content_sha256,
            reader=reader,
            records=records,
            links=links,
            unread=unread,
            done=done,
            gone=gone,
        )
        with together(self._db):
            return self._absorption.take(self._captures.facts(capture_id), outcome, self._now())

    @guarded
    def read_pages(
        self, after: tuple[str, str] = ("", ""), *, council: str | None = None, limit: int = 100
    ) -> list[tuple[tuple[str, str], list[dict[str, Any]]]]:
        """The next few pages after one (`council`, `url`), each with its captures that have a reading of their own.

        `body_file`, `body_offset` and `body_length` say where their bytes are.
        """
        return self._rereading.pages(after, council, limit)

    @guarded
    def differences(self, capture_id: int, outcome: Mapping[str, Any]) -> list[Difference]:
        """What a capture says otherwise than it did, where a reader makes of it what `absorb` takes."""
        return list(self._rereading.differences(capture_id, Outcome(**outcome)))

    @guarded
    def absorb_again(self, outcomes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Absorbed:
        """Take in what a newer reader made of captures (what `absorb` takes), in one transaction."""
        with self._db.atomic():
            told = [(capture, Outcome(**outcome)) for capture, outcome in outcomes]
            return self._rereading.take(told, self._now())

    @guarded
    def last_read(self, council: str, url: str) -> Last | None:
        """What an answer of a page may repeat: the page's newest capture that was read."""
        return self._repeats.last(council, url)

    @guarded
    def repeat(self, capture_id: int, last: Last, *, done: Mapping[str, Any] | None = None) -> bool:
        """Take in a capture that says what `last` of it says; false where it is not newer, or was taken in before.

        No record is looked at, and none is written.
        """
        with self._db.atomic():
            taken = self._repeats.take(capture_id, last.id, self._now())
            if taken and done is not None:
                capture = self._captures.facts(capture_id)
                asked = {"url": capture["url"], "run_id": capture["run_id"]}
                self._frontier.done(capture["council"], **asked | dict(done))
            return taken

    @guarded
    def add_repeat(
        self,
        written: Written,
        last: Last,
        *,
        content_sha256: str | None = None,
        done: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Add the row of an answer whose bytes are safe, if its bytes or its content are those of `last`; else `None`.

        It is taken in at once, all in one transaction.
        """

        def finish() -> None:
            if done is not None:
                asked = {"url": written.row["url"], "run_id": written.row.get("run_id")}
                self._frontier.done(written.row["council"], **{**asked, **done})

        return self._captures.add_again(written, content_sha256, last, self._now(), finish)

    @guarded
    def _captures_after(self, capture_id: int, where: str, arguments: list[Any]) -> list[dict[str, Any]]:
        return self._captures.page(capture_id, where, arguments)

    def _refuse_reader(self) -> None:
        if not self._lock:
            raise ArchiveUnwritable(f"The archive in {self.folder} was opened to be read: open it to be written.")

    def _paged(self, where: str, arguments: list[Any]) -> Iterator[dict[str, Any]]:
        """Captures a few at a time, so that they may be absorbed while they are gone through."""
        last = 0
        while page := self._captures_after(last, where, arguments):
            yield from page
            last = page[-1]["id"]

    def _mended(self, *, is_clean: bool) -> Self:
        try:
            self._mended_at_opening = self._mending.mend(is_clean=is_clean)
            self._is_mended = True
        except BaseException:
            self.close()
            raise
        return self
