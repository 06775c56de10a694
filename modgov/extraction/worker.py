"""The child process: it confines itself, reads one file from its input, writes what it says, and ends."""

import contextlib
import json
import sys
from typing import Any

from . import readers
from .kinds import DAMAGED, NO_TEXT, READERS, TOO_MUCH


def main() -> None:
    """Read the file on standard input. The arguments are its media type and the limits, as `process` gives them."""
    media_type, seconds, memory, most_text = sys.argv[1], *map(int, sys.argv[2:5])
    _confine(seconds, memory, most_text)
    body = sys.stdin.buffer.read()
    json.dump(_read(media_type, body, most_text), sys.stdout, ensure_ascii=False)


def _read(media_type: str, body: bytes, most_text: int) -> dict[str, Any]:
    name, _ = READERS[media_type]
    try:
        text, pages = getattr(readers, name)(body, most_text)
        text = readers.tidied(text)
    except readers.Unreadable as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": TOO_MUCH}
    except Exception:  # noqa: BLE001 - whatever a library makes of a broken file, it is broken
        return {"error": DAMAGED}
    return {"text": text, "pages": pages} if text else {"pages": pages, "error": NO_TEXT}


def _confine(seconds: int, memory: int, most_text: int) -> None:
    """Give up what reading one file does not need. Where the system has no such limits, its parent still keeps time."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a text stream of ours
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        limits = {
            resource.RLIMIT_CPU: (seconds, seconds + 1),
            resource.RLIMIT_AS: (memory, memory),
            resource.RLIMIT_FSIZE: (4 * most_text + 4096,) * 2,
            resource.RLIMIT_CORE: (0, 0),
            resource.RLIMIT_NOFILE: (64, 64),
        }
        for kind, limit in limits.items():
            with contextlib.suppress(ValueError, OSError):  # stricter already, or not known here
                resource.setrlimit(kind, limit)
