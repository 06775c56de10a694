"""One writer at a time: a lock file that the operating system releases when its holder dies.

It holds the number of the process that writes; one that ends well leaves it empty. So the next run knows whether there
is something to mend.
"""

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
    """The writer's claim on an archive folder. The file stays behind: removing it would let two runs hold two locks.

    `was_clean` says whether the last writer ended well.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.was_clean = False
        is_new = not (folder / LOCK_NAME).exists()
        self._descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._claim(is_new=is_new)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self, *, is_clean: bool = False) -> None:
        """Let the next run in, and tell it whether all is well."""
        if is_clean or self.was_clean:
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)

    def _claim(self, *, is_new: bool) -> None:
        try:
            _seize(self._descriptor)
        except (BlockingIOError, PermissionError) as error:
            holder = os.read(self._descriptor, 20).decode("ascii", "replace") or "unknown"
            raise ArchiveBusy(
                f"Another run (process {holder}) is writing to {self._folder}: wait until it is done."
            ) from error
        self.was_clean = not is_new and not os.read(self._descriptor, 1)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode("ascii"))
