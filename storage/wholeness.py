"""Looking at a whole archive, even one that cannot be opened any longer, and mending what needs no reading."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .archive import Archive
from .captures import Captures
from .database import DB_NAME, connect, prepare_folder
from .errors import ArchiveDamaged, ArchiveUnwritable, border
from .lock import Lock
from .mending import Mended
from .verification import REBUILD, Finding, Verification
from .warc import WarcFolder


def verify(
    folder: Path, *, is_fast: bool = False, progress: Callable[[str, int], None] = lambda *_: None
) -> list[Finding]:
    """All that is wrong with an archive; nothing of it is changed. Raises StorageError where there is no archive."""
    try:
        with border(folder):
            prepare_folder(folder, create=False)
            with _undisturbed(folder):
                return _found(folder, is_fast=is_fast, progress=progress)
    except ArchiveDamaged as error:
        return [Finding(DB_NAME, str(error), REBUILD)]


def mend(folder: Path, *, now: Callable[[], str]) -> list[Mended]:
    """Cut off torn ends, give answers that were stored whole their rows, and tell wrong histories again."""
    with Archive.open(folder, now=now) as archive:
        return archive.mend()


def _found(folder: Path, *, is_fast: bool, progress: Callable[[str, int], None]) -> list[Finding]:
    db = connect(folder, read_only=True)
    try:
        captures = Captures(db, WarcFolder(folder, str, lambda *_: b""))
        return list(Verification(folder, db, captures, progress).findings(is_fast=is_fast))
    finally:
        db.close()


@contextmanager
def _undisturbed(folder: Path) -> Iterator[None]:
    """Keep writers out, where there can be any."""
    lock = None
    with suppress(ArchiveUnwritable), border(folder):
        lock = Lock(folder)
    try:
        yield
    finally:
        if lock:
            lock.release()
