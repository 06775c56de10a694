"""What can go wrong with an archive, and the one border at which foreign errors become ours.

StorageError
├── NotAnArchive        nothing there, or somebody else's folder or database
├── WrongVersion        made by a newer release
│   └── OlderRelease    made by an older one: it can be read once it was opened to be written
├── ArchiveBusy         another run holds it
├── ArchiveUnwritable   no permission, or a read-only disk
├── DiskFull            no room left
└── ArchiveDamaged      bytes that were there are missing or no longer what they were
    └── SearchDamaged   the search index is; it can be made anew from the rows
"""

# ruff: noqa: N818  # each name is the sentence that a person reads
import errno
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar


class StorageError(Exception):
    """Something is wrong with the archive; the message is one sentence that says what to do."""


class NotAnArchive(StorageError):
    """There is no archive here, or what is here is not ours."""


class WrongVersion(StorageError):
    """Another release of modgov made this archive."""


class OlderRelease(WrongVersion):
    """An older release of modgov made this archive, and it was opened only to be read."""


class ArchiveBusy(StorageError):
    """Another run is writing to the archive."""


class ArchiveUnwritable(StorageError):
    """The archive cannot be written to."""


class DiskFull(StorageError):
    """The disk that holds the archive is full."""


class ArchiveDamaged(StorageError):
    """The archive has lost something that it had stored."""


class SearchDamaged(ArchiveDamaged):
    """The search index is missing or damaged; the records are not touched."""


_FULL: Final = (
    DiskFull,
    "The disk that holds {} is full: free some space and run the command again; what was stored is safe.",
)
_UNWRITABLE: Final = (
    ArchiveUnwritable,
    "{} cannot be written to: give yourself write permission or choose another folder.",
)
_BUSY: Final = ArchiveBusy, "Another program is using {}: close it or wait until it is done, and run the command again."
_DAMAGED: Final = (
    ArchiveDamaged,
    "The archive in {} is damaged ({}): `modgov verify` says where, and `modgov verify --repair` mends what it can.",
)
_UNUSABLE: Final = StorageError, "The archive in {} could not be used ({}): check the disk and run the command again."

_Verdict = tuple[type[StorageError], str]
_BY_ERRNO: Final[dict[int | None, _Verdict]] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _UNWRITABLE,
    errno.EACCES: _UNWRITABLE,
    errno.EPERM: _UNWRITABLE,
    errno.EIO: _DAMAGED,
}
# SQLite's own sentences: they have been stable for twenty years, and an error raised by hand has no code.
_BY_SENTENCE: Final[dict[str, _Verdict]] = {
    "disk is full": _FULL,
    "readonly": _UNWRITABLE,
    "unable to open": _UNWRITABLE,
    "locked": _BUSY,
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
    "disk I/O error": _UNUSABLE,
}


def translated(error: OSError | sqlite3.Error, folder: Path) -> StorageError | None:
    """Our error for a foreign one; `None` where the foreign one is a mistake in the program."""
    if isinstance(error, OSError):
        kind, sentence = _BY_ERRNO.get(error.errno, _UNUSABLE)
        return kind(sentence.format(folder, error.strerror or error))
    for part, (kind, sentence) in _BY_SENTENCE.items():
        if part in str(error):
            return kind(sentence.format(folder, error))
    return None


class border:  # noqa: N801  # reads as a verb where it is used; as a generator it would cost three times as much
    """Turn the operating system's and SQLite's errors into ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        """Nothing is needed before an error comes."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, (OSError, sqlite3.Error)) and (known := translated(error, self._folder)):
            raise known from error


class _InFolder(Protocol):
    folder: Path


_Self = TypeVar("_Self", bound=_InFolder)
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def guarded(
    method: Callable[Concatenate[_Self, _Arguments], _Result],
) -> Callable[Concatenate[_Self, _Arguments], _Result]:
    """Put a method behind the border."""

    @wraps(method)
    def inside(self: _Self, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        with border(self.folder):
            return method(self, *args, **kwargs)

    return inside
