"""Putting right what a killed run left behind: torn ends are cut off, and answers stored whole get their rows.

A run that is killed leaves at most one answer of each council without its row. When the power fails, the database may
have lost more.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from .accounts import OURS, Answer, Inventory
from .captures import Captures

_RESTORED: Final = "has its row again"
_TAKEN: Final = "is another one in the database: move the file out of the archive"


class Mended(NamedTuple):
    """What was done in a file, in words."""

    file: str
    words: str


class Mending:
    """Mends the files of an archive; the caller holds its lock."""

    def __init__(self, folder: Path, captures: Captures) -> None:
        self._folder = folder
        self._captures = captures

    def mend(self, *, is_clean: bool) -> list[Mended]:
        """Mend all files, or, where the last run ended well, only each council's newest, for whatever befell it."""
        return self._mend_all(_newest(self._folder) if is_clean else _all(self._folder), is_thorough=False)

    def mend_thoroughly(self) -> list[Mended]:
        """Mend all files, and look into them from end to end."""
        return self._mend_all(_all(self._folder), is_thorough=True)

    def _mend_all(self, paths: Iterator[Path], *, is_thorough: bool) -> list[Mended]:
        done: list[Mended] = []
        found: list[Answer] = []
        for path in paths:
            file = path.relative_to(self._folder).as_posix()
            indexed = self._captures.indexed_end(file)
            if is_thorough or path.stat().st_size > indexed or not indexed:
                inventory = Inventory(file)
                answers = list(inventory.read(self._folder, 0 if is_thorough else indexed))
                end = self._end(inventory, answers, path.stat().st_size)
                if end is not None:
                    done.append(Mended(file, f"cut off {path.stat().st_size - end} bytes that were never stored whole"))
                    _cut(path, end)
                found.extend(answer for answer in answers if answer.capture_id and inventory.council is not None)
        for answer in sorted(found, key=lambda answer: answer.capture_id or 0):
            done.extend(self._index(answer))
        return done

    def _end(self, inventory: Inventory, answers: list[Answer], size: int) -> int | None:
        """Where a file is to be cut off: before what is torn, or before an answer whose account never came.

        What the database knows is never cut off, whatever became of it.
        """
        end = inventory.torn_end(size)
        if not size:
            return 0
        last = answers[-1] if answers else None
        if last and not last.told and inventory.is_accounted and last.end == (size if end is None else end):
            end = last.record.offset
        return end if end is not None and end >= self._captures.indexed_end(inventory.file) else None

    def _index(self, answer: Answer) -> Iterator[Mended]:
        """Give an answer its row, unless it has it, or repeats another whose row has yet to come."""
        known = self._captures.at(answer.file, answer.record.offset)
        if known or (answer.is_repeat and not self._captures.holder(answer)):
            return
        is_restored = self._captures.restore(answer)
        yield Mended(answer.file, f"capture {answer.capture_id} {_RESTORED if is_restored else _TAKEN}")


def _newest(folder: Path) -> Iterator[Path]:
    for council in sorted(folder.glob("warc/*/")):
        files = council.glob("*.warc.gz")
        newest = max((path for path in files if OURS.fullmatch(path.name)), default=None)
        if newest:
            yield newest


def _all(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("warc/*/*.warc.gz")) if OURS.fullmatch(path.name))


def _cut(path: Path, end: int) -> None:
    """Forget what is behind a place, and a file that then holds nothing."""
    if end:
        os.truncate(path, end)
    else:
        path.unlink()
