"""The WARC files beside the database: one for each council and run, so that no good record ever follows a torn one."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from .errors import ArchiveDamaged
from .members import body_in, opening

_GZIP: Final = 31
_DEVICES: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")  # names that Windows keeps for itself


class Place(NamedTuple):
    """Where a record is: the file, relative to the archive folder, and its gzip member in it."""

    file: str
    offset: int
    length: int


class WarcFile:
    """A WARC file being written. What could not be written whole is cut off again."""

    def __init__(self, folder: Path, council: str, stem: str, ledger: bytes = b"") -> None:
        self._path, self._file = _fresh(folder / "warc" / folder_name(council), stem)
        self._name = self._path.relative_to(folder).as_posix()
        self._opening = opening(council) + ledger
        self._shared: set[str] = set()
        self._start = 0

    def has(self, name: str) -> bool:
        """Whether a record that many answers share is in the file."""
        return name in self._shared

    def append(self, answer: bytes, beside: bytes, shared: Mapping[str, bytes]) -> Place:
        """Write an answer, before it the records that it shares with others, by name, and after it those of its own.

        They are safe only once the disk has them: `sync` waits for that.
        """
        start = self._file.tell()
        lead = (b"" if start else self._opening) + b"".join(shared.values())
        try:
            self._write(lead + answer + beside)
        except BaseException:
            self.cut(start)
            raise
        self._start = start
        self._shared.update(shared)
        return Place(self._name, start + len(lead), len(answer))

    def sync(self) -> None:
        """Return when the disk has all that was written; forget the last answer again where it fails."""
        try:
            os.fsync(self._file.fileno())
        except BaseException:
            self.cut(self._start)
            self._shared.clear()
            raise

    def note(self, record: bytes) -> None:
        """Write a record that belongs to no answer, unless the file holds none."""
        start = self._file.tell()
        try:
            self._write(record if start else b"")
        except BaseException:
            self.cut(start)
            raise

    def cut(self, end: int) -> None:
        """Forget everything after `end`."""
        os.ftruncate(self._file.fileno(), end)
        self._file.seek(end)

    def close(self) -> None:
        """Close the file, and leave none behind that holds nothing."""
        is_empty = not self._file.tell()
        self._file.close()
        if is_empty:
            self._path.unlink()

    def _write(self, record: bytes) -> None:
        rest = memoryview(record)
        while rest:  # unbuffered: a buffer would write a torn record later, when the file is closed
            rest = rest[self._file.write(rest) :]


class WarcFolder:
    """All WARC files of an archive."""

    def __init__(self, folder: Path, now: Callable[[], str], ledger: Callable[[str, int | None], bytes]) -> None:
        self._folder = folder
        self.now = now
        self._ledger = ledger
        self._open: dict[tuple[str, int | None], WarcFile] = {}

    def file(self, council: str, run_id: int | None) -> WarcFile:
        """The file that this run writes for a council."""
        if (council, run_id) not in self._open:
            stem = re.sub(r"[-:]", "", self.now()) + f"-run{run_id or 0}"
            self._open[council, run_id] = WarcFile(self._folder, council, stem, self._ledger(council, run_id))
        return self._open[council, run_id]

    def end_run(self, run_id: int) -> None:
        """Note in the files of a run how it ended."""
        for (council, of_run), file in self._open.items():
            if of_run == run_id:
                file.note(self._ledger(council, run_id))

    def payload(self, place: Place) -> bytes:
        """The body of the record at a place, as it was sent."""
        return payload(self._folder, place)

    def close(self) -> None:
        """Close every file."""
        for file in self._open.values():
            file.close()
        self._open.clear()


def payload(folder: Path, place: Place) -> bytes:
    """The body of the record at a place of an archive, as it was sent; its digest is the caller's to check."""
    try:
        with (folder / place.file).open("rb") as file:
            file.seek(place.offset)
            return body_in(file.read(place.length))
    except (FileNotFoundError, ValueError) as error:
        raise ArchiveDamaged(
            f"{folder / place.file} lacks the record at byte {place.offset}: restore the file from a copy."
        ) from error


def folder_name(council: str) -> str:
    """A council's slug as a folder name: whatever the slug, no path and nothing hidden."""
    name = re.sub(r"[^a-z0-9.-]+", "-", council.lower()).strip("-.")[:100].rstrip("-.") or "unnamed"
    return f"{name}-council" if _DEVICES.fullmatch(name.partition(".")[0]) else name


def _fresh(folder: Path, stem: str) -> tuple[Path, BinaryIO]:
    """Make a file that was not there before."""
    folder.mkdir(parents=True, exist_ok=True)
    for attempt in range(1, 1000):
        path = folder / (f"{stem}.warc.gz" if attempt == 1 else f"{stem}_{attempt}.warc.gz")
        try:
            return path, path.open("xb", buffering=0)
        except FileExistsError:
            continue
    raise FileExistsError(f"No free name for {stem} in {folder}")
