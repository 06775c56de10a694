"""Which library reads which kind of file, and what is said where none gave a text. No library is loaded here."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

# Media type -> the function of `readers` that reads it, and the distribution whose version decides what comes of it.
READERS: Final[Mapping[str, tuple[str, str]]] = {
    "application/pdf": ("pdf", "pypdfium2"),
    f"{_OFFICE}.wordprocessingml.document": ("word", "python-docx"),
    f"{_OFFICE}.spreadsheetml.sheet": ("sheets", "openpyxl"),
    "application/rtf": ("rich_text", "striprtf"),
    "text/html": ("page", "selectolax"),
    "text/plain": ("plain", "modgov-archive"),
    "text/csv": ("plain", "modgov-archive"),
}

NO_READER: Final = "no reader for its kind"
ENCRYPTED: Final = "encrypted"
DAMAGED: Final = "damaged"
NO_TEXT: Final = "no text in it"
TOO_LARGE: Final = "unpacks to too much"
TOO_SLOW: Final = "took too long"
TOO_MUCH: Final = "needed too much memory"
CRASHED: Final = "its reader crashed"
ERRORS: Final = frozenset({NO_READER, ENCRYPTED, DAMAGED, NO_TEXT, TOO_LARGE, TOO_SLOW, TOO_MUCH, CRASHED})


def extractor_of(media_type: str | None) -> str:
    """The reader of a kind of file and its version, such as `pypdfium2/5.15.2`; `none` where there is none."""
    known = READERS.get(media_type or "")
    return f"{known[1]}/{version(known[1])}" if known else "none"
