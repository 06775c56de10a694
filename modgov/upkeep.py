"""Telling, on standard error, that an archive of an older release is brought up to date, and how far that is."""

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import click
from rich.console import Console

_PATIENCE: Final = 1.0  # seconds in which nobody asks what takes so long
_EVERY: Final = 30.0  # seconds between two lines where nobody watches
_GLANCE: Final = 0.1  # seconds between two where somebody does


class Upkeep:
    """Hears how far an archive is brought up to date: a terminal shows it as it goes, elsewhere a line comes at times.

    Silent where there is nothing to bring up to date, or it takes no time.
    """

    def __init__(
        self, folder: Path, console: Console | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._words = f"Bringing the archive in {folder} up to date, once for this release of modgov"
        self._folder, self._clock, screen = folder, clock, console or Console(stderr=True)
        self._status, self._is_watched = screen.status(f"{self._words} …"), screen.is_terminal
        self._due: float | None = None
        self._has_told = False

    def __call__(self, done: int, all_: int) -> None:
        """Hear that so many records, of so many, were told again; the first call says only that it begins."""
        now = self._clock()
        if self._due is None:
            self._begin(now)
        elif now >= self._due:
            self._tell(f"{self._words}: {done:,} of {all_:,} records.")
            self._due = now + (_GLANCE if self._is_watched else _EVERY)

    def _begin(self, now: float) -> None:
        self._due = now + _PATIENCE
        if self._is_watched:
            self._status.start()

    def _tell(self, words: str) -> None:
        self._has_told = True
        if self._is_watched:
            self._status.update(words)
        else:
            click.echo(words, err=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        if self._has_told and error is None:
            click.echo(f"The archive in {self._folder} is up to date.", err=True)
