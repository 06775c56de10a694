"""Many councils side by side: a task for each, one thread, and so one writer.

Each task waits for its own site, and until the disk has its answer's bytes. All else that it stores and reads it does
without waiting in between, so the archive has one writer at a time, and one answer of each council is in memory.
"""

import asyncio
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from signal import SIGINT, SIGTERM
from typing import Final, Protocol

import scraper
import storage

from ..outcomes import Outcome
from ..targets import Target
from .council import Observer, harvest
from .disk import Disk
from .wishes import Wishes

GRACE: Final = 15.0  # seconds for the pages in hand, once a person wants the harvest to end


class Watcher(Observer, Protocol):
    """Who is told of the progress of many councils."""

    def over(self, target: Target) -> None:
        """A council is done with."""

    def stopping(self) -> None:
        """No further page is begun."""


async def harvest_all(
    archive: storage.Archive,
    client: scraper.Client,
    outcomes: Mapping[Target, Outcome],
    watcher: Watcher,
    wishes: Wishes,
) -> None:
    """Harvest councils side by side, and fill their outcomes. One that fails does not touch the others.

    Ctrl-C, once, lets each council finish the page in hand; a second one ends them at once. Raises StorageError where
    the archive itself fails.
    """
    stop = asyncio.Event()
    with Disk(archive, side_by_side=len(outcomes) > 1) as disk:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_harvest_one(archive, client, target, outcome, watcher, wishes, stop, disk))
                for target, outcome in outcomes.items()
            ]
            with _stopped_by_signals(stop, tasks, watcher):
                await asyncio.wait(tasks)


async def _harvest_one(
    archive: storage.Archive,
    client: scraper.Client,
    target: Target,
    outcome: Outcome,
    watcher: Watcher,
    wishes: Wishes,
    stop: asyncio.Event,
    disk: Disk,
) -> None:
    try:
        await harvest(
            archive, client, target, watcher, wishes=wishes, is_stopping=stop.is_set, outcome=outcome, disk=disk
        )
    except storage.StorageError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever one council meets, the others go on
        outcome.failures.append({"council": target.council, "reason": _told(error)})
    finally:
        watcher.over(target)


def _told(error: Exception) -> str:
    """An error of ours: what it says, and where, for whoever mends it."""
    places = traceback.extract_tb(error.__traceback__)
    place = f" ({places[-1].filename.rpartition('/')[2]}, line {places[-1].lineno})" if places else ""
    return f"{type(error).__name__}: {error}{place}"


@contextmanager
def _stopped_by_signals(stop: asyncio.Event, tasks: Sequence[asyncio.Task[None]], watcher: Watcher) -> Iterator[None]:
    """Let Ctrl-C stop tasks gently: none begins another page, and those that still wait after a while are cancelled."""
    loop = asyncio.get_running_loop()

    def cancel() -> None:
        for task in tasks:
            task.cancel()

    def hear() -> None:
        if stop.is_set():
            cancel()
            return
        stop.set()
        watcher.stopping()
        loop.call_later(GRACE, cancel)

    heard = []
    for signal in (SIGINT, SIGTERM):
        with suppress(NotImplementedError, ValueError, RuntimeError):  # not on Windows, and only in the main thread
            loop.add_signal_handler(signal, hear)
            heard.append(signal)
    try:
        yield
    finally:
        for signal in heard:
            loop.remove_signal_handler(signal)
