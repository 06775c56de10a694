"""An archive folder: the one door to everything that is stored. Plain mappings go in and come out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from .absorption import Absorption, Outcome
from .captures import Captures
from .changes import Changes
from .database import connect, prepare_folder, settle
from .errors import ArchiveUnwritable, border, guarded
from .evidence import Evidence
from .files import Files
from .frontier import Frontier
from .histories import retell
from .imports import Imports
from .ledger import Ledger
from .linked import Linked
from .lists import Lists
from .lock import Lock
from .lookup import Lookup
from .mending import Mended, Mending
from .readings import Absorbed
from .rebuilding import REBUILT, Restored, Rows, clear, take_place
from .records import TABLES, Key
from .relisted import relisted
from .repeats import Last, Repeats
from .rereading import Difference, Rereading
from .search import MARKS, Search
from .search_index import SearchIndex
from .sightings import Sightings
from .spans import Spans
from .texts import Texts
from .values import together, utc_now
from .warc import WarcFolder


class Archive:
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
        cls, folder: Path, *, create: bool = False, read_only: bool = False, now: Callable[[], str] = utc_now
    ) -> Self:
        """Open the archive in a folder and migrate it; with `create`, make one in a new or empty folder."""
        with border(folder):
            prepare_folder(folder, create=create and not read_only)
            if read_only:
                return cls(folder, connect(folder, read_only=True), None, now)
            lock = Lock(folder)
            try:
                archive = cls(folder, connect(folder, read_only=False), lock, now)
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
                self._lock.release(is_clean=self._is_mended)
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
        words = [Mended("modgov.db", f"{wrong} records were told again from their captures")] if wrong else []
        return self._mended_at_opening + self._mending.mend_thoroughly() + words

    @guarded
    def begin_run(self, command: str, targets: Sequence[str], *, resume_since: str | None = None) -> int:
        """Note that a command began; return the run's id.

        With `resume_since`, the last run of the same words is taken up again if it began after that and broke off.
        """
        return self._ledger.begin_run(command, targets, resume_since)

    @guarded
    def end_run(self, run_id: int, summary: Mapping[str, Any], *, is_complete: bool = True) -> None:
        """Note how a run ended."""
        self._ledger.end_run(run_id, summary, is_complete=is_complete)
        self._warc.end_run(run_id)

    @guarded
    def run(self, run_id: int) -> dict[str, Any]:
        """A run's row; `first_run_id` is the first of the runs that this one goes on with."""
        return self._ledger.run(run_id)

    @guarded
    def save_council(self, council: Mapping[str, Any]) -> None:
        """Add a council, or change what is given of it."""
        self._ledger.save_council(council)

    @guarded
    def council(self, slug: str) -> dict[str, Any] | None:
        """A council's row, if there is one."""
        return self._ledger.council(slug)

    @guarded
    def origin_state(self, origin: str) -> dict[str, Any] | None:
        """What was learned about a server."""
        return self._ledger.origin_state(origin)

    @guarded
    def origin_states(self) -> dict[str, dict[str, Any]]:
        """What was learned about every server, by origin."""
        return self._ledger.origin_states()

    @guarded
    def save_origin(self, origin: str, state: Mapping[str, Any], told: Mapping[str, Any] | None = None) -> None:
        """Remember what was learned about a server.

        `told` is what of it has a column of its own: `switches`, `authenticated`, `since`, `why`, `last_strict`,
        `opt_in`, `hold_until`, `breaker`, `failures`. What is left out is null.
        """
        self._ledger.save_origin(origin, state, told or {})

    @guarded
    def counts(self) -> dict[str, Any]:
        """How much of everything there is."""
        return self._ledger.counts() | {"frontier": self._frontier.counts(None)}

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

    @contextmanager
    def adding(self, exchange: Mapping[str, Any]) -> Iterator[int]:
        """Store an answer: its bytes first, then its row, in one transaction with all that is done in the block.

        Where the block fails, the row is written alone. A run that is killed in it leaves bytes, which get their row
        when the archive is opened.
        """
        self._refuse_reader()
        with border(self.folder), self._captures.adding(exchange) as capture_id:
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
    def taken_at(self, council: str, url: str, at: str) -> int | None:
        """The capture of a page at a second, if there is one."""
        return self._imports.taken_at(council, url, at)

    @guarded
    def payloads(self, council: str, url: str) -> dict[str, int]:
        """The distinct bodies of a page: SHA-1 in base32, as other archives list it, and a capture that has it."""
        return self._imports.payloads(council, url)

    @guarded
    def councils(self) -> dict[str, str]:
        """The slugs of the councils in the archive, by the address of their install."""
        return self._imports.councils()

    @guarded
    def refuse_import(self, place: str, reason: str) -> None:
        """Remember that nothing came of a place in another archive."""
        self._imports.refuse(place, reason)

    @guarded
    def refused_imports(self) -> frozenset[str]:
        """The places in other archives of which nothing came."""
        return self._imports.refused()

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
        exchange: Mapping[str, Any],
        last: Last,
        *,
        content_sha256: str | None = None,
        done: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Store an answer and take it in at once, if its bytes or its content are those of `last`; else `None`.

        Its bytes are safe first; all else is one transaction.
        """
        self._refuse_reader()
        asked = {"url": exchange["url"], "run_id": exchange.get("run_id")}

        def finish() -> None:
            if done is not None:
                self._frontier.done(exchange["council"], **asked | dict(done))

        return self._captures.add_again(exchange, content_sha256, last, self._now(), finish)

    @guarded
    def frontier_add(self, council: str, links: Iterable[Mapping[str, Any]]) -> None:
        """Queue pages (`url`; `kind`, `priority`, `due_at`); one that is known keeps its state."""
        self._frontier.add(council, links)

    @guarded
    def frontier_next(
        self, council: str, before: str | None = None, limit: int = 1, *, kinds: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """The pages due before a time (now), the most urgent first; with `kinds`, of these kinds only."""
        return self._frontier.next(council, before, limit, kinds)

    @guarded
    def frontier_facts(self, council: str, url: str) -> dict[str, Any]:
        """The facts kept with a page when it was read last, and how often it was read (`looks`) and changed (`finds`).

        `facts` in the `done` of `absorb` and `repeat` keeps them.
        """
        return self._frontier.facts(council, url)

    @guarded
    def frontier_settled(self, council: str, after: str) -> list[str]:
        """The pages that were read and are not due before a time."""
        return self._frontier.settled(council, after)

    @guarded
    def frontier_done(self, council: str, url: str, *, due_at: str | None = None, run_id: int | None = None) -> None:
        """Take a page off the queue, until `due_at` where that is given."""
        self._frontier.done(council, url, due_at, run_id)

    @guarded
    def frontier_defer(self, council: str, url: str, reason: str, due_at: str | None) -> None:
        """Put a page off; without `due_at` until it is reset."""
        self._frontier.defer(council, url, reason, due_at)

    @guarded
    def frontier_hold(self, council: str, reason: str, due_at: str) -> None:
        """Let every page of a council that waits wait until `due_at`, because the site is to be left alone."""
        self._frontier.hold(council, reason, due_at)
        self._files.hold(council, due_at)

    @guarded
    def frontier_reset(self, council: str, urls: Iterable[str]) -> None:
        """Make pages due again."""
        self._frontier.reset(council, urls)

    @guarded
    def frontier_known(self, council: str, kind: str) -> list[str]:
        """The pages of a kind that were ever queued."""
        return self._frontier.known(council, kind)

    @guarded
    def frontier_counts(self, council: str | None = None) -> dict[str, int]:
        """How many pages are waiting, done and deferred."""
        return self._frontier.counts(council)

    @guarded
    def window_read(self, council: str, list: str, first: str, last: str, capture_id: int, rows: int) -> int | None:  # noqa: A002  # the name of the column
        """Note that a list's window of days (ISO, both included) was read in full from an absorbed capture.

        Returns how many rows it had when it was read before. Raises ValueError where the capture was no list page.
        """
        window = {"council": council, "list": list, "first": first, "last": last}
        return self._lists.window_read(window, capture_id, rows)

    @guarded
    def window_failed(self, council: str, list: str, first: str, last: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Note that a window could not be read, and why."""
        self._lists.window_failed({"council": council, "list": list, "first": first, "last": last}, reason)

    @guarded
    def frontier_attempts(self, council: str, url: str) -> int:
        """How often in a row a page could not be had."""
        return self._frontier.attempts(council, url)

    @guarded
    def relisted(self, capture_id: int) -> Sequence[Key]:
        """The records that an absorbed capture lists anew though they are gone."""
        return relisted(self._db, capture_id)

    @guarded
    def window_halved(self, council: str, list: str, first: str, last: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Note that the halves of a list's window are asked for in its place, and why."""
        self._lists.window_halved({"council": council, "list": list, "first": first, "last": last}, reason)

    @guarded
    def windows(self, council: str, list: str) -> Sequence[dict[str, Any]]:  # noqa: A002  # the name of the column
        """The windows of a list, the newest days first; `state` is `read` or `failed`, `read_at` when it was read."""
        return self._lists.windows(council, list)

    @guarded
    def list_counted(self, council: str, list: str, rows: int, *, run_id: int | None = None) -> None:  # noqa: A002  # the name of the column
        """Note how many rows a list had in a run."""
        self._lists.counted(council, list, rows, run_id)

    @guarded
    def last_counts(self, council: str) -> dict[str, int]:
        """How many rows each list of a council had when it was last counted."""
        return self._lists.last_counts(council)

    @guarded
    def list_history(self, council: str, list: str) -> Sequence[int]:  # noqa: A002  # the name of the column
        """How many rows a list had each time that it was counted, the oldest first."""
        return self._lists.history(council, list)

    @guarded
    def list_absent(self, council: str, list: str, reason: str) -> None:  # noqa: A002  # the name of the column
        """Remember that a council has no such list."""
        self._lists.mark_absent(council, list, reason)

    @guarded
    def list_present(self, council: str, list: str) -> None:  # noqa: A002  # the name of the column
        """Forget that a list was missing."""
        self._lists.mark_present(council, list)

    @guarded
    def absent_lists(self, council: str) -> dict[str, dict[str, Any]]:
        """The lists that a council does not have, each with its `reason` and when that was found (`found_at`)."""
        return self._lists.absent(council)

    @guarded
    def changes(
        self,
        *,
        council: str | None = None,
        since: str | None = None,
        field: str | None = None,
        ref: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        include_reader: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """What changed since a time, the newest first; what only a new reader sees is left out unless asked for."""
        found = Changes(self._db).find(
            council=council, since=since, field=field, ref=ref, kind=kind, limit=limit, include_reader=include_reader
        )
        return iter(list(found))  # read here, behind the border

    @guarded
    def search(
        self,
        words: str,
        *,
        council: str | None = None,
        status: str | None = None,
        since: str | None = None,
        kind: str | None = None,
        place: str | None = None,
        limit: int = 20,
        marks: tuple[str, str] = MARKS,
    ) -> list[dict[str, Any]]:
        """What says these words, the best first, with a `snippet`; `place` is `records` or `documents` (their text).

        `since` is a day: only what is dated then or later. Raises ValueError where there is no word to look for.
        """
        wanted = {"council": council, "status": status, "since": since, "kind": kind}
        return Search(self._db, TABLES).find(words, place=place, limit=limit, marks=marks, **wanted)

    @guarded
    def rebuild_search(self) -> None:
        """Make the search index anew from the rows."""
        SearchIndex(self._db, TABLES).rebuild()

    @guarded
    def find(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Issues by reference or id, their own or that of a decision on them, each with all that belongs to it.

        That is its `plan_items`, `decision_rows`, `agenda_item_rows`, `meeting_rows` and `document_rows`, each with its
        `link` (`stated` or `likely`), and its `translations`.
        """
        return Linked(self._db).issues(council, ref)

    @guarded
    def find_decisions(self, council: str, ref: str) -> list[dict[str, Any]]:
        """Decisions by reference or id that no issue leads to, with `document_rows`, `meeting_rows`, `translations`."""
        return Linked(self._db).decisions(council, ref)

    @guarded
    def timeline(self, council: str, kind: str, id: str, field: str | None = None) -> list[dict[str, Any]]:  # noqa: A002  # the name of the column
        """The versions of a record, or the values that one field has had, the oldest first."""
        return Sightings(self._db).history(Key(kind, council, id)).timeline(field)

    @guarded
    def documents_listed(self, council: str) -> list[dict[str, Any]]:
        """The documents that a council's pages link to, each with its `url`, `document_id` and `day`."""
        return self._files.listed(council)

    @guarded
    def documents_restricted(self, council: str) -> int:
        """How many documents a council's pages name as restricted."""
        return self._files.restricted(council)

    @guarded
    def documents_add(self, council: str, files: Iterable[Mapping[str, Any]]) -> None:
        """Queue documents (`url`, `document_id`, `day`); one that is known keeps its place."""
        self._files.add(council, files)

    @guarded
    def documents_next(self, council: str, before: str, since: str | None = None) -> dict[str, Any] | None:
        """The row of `document_files` that is due longest, less days before `since`; `None` where none is."""
        return self._files.next(council, before, since)

    @guarded
    def documents_waiting(self, council: str, before: str, since: str | None = None) -> int:
        """How many documents are due, less those of days before `since`."""
        return self._files.waiting(council, before, since)

    @guarded
    def media_type_of(self, capture_id: int) -> str | None:
        """The kind of file that a document's newest capture holds."""
        return self._files.media_type(capture_id)

    @guarded
    def document_witness(self, council: str, besides: Iterable[str]) -> dict[str, Any] | None:
        """A document that was there when it was asked for last, other than some."""
        return self._files.witness(council, besides)

    @guarded
    def document_fetched(self, council: str, url: str, said: Mapping[str, Any]) -> None:
        """Note what a document's address gave: `at`, `sha256`, `capture_id`, `etag`, `last_modified`."""
        self._files.fetched(council, url, said)

    @guarded
    def document_settle(self, council: str, url: str, state: str, due_at: str, reason: str | None = None) -> None:
        """Let a document be `done`, `deferred` or `missing` until `due_at`."""
        self._files.settle(council, url, state, due_at, reason)

    @guarded
    def save_text(self, sha256: str, found: Mapping[str, Any]) -> None:
        """Keep the text of a content (`media_type`, `text`, `pages`, `extractor`), or the `error` in its place."""
        self._texts.save(sha256, found)

    @guarded
    def text(self, sha256: str) -> dict[str, Any] | None:
        """The text of a content; `None` where nobody has looked for one."""
        return self._texts.get(sha256)

    @guarded
    def texts_missing(self, council: str, today: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The contents of a council's documents without a text: `sha256`, `media_type`, and a `capture_id`.

        With `today`, the extractor for each media type, also those whose text another one read.
        """
        return self._texts.missing(council, today)

    @guarded
    def lookup(self, council: str, ref: str, kind: str | None = None) -> list[dict[str, Any]]:
        """What every record of a reference or id is (`kind`, `id`), is called, and where it is seen last."""
        return Lookup(self._db).find(council, ref, kind)

    @guarded
    def spans(self, council: str, kind: str, id: str, field: str | None = None) -> list[dict[str, Any]]:  # noqa: A002  # the name of the column
        """Every value that a record's fields ever had (`since`, `until`, `cause`), with captures that show it."""
        return Spans(self._db).of(Key(kind, council, id), field)

    @guarded
    def evidence(self, capture_id: int) -> dict[str, Any]:
        """A capture's row, body and WARC records, checked. Raises KeyError and ArchiveDamaged as `body` does."""
        return Evidence(self.folder, self._db, self._captures).gather(capture_id)

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
