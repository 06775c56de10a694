"""The texts of documents, read beside the fetching: one content after the other, each once for all councils."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any, Final, Self
from weakref import WeakKeyDictionary

import storage

from ..extraction import LIMITS, READERS, Limits, extract, extractor_of
from .corridor import recalled

_SLOTS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()


def _slots() -> asyncio.Semaphore:
    """How many children may read at once, for all councils together."""
    loop = asyncio.get_running_loop()
    if loop not in _SLOTS:
        _SLOTS[loop] = asyncio.Semaphore(max(1, (os.cpu_count() or 2) - 1))
    return _SLOTS[loop]


def texts_waiting(archive: storage.Archive, council: str | None = None) -> list[dict[str, Any]]:
    """The contents of stored documents that today's extractors have not read, of one council or of all."""
    today = {media_type: extractor_of(media_type) for media_type in READERS}
    councils = [council] if council else sorted(set(archive.councils().values()))
    waiting = {row["sha256"]: row for one in councils for row in archive.texts_missing(one, today)}
    return list(waiting.values())


async def read_texts(archive: storage.Archive, waiting: Iterable[Mapping[str, Any]]) -> None:
    """Read the texts of contents, each in a process of its own; what was read is kept, whatever stops it."""
    async with Texts(archive, Counter()) as texts:
        for row in waiting:
            texts.wish(row["sha256"], row["media_type"], row["capture_id"])


class Texts:
    """Reads the contents that are wished for. As a context: what is still wished for at its end is read, or dropped."""

    def __init__(self, archive: storage.Archive, without_text: Counter[str], limits: Limits = LIMITS) -> None:
        self._archive, self._without, self._limits = archive, without_text, limits
        self._wished: asyncio.Queue[tuple[str, str, int] | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._asked: set[str] = set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is None:
            return
        if error is not None:
            self.drop()
        self._wished.put_nowait(None)
        try:
            await asyncio.wait([self._task])
        except asyncio.CancelledError:
            self._task.cancel()
            raise
        if not self._task.cancelled():
            self._task.result()  # what the archive refused is told here

    def wish(self, sha256: str, media_type: str, capture_id: int) -> None:
        """Have a content read, if nobody has."""
        if sha256 not in self._asked:
            self._asked.add(sha256)
            self._wished.put_nowait((sha256, media_type, capture_id))

    def drop(self) -> None:
        """Read nothing more: what is left is read by the next harvest."""
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        while (wished := await self._wished.get()) is not None:
            async with _slots():
                await self._read(*wished)

    async def _read(self, sha256: str, media_type: str, capture_id: int) -> None:
        known = self._archive.text(sha256)
        if known is not None and known["extractor"] == extractor_of(media_type):
            return
        body = recalled(self._archive, capture_id).body
        found = await extract(body, media_type, self._limits)
        self._archive.save_text(sha256, asdict(found) | {"media_type": media_type})
        if found.error:
            self._without[found.error] += 1
