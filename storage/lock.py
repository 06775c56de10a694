"""One writer at a time: a lock file that the operating system releases when its holder dies."""

import os
import sys
from pathlib import Path
from typing import Final

from .errors import ArchiveBusy

LOCK_NAME: Final = "modgov.lock"

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _seize(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # Windows hides locked bytes: leave the pid readable
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _seize(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The writer's claim on an archive folder. The file stays behind: removing it would let two runs hold two locks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._claim()
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let the next run in."""
        os.close(self._descriptor)

    def _claim(self) -> None:
        try:
            _seize(self._descriptor)
        except (BlockingIOError, PermissionError) as error:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace") or "unknown"
            raise ArchiveBusy(
                f"Another run (process {holder}) is writing to {self._folder}: wait until it is done."
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode("ascii"))
