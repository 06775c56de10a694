"""The child process: it confines itself, reads one file from its input, writes what it says, and ends."""

import json
import sys
from typing import Any

from . import readers
from .confinement import close_in, keep_within
from .kinds import DAMAGED, NO_TEXT, READERS, TOO_MUCH
from .loading import load


def main() -> None:
    """Read the file on standard input. The arguments are its media type and the limits, as `process` gives them."""
    media_type, seconds, memory, most_text = sys.argv[1], *map(int, sys.argv[2:5])
    keep_within(seconds, memory, most_text)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a text stream of ours
    name, _ = READERS[media_type]
    load(name)
    body = sys.stdin.buffer.read()
    close_in()
    json.dump(_read(name, body, most_text), sys.stdout, ensure_ascii=False)


def _read(name: str, body: bytes, most_text: int) -> dict[str, Any]:
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
