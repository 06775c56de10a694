"""Opening the archive for a command: storage's errors become one sentence and an exit code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import storage

from .exits import Exit, stop
from .targets import stored_as
from .upkeep import Upkeep


@contextmanager
def opened(
    folder: Path, *, create: bool = False, read_only: bool = False, now: Callable[[], str] = storage.utc_now
) -> Iterator[storage.Archive]:
    """The archive in a folder, closed at the end; ends the command when it cannot be used."""
    with refusals_told():
        with Upkeep(folder) as upkeep:
            found = storage.Archive.open(folder, create=create, read_only=read_only, now=now, progress=upkeep)
        with found as archive:
            yield archive


@contextmanager
def refusals_told() -> Iterator[None]:
    """End the command with a sentence and an exit code where storage refuses."""
    try:
        yield
    except storage.ArchiveBusy as error:
        stop(str(error), Exit.ARCHIVE_BUSY)
    except storage.ArchiveDamaged as error:
        stop(str(error), Exit.ARCHIVE_DAMAGED)
    except storage.StorageError as error:
        stop(str(error), Exit.NOTHING_USABLE)


def held_council(archive: storage.Archive, council: str) -> str:
    """The slug under which an archive holds a council; ends the command where it holds nothing of it."""
    slug = stored_as(council)
    if archive.council(slug) is None:
        stop(
            f"The archive in {archive.folder} has nothing of {council!r}: check the name with `modgov councils`, or "
            f"harvest or import it first.",
            Exit.NOTHING_USABLE,
        )
    return slug
