"""Waiting for the disk: the bytes of answers that come side by side are made safe side by side."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self

import storage

_THREADS: Final = 8  # the disk takes some waiters at a time for hardly more than one
_Waiting = tuple[storage.Written, asyncio.Future[None]]
_Told = tuple[asyncio.Future[None], Exception | None]


class Disk:
    """Waits until answers are safe. With many councils `side_by_side` the loop goes on with others meanwhile.

    Whoever comes while the disk is busy waits for the next turn, in which it takes all who wait.
    """

    def __init__(self, archive: storage.Archive, *, side_by_side: bool = False) -> None:
        self._archive = archive
        self._pool = ThreadPoolExecutor(_THREADS, "disk") if side_by_side else None
        self._waiting: list[_Waiting] = []
        self._turn: asyncio.Task[None] | None = None

    async def hold(self, written: storage.Written) -> None:
        """Return when the bytes of an answer are safe. Raises StorageError where the disk fails."""
        if self._pool is None:
            self._archive.sync(written)
            return
        loop = asyncio.get_running_loop()
        is_safe = loop.create_future()
        self._waiting.append((written, is_safe))
        if self._turn is None:
            self._turn = loop.create_task(self._take_turns(self._pool))
        await is_safe

    async def _take_turns(self, pool: ThreadPoolExecutor) -> None:
        """Make all who wait safe, and tell them together: then they are taken in while no thread contends."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            shares = [waiting[place::_THREADS] for place in range(min(_THREADS, len(waiting)))]
            for told in await asyncio.gather(*(loop.run_in_executor(pool, self._sync, share) for share in shares)):
                for is_safe, error in told:
                    _tell(is_safe, error)
            await asyncio.sleep(0)
        self._turn = None

    def _sync(self, share: list[_Waiting]) -> list[_Told]:
        """Make a share of the answers safe, in a thread; say of which the disk failed."""
        return [(is_safe, self._failure(written)) for written, is_safe in share]

    def _failure(self, written: storage.Written) -> Exception | None:
        try:
            self._archive.sync(written)
        except Exception as error:  # noqa: BLE001  # whatever it is, who waits is to hear of it
            return error
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _tell(is_safe: asyncio.Future[None], error: Exception | None) -> None:
    """Tell who waits, unless it was cancelled meanwhile."""
    if is_safe.done():
        return
    if error is None:
        is_safe.set_result(None)
    else:
        is_safe.set_exception(error)
