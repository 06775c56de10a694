"""All captures read again by today's readers: in several processes, with one that writes."""

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, Self

import parsers
import storage

from .corridor import reread

_PAGES: Final = 64  # pages whose captures are taken in together
_AHEAD: Final = 3  # batches that are read while one is taken in
_CHUNK: Final = 16  # captures that one process is given at a time
_FEW: Final = 64  # captures for which no further process is worth its start

Told = Mapping[str, Any]
Capture = dict[str, Any]


@dataclass(slots=True)
class Reread:
    """What reading again came to: captures `read`, those that say something `different`, and how often each field does.

    `fields` counts by kind of record and field, with no field for a record that comes or goes. `skipped` are captures
    that could not be read, each with the reason. `texts` are those of documents.
    """

    read: int = 0
    passed: int = 0
    different: int = 0
    noted: int = 0
    texts: int = 0
    fields: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    skipped: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which captures are to be read: all, of one council or of one type of page, that another reader read.

    With `before` also those that today's reader has read, if that was before this time.
    """

    council: str | None = None
    page_type: str | None = None
    before: str | None = None

    def has(self, capture: Mapping[str, Any]) -> bool:
        """Whether a capture is to be read."""
        reader = parsers.reader_of(capture["final_url"] or capture["url"])
        if self.page_type and reader.partition("/")[0] != self.page_type:
            return False
        return capture["reader"] != reader or (self.before is not None and capture["absorbed_at"] < self.before)


def reread_all(
    archive: storage.Archive,
    wanted: Wanted,
    *,
    jobs: int,
    is_dry: bool,
    progress: Callable[[Reread], None] = lambda _: None,
) -> Reread:
    """Read captures again, and take in what they say now; with `is_dry` only count what would change.

    Each batch is taken in whole or not at all, so that an interrupted run has lost nothing and is gone on with.
    """
    done = Reread()
    with _Readers(archive.folder, jobs) as readers:
        waiting: list[_Batch] = []
        for captures in _batches(archive, wanted, done):
            waiting.append(_Batch(captures, readers.begin(captures)))
            if len(waiting) > _AHEAD:
                _take(archive, waiting.pop(0), readers, done, is_dry=is_dry)
                progress(done)
        for batch in waiting:
            _take(archive, batch, readers, done, is_dry=is_dry)
            progress(done)
    return done


@dataclass(frozen=True, slots=True)
class _Batch:
    captures: Sequence[Capture]
    answers: Sequence["Future[list[Told]] | None"]


def _batches(archive: storage.Archive, wanted: Wanted, done: Reread) -> Iterator[list[Capture]]:
    """The captures to be read, those of a page always together."""
    after = ("", "")
    while pages := archive.read_pages(after, council=wanted.council, limit=_PAGES):
        after = pages[-1][0]
        of_pages = [capture for _, captures in pages for capture in captures]
        batch = [capture for capture in of_pages if wanted.has(capture)]
        done.passed += len(of_pages) - len(batch)
        if batch:
            yield batch


def _take(archive: storage.Archive, batch: _Batch, readers: "_Readers", done: Reread, *, is_dry: bool) -> None:
    told = list(zip(batch.captures, readers.end(batch), strict=True))
    good = [(capture, outcome) for capture, outcome in told if "error" not in outcome]
    done.skipped.extend((capture["id"], outcome["error"]) for capture, outcome in told if "error" in outcome)
    for capture, outcome in good:
        differences = archive.differences(capture["id"], outcome)
        done.fields.update({(one.key.kind, one.field) for one in differences})
        done.different += bool(differences)
    if not is_dry:
        done.noted += len(archive.absorb_again(good).changed)
    done.read += len(good)


class _Readers:
    """Processes that read. A page that ends its process is read once more, alone, and passed over if that ends too."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self._folder, self._jobs = folder, jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def begin(self, captures: Sequence[Capture]) -> list["Future[list[Told]] | None"]:
        """Begin to read captures; those of a short list wait until they are asked for."""
        if self._jobs < 2 or (self._pool is None and len(captures) < _FEW):
            return [None for _ in _chunks(captures)]
        return [self._submit(chunk) for chunk in _chunks(captures)]

    def end(self, batch: _Batch) -> Iterator[Told]:
        """What was made of each capture; of one that could not be read an `error`, in words."""
        for chunk, future in zip(_chunks(batch.captures), batch.answers, strict=True):
            if future is None:
                yield from read_chunk(self._folder, chunk)
                continue
            try:
                yield from future.result()
            except (BrokenProcessPool, CancelledError):
                yield from self._one_by_one(chunk)

    def _one_by_one(self, captures: Iterable[Capture]) -> Iterator[Told]:
        for capture in captures:
            try:
                yield from self._submit([capture]).result()
            except BrokenProcessPool:
                self._drop()
                yield {"error": "the process that read it ended; what it said before holds"}

    def _submit(self, captures: Sequence[Capture]) -> "Future[list[Told]]":
        for _ in range(2):
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self._jobs, get_context("spawn"), _unheeding)
            try:
                with _unheeded():
                    return self._pool.submit(read_chunk, self._folder, captures)
            except BrokenProcessPool:
                self._drop()
        raise RuntimeError("No process can be started to read pages: try `--jobs 1`.")

    def _drop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def read_chunk(folder: Path, captures: Sequence[Capture]) -> list[Told]:
    """What today's readers make of captures; of one that could not be read an `error`, in words."""
    return [_read(folder, capture) for capture in captures]


def _read(folder: Path, capture: Capture) -> Told:
    try:
        return reread(folder, capture)
    except Exception as error:  # noqa: BLE001  # no page ends the run, whatever is wrong with it or with its reader
        return {"error": str(error) or type(error).__name__}


def _chunks(captures: Sequence[Capture]) -> list[Sequence[Capture]]:
    return [captures[start : start + _CHUNK] for start in range(0, len(captures), _CHUNK)]


@contextmanager
def _unheeded() -> Iterator[None]:
    """Let processes that begin here not hear Ctrl-C before they can say so themselves; this one hears it afterwards."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _unheeding() -> None:
    """Leave Ctrl-C to the process that writes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
