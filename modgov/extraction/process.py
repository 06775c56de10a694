"""The parent's side: a child for each file, its time kept, its answer bounded, and nothing of it believed unseen."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen, TimeoutExpired
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from .kinds import CRASHED, ERRORS, NO_READER, READERS, TOO_MUCH, TOO_SLOW, extractor_of

_MB: Final = 1024 * 1024
_HOME: Final = str(Path(__file__).resolve().parent.parent.parent)
# Isolated from the environment and the working folder, so that nothing beside a hostile file is loaded either.
_CODE: Final = f"import sys; sys.path.append({_HOME!r}); from modgov.extraction.worker import main; main()"
_SPENT: Final = -int(getattr(signal, "SIGXCPU", 24))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: `seconds` of processor, `wall` of time, `memory` bytes, and `most_text` characters."""

    seconds: int = 60
    wall: float = 120.0
    memory: int = 1024 * _MB
    most_text: int = 10_000_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a file says, or in one phrase why nothing was read. `pages` where its kind has any."""

    extractor: str
    text: str | None = None
    pages: int | None = None
    error: str | None = None


async def extract(body: bytes, media_type: str, limits: Limits = LIMITS) -> Text:
    """The text of a file. Never raises for anything in it; a cancelled one leaves no process behind."""
    extractor = extractor_of(media_type)
    if media_type not in READERS:
        return Text(extractor=extractor, error=NO_READER)
    child = _Child(media_type, limits)
    try:
        said = await asyncio.to_thread(child.read, body)
    except asyncio.CancelledError:
        child.kill()
        raise
    return Text(extractor=extractor, **said)


class _Child:
    """One child process, from its start to its end."""

    def __init__(self, media_type: str, limits: Limits) -> None:
        self._limits = limits
        told = (media_type, limits.seconds, limits.memory, limits.most_text)
        self._command = [sys.executable, "-I", "-c", _CODE, *map(str, told)]
        self._process: Popen[bytes] | None = None
        self._is_unwanted = False

    def kill(self) -> None:
        """End it now, or before it begins."""
        self._is_unwanted = True
        if self._process is not None:
            self._process.kill()

    def read(self, body: bytes) -> dict[str, Any]:
        """Let it read a file; waits for its end."""
        with TemporaryFile() as question, TemporaryFile() as answer:
            question.write(body)
            question.seek(0)
            system = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
            with Popen(self._command, stdin=question, stdout=answer, stderr=DEVNULL, env=system) as self._process:  # noqa: S603 - our own command
                if self._is_unwanted:
                    self._process.kill()
                try:
                    code = self._process.wait(self._limits.wall)
                except TimeoutExpired:
                    self._process.kill()
                    return {"error": TOO_SLOW}
            return self._believed(code, answer)

    def _believed(self, code: int, answer: BinaryIO) -> dict[str, Any]:
        """What it said, if it ended well and said it in the agreed form."""
        if code:
            return {"error": TOO_SLOW if code == _SPENT else CRASHED}
        answer.seek(0)
        try:
            said = json.loads(answer.read(4 * self._limits.most_text + 4096))
        except (ValueError, RecursionError):
            return {"error": CRASHED}
        except MemoryError:
            return {"error": TOO_MUCH}
        if not isinstance(said, dict):
            return {"error": CRASHED}
        text, pages, error = said.get("text"), said.get("pages"), said.get("error")
        if error is not None:
            return {"error": error if error in ERRORS else CRASHED, "pages": pages if isinstance(pages, int) else None}
        if not isinstance(text, str):
            return {"error": CRASHED}
        return {"text": text[: self._limits.most_text], "pages": pages if isinstance(pages, int) else None}
