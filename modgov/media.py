"""What kind of file a body is, so that what is written down opens in the right program."""

from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

_BY_TYPE: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/xml": ".xml",
    "application/rss+xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
}
_KNOWN: Final = frozenset(_BY_TYPE.values())


def suffix(body: bytes, content_type: str | None, url: str) -> str:
    """The suffix of a body's file: by its first bytes, its content type, or its address; else `.bin`."""
    if body.startswith(b"%PDF-"):
        return ".pdf"
    named = _BY_TYPE.get((content_type or "").partition(";")[0].strip().lower())
    in_address = PurePosixPath(urlsplit(url).path).suffix.lower()
    return named or (in_address if in_address in _KNOWN else ".bin")
